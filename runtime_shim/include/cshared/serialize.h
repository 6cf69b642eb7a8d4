/* Domains: C or C++ code that is not safe for threads, run by one thread at a time.
 *
 * Status: each function returns 0, a positive errno value or one of ours (enum cshared_status), and keeps
 * errno. Handles are numbers, not addresses: CSHARED_STALE_HANDLE when freed; 0, one of another kind
 * and any other number are CSHARED_FOREIGN_HANDLE.
 *
 * Threads: every function may be called from any thread, none from a signal handler. What a run
 * function does is seen by the next one, whatever threads they run on.
 *
 * Order: code that takes two domains must take them in one order everywhere. The debug
 * build of this part (serialize_debug) checks that, with cycles of any length and before they ever
 * deadlock: the call that would close a cycle returns CSHARED_LOCK_ORDER and runs nothing.
 */
#ifndef CSHARED_SERIALIZE_H
#define CSHARED_SERIALIZE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Names a domain. 0 is never one. */
typedef uint64_t cshared_domain;

/* How many domains can exist at a time in one library. */
#define CSHARED_DOMAIN_CAPACITY 256

enum cshared_domain_kind {
  CSHARED_DOMAIN_MUTEX = 1, /* On the caller's thread, under a recursive mutex. */
  CSHARED_DOMAIN_THREAD = 2 /* On one thread of the domain's own, for code with thread-local state. */
};

/* What to run. It must return: it may not throw, longjmp out or end its thread. */
typedef void (*cshared_domain_function)(void *user);

/* Makes a domain and stores its handle in `*out`. A THREAD domain starts its thread at once, with
 * every signal blocked.
 *
 * Ownership: the caller's, until cshared_domain_free.
 * Errors: EINVAL unknown kind or NULL; CSHARED_EXHAUSTED no slot left; EAGAIN no thread to be had. */
int cshared_domain_new(int kind, cshared_domain *out);

/* Frees a domain; a THREAD domain's thread ends first, with what was queued before.
 *
 * Errors: EBUSY somebody is in a MUTEX domain; EDEADLK called by what runs in this THREAD domain;
 * CSHARED_AFTER_FORK a THREAD domain in a forked child, where its thread is not; those of handles. */
int cshared_domain_free(cshared_domain domain);

/* Runs `function(user)` in the domain and returns when it has returned. A call from inside the same
 * domain runs at once.
 *
 * Borrows: `user` for the call.
 * Errors: EINVAL NULL; CSHARED_LOCK_ORDER; CSHARED_AFTER_FORK a THREAD domain in a forked child;
 * those of handles. `function` has not run then. */
int cshared_domain_run(cshared_domain domain, cshared_domain_function function, void *user);

/* Enters and leaves a MUTEX domain, for code that cannot be put into a function.
 *
 * Errors: ENOTSUP a THREAD domain; CSHARED_LOCK_ORDER; EPERM leaving what this thread has not
 * entered; those of handles. */
int cshared_domain_enter(cshared_domain domain);
int cshared_domain_leave(cshared_domain domain);

#ifdef __cplusplus
}
#endif

#endif
