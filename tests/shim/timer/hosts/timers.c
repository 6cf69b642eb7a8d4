/* What timers answer, to bad input too. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../compile/check.h"
#include "cshared/error.h"
#include "cshared/mutex.h"
#include "cshared/timer.h"

static const int64_t MS = 1000000;

static int64_t read_clock(clockid_t clock) {
  struct timespec now;
  CHECK(clock_gettime(clock, &now) == 0);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t read_monotonic(void *user) {
  (void)user;
  return read_clock(CLOCK_MONOTONIC);
}

static void clock_is(int clock, clockid_t id) {
  cshared_timer timer = 0;
  int64_t ns = 0;
  int64_t t0 = read_clock(id);
  CHECK_STATUS(0, cshared_timer_new(clock, &timer));
  CHECK(timer != 0);
  int64_t t1 = read_clock(id);
  CHECK_STATUS(0, cshared_timer_now(timer, &ns));
  int64_t t2 = read_clock(id);
  CHECK(t1 <= ns && ns <= t2);
  CHECK_STATUS(0, cshared_timer_elapsed(timer, &ns));
  int64_t t3 = read_clock(id);
  CHECK(t2 - t1 <= ns && ns <= t3 - t0);

  struct timespec pause = {0, 20 * MS};
  nanosleep(&pause, NULL);
  int64_t first = 0, second = 0, rest = 0;
  CHECK_STATUS(0, cshared_timer_reset(timer, &first));
  CHECK(first >= 20 * MS);
  CHECK_STATUS(0, cshared_timer_reset(timer, &second));
  CHECK_STATUS(0, cshared_timer_elapsed(timer, &rest));
  int64_t t4 = read_clock(id);
  CHECK(first + second + rest <= t4 - t0);
  CHECK(second < first);
  CHECK_STATUS(0, cshared_timer_reset(timer, NULL));

  int64_t deadline = 0;
  int64_t t5 = read_clock(id);
  CHECK_STATUS(0, cshared_timer_deadline(timer, 500 * MS, &deadline));
  CHECK(deadline >= t5 + 500 * MS && deadline <= read_clock(id) + 500 * MS);
  CHECK_STATUS(0, cshared_timer_remaining(timer, deadline, &ns));
  CHECK(ns > 0 && ns <= 500 * MS);
  CHECK_STATUS(0, cshared_timer_remaining(timer, t5, &ns));
  CHECK(ns == 0);
  CHECK_STATUS(0, cshared_timer_remaining(timer, INT64_MIN, &ns));
  CHECK(ns == 0);
  CHECK_STATUS(0, cshared_timer_remaining(timer, CSHARED_TIMER_NEVER, &ns));
  CHECK(ns == CSHARED_TIMER_NEVER);
  CHECK_STATUS(0, cshared_timer_deadline(timer, INT64_MAX, &ns));
  CHECK(ns == CSHARED_TIMER_NEVER);
  CHECK_STATUS(0, cshared_timer_deadline(timer, INT64_MAX - 1, &ns));
  CHECK(ns == CSHARED_TIMER_NEVER);
  CHECK_STATUS(0, cshared_timer_deadline(timer, 0, &ns));
  CHECK_STATUS(EINVAL, cshared_timer_deadline(timer, -1, &ns));
  CHECK_STATUS(EINVAL, cshared_timer_deadline(timer, 1, NULL));
  CHECK_STATUS(EINVAL, cshared_timer_remaining(timer, 1, NULL));
  CHECK_STATUS(EINVAL, cshared_timer_now(timer, NULL));
  CHECK_STATUS(EINVAL, cshared_timer_elapsed(timer, NULL));

  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    CHECK_STATUS(0, cshared_timer_elapsed(timer, &ns));
    CHECK_STATUS(0, cshared_timer_free(timer));
    _exit(0);
  }
  int status;
  CHECK(waitpid(child, &status, 0) == child);
  CHECK_STATUS(0, status);
  CHECK_STATUS(0, cshared_timer_free(timer));
}

static int64_t read_far(void *user) { return *(int64_t *)user; }

static void pairs(void) {
  cshared_timer timer;
  cshared_timer_pair_reading one;
  CHECK_STATUS(0, cshared_timer_new(CSHARED_TIMER_MONOTONIC, &timer));
  CHECK_STATUS(0, cshared_timer_pair(timer, read_monotonic, NULL, 20, &one));
  CHECK(one.before_ns <= one.other_ns && one.other_ns <= one.after_ns);
  CHECK(one.bound_ns == (one.after_ns - one.before_ns + 1) / 2);
  CHECK(-one.bound_ns <= one.offset_ns && one.offset_ns <= one.bound_ns);

  int64_t bounds = 0;
  for (int i = 0; i < 100; i++) { /* More attempts do not make it worse. */
    cshared_timer_pair_reading best;
    CHECK_STATUS(0, cshared_timer_pair(timer, read_monotonic, NULL, 1, &one));
    CHECK_STATUS(0, cshared_timer_pair(timer, read_monotonic, NULL, 50, &best));
    bounds += best.bound_ns - one.bound_ns;
  }
  CHECK(bounds <= 0);

  int64_t far[] = {INT64_MIN, -1, 0, INT64_MAX};
  for (int i = 0; i < 4; i++) {
    CHECK_STATUS(0, cshared_timer_pair(timer, read_far, &far[i], 1, &one));
    CHECK(one.other_ns == far[i]);
  }
  int64_t ahead = read_clock(CLOCK_MONOTONIC) + 3600 * 1000 * MS;
  CHECK_STATUS(0, cshared_timer_pair(timer, read_far, &ahead, 1, &one));
  CHECK(one.offset_ns > 3599 * 1000 * MS && one.offset_ns < 3601 * 1000 * MS);

  CHECK_STATUS(EINVAL, cshared_timer_pair(timer, NULL, NULL, 1, &one));
  CHECK_STATUS(EINVAL, cshared_timer_pair(timer, read_monotonic, NULL, 1, NULL));
  CHECK_STATUS(EINVAL, cshared_timer_pair(timer, read_monotonic, NULL, 0, &one));
  CHECK_STATUS(EINVAL, cshared_timer_pair(timer, read_monotonic, NULL, 1001, &one));
  CHECK_STATUS(0, cshared_timer_free(timer));
}

