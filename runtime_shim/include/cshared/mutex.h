/* Mutexes with checked handles, owner checks, timed locks on the monotonic clock and contention
 * counters.
 *
 * Status: each function returns 0, a positive errno value or one of ours (enum cshared_status), and keeps
 * errno. Outputs are untouched unless the status is 0.
 *
 * Handles are numbers, not addresses: none of them is ever dereferenced. A freed one is
 * CSHARED_STALE_HANDLE; 0, one of another kind and any other number are CSHARED_FOREIGN_HANDLE. The
 * limits of that: a handle of another library that carries its own copy of this shim is taken for
 * one of ours with probability 2^-16, and there are at most CSHARED_MUTEX_CAPACITY at a time.
 *
 * Threads: every function may be called from any thread, none from a signal handler.
 *
 * Owner: a thread is known by its thread pointer. A thread that ends while it holds a mutex leaves
 * it locked, and a later thread that gets the same thread pointer counts as its owner.
 *
 * fork: in the child a mutex that the forking thread held is still its own; one that another
 * thread held stays locked for ever.
 */
#ifndef CSHARED_MUTEX_H
#define CSHARED_MUTEX_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Names a mutex. 0 is never one. */
typedef uint64_t cshared_mutex;

/* How many mutexes can exist at a time in one library. */
#define CSHARED_MUTEX_CAPACITY 16384

/* No timeout, for cshared_mutex_lock_for and cshared_mutex_lock_until. */
#define CSHARED_MUTEX_FOREVER INT64_MAX

enum cshared_mutex_kind {
  CSHARED_MUTEX_NORMAL = 1,     /* A second lock by the owner waits: for ever, or until it times out. */
  CSHARED_MUTEX_ERRORCHECK = 2, /* A second lock by the owner is EDEADLK. */
  CSHARED_MUTEX_RECURSIVE = 3   /* The owner may lock again, and unlocks as often. */
};

/* What a mutex has seen since it was made. */
typedef struct cshared_mutex_stats {
  uint64_t waits;     /* Calls that had to wait, whether they got the mutex or timed out. */
  int64_t wait_ns;    /* Time all of them waited. */
  int64_t longest_ns; /* The longest of these waits. */
} cshared_mutex_stats;

/* Makes an unlocked mutex of `kind` and stores its handle in `*out`.
 *
 * Ownership: the caller's, until cshared_mutex_free.
 * Errors: EINVAL unknown kind or NULL; CSHARED_EXHAUSTED no slot left. */
int cshared_mutex_new(int kind, cshared_mutex *out);

/* Frees an unlocked mutex. Of several calls at once one succeeds.
 *
 * Threads that lock it at this moment get CSHARED_STALE_HANDLE instead of the mutex.
 * Errors: EBUSY it is locked, be it by the caller; those of handles. */
int cshared_mutex_free(cshared_mutex mutex);

/* Locks, and waits as long as it takes.
 *
 * Errors: EDEADLK the caller has it (ERRORCHECK); EAGAIN the caller has it 2^32 times (RECURSIVE);
 * those of handles, also when the mutex was freed at this moment. */
int cshared_mutex_lock(cshared_mutex mutex);

/* Locks if that is possible at once.
 *
 * Errors: EBUSY somebody has it, or for a kind that is not RECURSIVE the caller itself; EAGAIN as
 * above; those of handles. */
int cshared_mutex_try_lock(cshared_mutex mutex);

/* Locks, and waits until CLOCK_MONOTONIC shows `deadline_ns` (a timer can make the deadline).
 *
 * A deadline in the past tries once. CSHARED_MUTEX_FOREVER waits as cshared_mutex_lock does. Steps
 * of the wall clock do not matter.
 * Errors: as cshared_mutex_lock, and ETIMEDOUT. */
int cshared_mutex_lock_until(cshared_mutex mutex, int64_t deadline_ns);

/* Locks, and waits at most `timeout_ns` nanoseconds; a timeout that reaches beyond the clock's end
 * waits for ever.
 *
 * Errors: as cshared_mutex_lock, ETIMEDOUT, and EINVAL for a negative timeout. */
int cshared_mutex_lock_for(cshared_mutex mutex, int64_t timeout_ns);

/* Unlocks what this thread locked.
 *
 * Errors: EPERM the caller does not have it, and nothing has changed; those of handles. */
int cshared_mutex_unlock(cshared_mutex mutex);

/* Stores in `*out` whether the calling thread has the mutex.
 *
 * Errors: EINVAL NULL; those of handles. */
int cshared_mutex_is_owner(cshared_mutex mutex, bool *out);

/* Stores the counters in `*out`. Each number is right by itself; under load they need not be of
 * the same moment. Calls that did not have to wait are not counted, so they cost nothing.
 *
 * Errors: EINVAL NULL; those of handles. */
int cshared_mutex_get_stats(cshared_mutex mutex, cshared_mutex_stats *out);

#ifdef __cplusplus
}
#endif

#endif
