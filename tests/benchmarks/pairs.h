/* What the C programs of the benchmark share: two sides of one row, measured in turns.
 *
 * A program is called as PROGRAM ROW ROUNDS [ARGUMENTS], and prints a line for each round: nanoseconds per
 * operation of ours, and of the baseline. */
#ifndef BENCHMARKS_PAIRS_H
#define BENCHMARKS_PAIRS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Runs the operation n times. */
typedef void (*operation)(long n);

typedef struct pair {
  const char *row;
  operation ours, baseline;
} pair;

static inline int64_t clock_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline double time_of(operation o, long n) {
  const int64_t start = clock_ns();
  o(n);
  return (double)(clock_ns() - start) / (double)n;
}

/* How often an operation has to run to take 2 ms, so that the clock does not matter. */
static inline long size_of(operation o) {
  long n = 1000;
  while (time_of(o, n) * (double)n < 2e6) {
    n *= 2;
  }
  return n;
}

static inline int measure(const pair *pairs, size_t count, const char *row, const char *rounds) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(pairs[i].row, row) != 0) {
      continue;
    }
    const long n = size_of(pairs[i].baseline);
    for (long r = 0; r < atol(rounds); r++) {
      double ours, baseline;
      if (r % 2 == 0) {
        ours = time_of(pairs[i].ours, n);
        baseline = time_of(pairs[i].baseline, n);
      } else {
        baseline = time_of(pairs[i].baseline, n);
        ours = time_of(pairs[i].ours, n);
      }
      printf("%.4f %.4f\n", ours, baseline);
    }
    return 0;
  }
  fprintf(stderr, "there is no row %s\n", row);
  return 2;
}

#endif
