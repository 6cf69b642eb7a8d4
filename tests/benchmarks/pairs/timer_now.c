/* timer_now ROUNDS: cshared_timer_now beside clock_gettime and the same conversion. */
#include "pair.h"

#include "cshared/timer.h"

static volatile int64_t sink;

static void ours(void *subject, int calls) {
  const cshared_timer timer = *(cshared_timer *)subject;
  int64_t ns = 0;
  for (int i = 0; i < calls; i++) {
    if (cshared_timer_now(timer, &ns) != 0) exit(1);
    sink = ns;
  }
}

static void theirs(void *unused, int calls) {
  (void)unused;
  for (int i = 0; i < calls; i++) {
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) exit(1);
    sink = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
  }
}

int main(int argc, char **argv) {
  cshared_timer timer;
  if (argc != 2 || cshared_timer_new(CSHARED_TIMER_MONOTONIC, &timer) != 0) return 2;
  pair_measure(argv[1], 20000, ours, &timer, theirs, NULL);
  return 0;
}
