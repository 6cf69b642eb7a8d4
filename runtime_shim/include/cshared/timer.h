/* Timers: a clock and a starting point behind a checked handle; nanoseconds in int64_t.
 *
 * Status: each function returns 0, a positive errno value or one of ours (enum cshared_status), and keeps
 * errno. Outputs are untouched unless the status is 0.
 *
 * Handles are numbers, not addresses: none of them is ever dereferenced. A freed one is
 * CSHARED_STALE_HANDLE; 0, one of another kind and any other number are CSHARED_FOREIGN_HANDLE. The
 * limits of that: a handle of another library that carries its own copy of this shim is taken for
 * one of ours with probability 2^-16, and there are at most CSHARED_TIMER_CAPACITY at a time.
 *
 * Threads: every function may be called from any thread, on the same timer too, and all but
 * cshared_timer_pair from a signal handler; none blocks. In a forked child timers go on.
 */
#ifndef CSHARED_TIMER_H
#define CSHARED_TIMER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Names a timer. 0 is never one. */
typedef uint64_t cshared_timer;

/* How many timers can exist at a time in one library. */
#define CSHARED_TIMER_CAPACITY 16384

/* The deadline that never comes. */
#define CSHARED_TIMER_NEVER INT64_MAX

enum cshared_timer_clock {
  CSHARED_TIMER_MONOTONIC = 1,     /* CLOCK_MONOTONIC, which is also Go's: stands still in suspend. */
  CSHARED_TIMER_MONOTONIC_RAW = 2, /* CLOCK_MONOTONIC_RAW: not slewed by NTP, so it drifts from Go's. */
  CSHARED_TIMER_BOOTTIME = 3       /* CLOCK_BOOTTIME: goes on in suspend. */
};

/* Makes a timer on `clock`, started now, and stores its handle in `*out`.
 *
 * Ownership: the caller's, until cshared_timer_free.
 * Errors: EINVAL unknown clock or NULL; CSHARED_EXHAUSTED no slot left; ENOTSUP the kernel lacks the clock. */
int cshared_timer_new(int clock, cshared_timer *out);

/* Frees a timer. Of several calls at once one succeeds.
 *
 * Errors: those of handles. */
int cshared_timer_free(cshared_timer timer);

/* Stores what the timer's clock shows in `*out_ns`: absolute, comparable with clock_gettime.
 *
 * Errors: EINVAL NULL; those of handles. */
int cshared_timer_now(cshared_timer timer, int64_t *out_ns);

/* Stores the time since the timer's start or its last reset in `*out_ns`; never negative.
 *
 * Errors: EINVAL NULL; those of handles. */
int cshared_timer_elapsed(cshared_timer timer, int64_t *out_ns);

/* Starts the timer anew and stores the time since the start before in `*out_ns`, if that is not
 * NULL. Resets from several threads split the time without gap and overlap.
 *
 * Errors: those of handles. */
int cshared_timer_reset(cshared_timer timer, int64_t *out_ns);

/* Stores in `*out_ns` what the timer's clock will show in `timeout_ns`, CSHARED_TIMER_NEVER if that
 * is beyond its end. With a MONOTONIC timer the result suits a mutex that is locked until then.
 *
 * Errors: EINVAL NULL or a negative timeout; those of handles. */
int cshared_timer_deadline(cshared_timer timer, int64_t timeout_ns, int64_t *out_ns);

/* Stores in `*out_ns` how long it is until `deadline_ns`: 0 when it has passed,
 * CSHARED_TIMER_NEVER for CSHARED_TIMER_NEVER.
 *
 * Errors: EINVAL NULL; those of handles. */
int cshared_timer_remaining(cshared_timer timer, int64_t deadline_ns, int64_t *out_ns);

/* Another clock to compare with, such as Go's monotonic clock: returns its nanoseconds. */
typedef int64_t (*cshared_timer_read)(void *user);

/* A reading of another clock between two of the timer's.
 *
 * The other clock was read at some moment between the two. So the difference of the clocks (other
 * minus timer) lies in offset_ns - bound_ns .. offset_ns + bound_ns, ends included, and for two
 * views of one clock before_ns <= other_ns <= after_ns. */
typedef struct cshared_timer_pair_reading {
  int64_t before_ns;
  int64_t other_ns;
  int64_t after_ns;
  int64_t offset_ns; /* other_ns less the middle of before_ns and after_ns. */
  int64_t bound_ns;  /* Half of after_ns - before_ns, rounded up. */
} cshared_timer_pair_reading;

/* Reads the timer's clock, `read(user)`, and the timer's clock again, `attempts` times, and stores
 * the reading with the smallest bound in `*out`.
 *
 * Borrows: `user` for the call. `read` runs on the calling thread.
 * Errors: EINVAL NULL for `read` or `out`, or `attempts` outside 1..1000; those of handles. */
int cshared_timer_pair(cshared_timer timer, cshared_timer_read read, void *user, int attempts,
                       cshared_timer_pair_reading *out);

#ifdef __cplusplus
}
#endif

#endif
