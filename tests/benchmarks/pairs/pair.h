/* What the programs that print a row's two sides share. `PROGRAM ROUNDS …` measures ours and the
 * baseline in each round, one directly after the other in alternating order, in one process, and
 * prints a line "OURS BASELINE" for each round: nanoseconds per call. rows/pair.go reads it. */
#ifndef BENCHMARK_PAIR_H
#define BENCHMARK_PAIR_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Rounds that are not printed: they fill caches and wake the clock of the CPU. */
enum { PAIR_WARMUP = 10 };

/* Makes `calls` calls of one side. */
typedef void (*pair_side)(void *subject, int calls);

static inline double pair_now(void) {
  struct timespec t;
  if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) exit(1);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static inline double pair_time(pair_side side, void *subject, int calls) {
  const double start = pair_now();
  side(subject, calls);
  return (pair_now() - start) / calls;
}

/* Measures and prints. A round should take about a millisecond: shorter than a time slice, so that
 * another process disturbs few of them, and much longer than reading the clock. */
static inline void pair_measure(const char *rounds, int calls, pair_side ours, void *subject, pair_side baseline,
                                void *other) {
  const int count = atoi(rounds);
  for (int i = -PAIR_WARMUP; i < count; i++) {
    double a, b;
    if (i % 2 == 0) {
      a = pair_time(ours, subject, calls);
      b = pair_time(baseline, other, calls);
    } else {
      b = pair_time(baseline, other, calls);
      a = pair_time(ours, subject, calls);
    }
    if (i >= 0) printf("%.4f %.4f\n", a, b);
  }
}

#endif