/* Every function refuses `timer` with `status`, and leaves its outputs alone. */
static void refused(int status, cshared_timer timer) {
  int64_t ns = 77;
  cshared_timer_pair_reading one = {.other_ns = 77};
  CHECK_STATUS(status, cshared_timer_free(timer));
  CHECK_STATUS(status, cshared_timer_now(timer, &ns));
  CHECK_STATUS(status, cshared_timer_elapsed(timer, &ns));
  CHECK_STATUS(status, cshared_timer_reset(timer, &ns));
  CHECK_STATUS(status, cshared_timer_deadline(timer, 1, &ns));
  CHECK_STATUS(status, cshared_timer_remaining(timer, 1, &ns));
  CHECK_STATUS(status, cshared_timer_pair(timer, read_monotonic, NULL, 1, &one));
  CHECK(ns == 77 && one.other_ns == 77);
}

static int64_t free_it(void *timer) {
  CHECK_STATUS(0, cshared_timer_free(*(cshared_timer *)timer));
  return 0;
}

static void bad_handles(void) {
  refused(CSHARED_FOREIGN_HANDLE, 0); /* Before the first timer, too. */
  cshared_timer timer = 77, second;
  CHECK_STATUS(EINVAL, cshared_timer_new(CSHARED_TIMER_MONOTONIC, NULL));
  CHECK_STATUS(EINVAL, cshared_timer_new(0, &timer));
  CHECK_STATUS(EINVAL, cshared_timer_new(4, &timer));
  CHECK_STATUS(EINVAL, cshared_timer_new(-1, &timer));
  CHECK(timer == 77);
  CHECK_STATUS(0, cshared_timer_new(CSHARED_TIMER_MONOTONIC, &timer));
  cshared_mutex mutex;
  CHECK_STATUS(0, cshared_mutex_new(CSHARED_MUTEX_NORMAL, &mutex));
  refused(CSHARED_FOREIGN_HANDLE, 0);
  refused(CSHARED_FOREIGN_HANDLE, mutex);
  refused(CSHARED_FOREIGN_HANDLE, (cshared_timer)(uintptr_t)&timer); /* An address. */
  for (int bit = 0; bit < 64; bit++) refused(CSHARED_FOREIGN_HANDLE, timer ^ UINT64_C(1) << bit);
  CHECK_STATUS(0, cshared_timer_free(timer));
  refused(CSHARED_STALE_HANDLE, timer);
  CHECK_STATUS(0, cshared_timer_new(CSHARED_TIMER_BOOTTIME, &second)); /* In the same slot. */
  refused(CSHARED_STALE_HANDLE, timer);
  cshared_timer_pair_reading one;
  CHECK_STATUS(CSHARED_STALE_HANDLE, cshared_timer_pair(second, free_it, &second, 1, &one));

  static cshared_timer all[CSHARED_TIMER_CAPACITY];
  for (int i = 0; i < CSHARED_TIMER_CAPACITY; i++) {
    CHECK_STATUS(0, cshared_timer_new(CSHARED_TIMER_MONOTONIC_RAW, &all[i]));
  }
  CHECK_STATUS(CSHARED_EXHAUSTED, cshared_timer_new(CSHARED_TIMER_MONOTONIC, &second));
  for (int i = 0; i < CSHARED_TIMER_CAPACITY; i++) CHECK_STATUS(0, cshared_timer_free(all[i]));
}

int main(void) {
  errno = 42;
  bad_handles();
  clock_is(CSHARED_TIMER_MONOTONIC, CLOCK_MONOTONIC);
  clock_is(CSHARED_TIMER_MONOTONIC_RAW, CLOCK_MONOTONIC_RAW);
  clock_is(CSHARED_TIMER_BOOTTIME, CLOCK_BOOTTIME);
  pairs();
  CHECK(errno == 42);
  return 0;
}
