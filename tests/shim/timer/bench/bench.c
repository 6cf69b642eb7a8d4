/* timer/now: cshared_timer_now beside clock_gettime and the same conversion.
 *
 * Prints the median of many interleaved rounds, the quartiles and the ratio. A measurement and not
 * a test: it always exits 0. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cshared/timer.h"

enum { ROUNDS = 201, CALLS = 50000 };

static volatile int64_t sink;

static int64_t direct(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static double ours(cshared_timer timer) {
  int64_t start = direct(), ns = 0;
  for (int i = 0; i < CALLS; i++) {
    cshared_timer_now(timer, &ns);
    sink = ns;
  }
  return (double)(direct() - start) / CALLS;
}

static double theirs(void) {
  int64_t start = direct();
  for (int i = 0; i < CALLS; i++) sink = direct();
  return (double)(direct() - start) / CALLS;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(void) {
  static double a[ROUNDS], b[ROUNDS];
  cshared_timer timer;
  if (cshared_timer_new(CSHARED_TIMER_MONOTONIC, &timer) != 0) return 1;
  for (int i = 0; i < ROUNDS; i++) {
    if (i % 2 == 0) {
      a[i] = ours(timer);
      b[i] = theirs();
    } else {
      b[i] = theirs();
      a[i] = ours(timer);
    }
  }
  qsort(a, ROUNDS, sizeof a[0], ascending);
  qsort(b, ROUNDS, sizeof b[0], ascending);
  printf("now  ours %6.2f ns (%.2f..%.2f)  clock_gettime %6.2f ns (%.2f..%.2f)  ratio %.3f\n", a[ROUNDS / 2],
         a[ROUNDS / 4], a[ROUNDS * 3 / 4], b[ROUNDS / 2], b[ROUNDS / 4], b[ROUNDS * 3 / 4],
         a[ROUNDS / 2] / b[ROUNDS / 2]);
  return 0;
}
