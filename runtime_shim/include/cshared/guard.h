/* The guard at the start of each call from C into Go: for the C wrappers inside a library, written by
 * the generator or by hand. Nothing of it is visible outside.
 *
 *   int calc_add(int a, int b, int *sum) {
 *     const int saved = errno;
 *     const int status = cshared_guard_enter();
 *     if (status != 0) {
 *       return status;
 *     }
 *     … call the hidden Go export …
 *     errno = saved; // cgo code that Go runs may change it
 *     return …;
 *   }
 *
 * A call that must not reach Go comes back with a status instead:
 *   CSHARED_AFTER_FORK       in a child of fork: Go's other threads do not exist there, and the call could
 *                            wait for ever. Known by pthread_atfork, so not in children of a clone(2)
 *                            that the host makes itself. fork and exec is fine.
 *   CSHARED_POISONED, CSHARED_CLOSED, CSHARED_RETIRED
 *                            the library was stopped: cshared_guard_stop
 *   CSHARED_NO_SIGNAL_STACK  the thread's alternate signal stack, which Go uses, was taken away before
 *                            the thread's destructors run (Rust's standard library does that), and the
 *                            next signal would end the process. Seen from the moment on at which
 *                            the destructors run that were registered before the thread's first
 *                            call; a destructor registered later runs earlier, and is not covered.
 *
 * Cost while all is well: one byte of thread-local memory, one word. */
#ifndef CSHARED_GUARD_H
#define CSHARED_GUARD_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#include "cshared/error.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(hidden)

/* Written by the parts load and coexist: 0 if the call is to be looked at. */
extern __thread volatile char cshared_load_seen __attribute__((tls_model("initial-exec")));

/* 0, or the status of every call. Written by cshared_guard_stop and in children of fork. */
extern int cshared_guard_state;

/* What a call brings along on its way from C into Go. */
typedef struct cshared_load_crossing {
  void (*function)(void *); /* Go's, of one argument */
  void *argument;
} cshared_load_crossing;

/* Go function: repairs the thread's preemption if need be, and goes on with the crossing's function. */
void cshared_load_cross(void *crossing);

/* Where this thread's errno lies, seen from here: a call of libc that every call need not make. 0 until
 * the thread's first call. */
extern __thread int32_t cshared_guard_errno __attribute__((tls_model("initial-exec")));

/* cshared_guard_call where there is something to look at. */
int cshared_guard_call_slowly(void (*stub)(void *), void *call);

/* Looks at the call of a thread whose byte is 0: returns 0 or a status. Keeps errno. */
int cshared_guard_look(void);

/* As cshared_guard_enter, for calls that also work after the library was stopped: those that give back
 * and count. Not in a child of fork. Keeps errno. */
int cshared_guard_late(void);

/* Stops the library: every call that enters from now on returns `status`, which is CSHARED_POISONED,
 * CSHARED_CLOSED or CSHARED_RETIRED. Calls that are in Go go on. There is no way back, and the first
 * status stays.
 *
 * Returns 0; EINVAL for another status; the status in force if the library was stopped before.
 * Threads: any, and from a signal handler. */
int cshared_guard_stop(int status);

#pragma GCC visibility pop

/* Of runtime/cgo: calls a Go function of one argument on a goroutine of this thread. */
void crosscall2(void (*function)(void *), void *argument, int size, size_t context);

/* Returns 0 if the call may go on into Go, else the status to return to the caller. Keeps errno.
 *
 * Threads: any. */
static inline int cshared_guard_enter(void) {
  const int stopped = __atomic_load_n(&cshared_guard_state, __ATOMIC_RELAXED);
  if (__builtin_expect(cshared_load_seen == 0 || stopped != 0, 0)) {
    return cshared_guard_look();
  }
  return 0;
}

/* errno as it was before a call, and where to put it. */
typedef struct cshared_guard_kept {
  int *place;
  int value;
} cshared_guard_kept;

/* Calls a Go export with one pointer as its argument: cshared_guard_enter and the call in one. Returns 0
 * after the call, or the status to return instead of it. errno, which cgo code that Go runs may change, is
 * for the caller to restore: cshared_guard_restore, after whatever else may change it.
 *
 * `call` begins with a cshared_load_crossing. `entry` is the Go function itself, to which `cshared-gen
 * divert` gives a second name; NULL where there is none. `stub` is cgo's C function for it, which does
 * what a thread needs that Go does not know yet. */
static inline int cshared_guard_cross(void (*entry)(void *), void (*stub)(void *), void *call, cshared_guard_kept *kept) {
  const int stopped = __atomic_load_n(&cshared_guard_state, __ATOMIC_RELAXED);
  const int32_t distance = cshared_guard_errno;
  if (__builtin_expect(cshared_load_seen == 0 || stopped != 0 || distance == 0 || entry == NULL, 0)) {
    kept->place = &errno;
    kept->value = errno;
    return cshared_guard_call_slowly(stub, call);
  }
  uintptr_t place = (uintptr_t)&cshared_guard_errno + (uintptr_t)(intptr_t)distance;
  __asm__("" : "+r"(place)); /* else the compiler takes it for a place in the variable */
  kept->place = (int *)place;
  kept->value = *kept->place;
  cshared_load_crossing *crossing = (cshared_load_crossing *)call;
  crossing->function = entry;
  crossing->argument = call;
  crosscall2(cshared_load_cross, crossing, 0, 0);
  return 0;
}

/* Gives errno its value from before the call. */
static inline void cshared_guard_restore(const cshared_guard_kept *kept) { *kept->place = kept->value; }

/* cshared_guard_cross that keeps errno. */
static inline int cshared_guard_call(void (*entry)(void *), void (*stub)(void *), void *call) {
  cshared_guard_kept kept;
  const int status = cshared_guard_cross(entry, stub, call, &kept);
  cshared_guard_restore(&kept);
  return status;
}

#ifdef __cplusplus
}
#endif

#endif
