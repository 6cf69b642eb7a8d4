/* stress READINGS: 8 threads read pairs and split one timer's time by resets, while timers are made
 * and freed under them. Prints the number of violations of before <= other <= after. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "../../compile/check.h"
#include "cshared/error.h"
#include "cshared/timer.h"

enum { THREADS = 8 };

static long readings;
static cshared_timer steady, split;
static _Atomic cshared_timer passing;
static _Atomic int64_t split_ns;
static _Atomic long violations, stale;

static int64_t read_monotonic(void *user) {
  struct timespec now;
  (void)user;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void replace_passing(int clock) {
  cshared_timer old = atomic_load(&passing), next;
  if (cshared_timer_free(old) != 0) return; /* Another thread did. */
  CHECK_STATUS(0, cshared_timer_new(clock, &next));
  atomic_store(&passing, next);
}

static void *work(void *argument) {
  (void)argument;
  for (long i = 0; i < readings / THREADS; i++) {
    cshared_timer_pair_reading one;
    CHECK_STATUS(0, cshared_timer_pair(steady, read_monotonic, NULL, 1, &one));
    if (one.before_ns > one.other_ns || one.other_ns > one.after_ns) atomic_fetch_add(&violations, 1);
    int64_t ns = -1;
    CHECK_STATUS(0, cshared_timer_reset(split, &ns));
    CHECK(ns >= 0);
    atomic_fetch_add(&split_ns, ns);
    CHECK_STATUS(0, cshared_timer_elapsed(split, &ns));
    CHECK(ns >= 0);
    if (i % 16 == 0) replace_passing((int)(i / 16 % 3) + 1);
    int status = cshared_timer_elapsed(atomic_load(&passing), &ns);
    if (status == CSHARED_STALE_HANDLE) atomic_fetch_add(&stale, 1);
    else CHECK(status == 0 && ns >= 0 && ns < INT64_C(3600) * 1000000000);
  }
  return NULL;
}

int main(int argc, char **argv) {
  readings = argc > 1 ? atol(argv[1]) : 1000000;
  cshared_timer first;
  int64_t start, end, rest;
  CHECK_STATUS(0, cshared_timer_new(CSHARED_TIMER_MONOTONIC, &steady));
  CHECK_STATUS(0, cshared_timer_new(CSHARED_TIMER_MONOTONIC, &first));
  atomic_store(&passing, first);
  start = read_monotonic(NULL);
  CHECK_STATUS(0, cshared_timer_new(CSHARED_TIMER_MONOTONIC, &split));
  int64_t started = read_monotonic(NULL);
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) CHECK_STATUS(0, pthread_create(&threads[i], NULL, work, NULL));
  for (int i = 0; i < THREADS; i++) CHECK_STATUS(0, pthread_join(threads[i], NULL));
  int64_t ended = read_monotonic(NULL);
  CHECK_STATUS(0, cshared_timer_reset(split, &rest));
  end = read_monotonic(NULL);
  /* The resets have split the time without gap and overlap. */
  int64_t sum = atomic_load(&split_ns) + rest;
  CHECK(ended - started <= sum && sum <= end - start);
  printf("readings %ld, violations %ld, stale %ld\n", readings / THREADS * THREADS, atomic_load(&violations),
         atomic_load(&stale));
  return atomic_load(&violations) != 0;
}
