/* timer ROW ROUNDS: cshared_timer_now beside clock_gettime and the same conversion. */
#include "tests/benchmarks/pairs.h"

#include "cshared/timer.h"

static volatile int64_t sink;
static cshared_timer timer;

static void ours(long n) {
  for (long i = 0; i < n; i++) {
    int64_t ns = 0;
    cshared_timer_now(timer, &ns);
    sink = ns;
  }
}

static void baseline(long n) {
  for (long i = 0; i < n; i++) {
    sink = clock_ns();
  }
}

int main(int argc, char **argv) {
  if (argc != 3 || cshared_timer_new(CSHARED_TIMER_MONOTONIC, &timer) != 0) {
    return 2;
  }
  static const pair pairs[] = {{"timer/now", ours, baseline}};
  return measure(pairs, 1, argv[1], argv[2]);
}
