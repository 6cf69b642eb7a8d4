/* A host that lets Go work against its own timer, and is told of SIGTERM in an ordinary thread. */
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "stopwatch.h"
#include "stopwatch_shims.h"

static _Atomic int asked_to_stop;

static void stop(const stopwatch_router_event *event, void *user) {
  printf("signal %d from process %d\n", (int)event->number, (int)event->pid);
  atomic_store((_Atomic int *)user, 1);
}

static int failed(const char *what, int status) {
  fprintf(stderr, "%s: %s\n", what, stopwatch_status_text(status));
  return 1;
}

int main(void) {
  stopwatch_timer timer;
  stopwatch_subscription subscription;
  int64_t elapsed_ns;
  long long laps;

  int status = stopwatch_router_subscribe(STOPWATCH_SIGNAL(SIGTERM), 0, stop, &asked_to_stop, &subscription);
  if (status != STOPWATCH_OK) return failed("subscribe", status);
  status = stopwatch_timer_new(STOPWATCH_TIMER_MONOTONIC, &timer);
  if (status != STOPWATCH_OK) return failed("timer_new", status);

  status = stopwatch_work(timer, 20000000, &laps);
  if (status != STOPWATCH_OK) return failed("work", status);
  status = stopwatch_timer_elapsed(timer, &elapsed_ns);
  if (status != STOPWATCH_OK) return failed("timer_elapsed", status);
  printf("%lld laps in %lld ns\n", laps, (long long)elapsed_ns);
  if (elapsed_ns < 20000000) return failed("the timer is behind", STOPWATCH_UNKNOWN);

  stopwatch_timer_free(timer);
  status = stopwatch_work(timer, 0, &laps);
  if (status != STOPWATCH_STALE_HANDLE) return failed("work with a freed timer", status);

  /* What was sent before the call is delivered before it returns. */
  kill(getpid(), SIGTERM);
  status = stopwatch_router_unsubscribe(subscription);
  if (status != STOPWATCH_OK) return failed("unsubscribe", status);
  return asked_to_stop ? 0 : failed("SIGTERM did not come", STOPWATCH_UNKNOWN);
}
