/* When more signals wait than the ring has room for, none is lost for good: the further ones are merged
 * by number. Compiled with CSHARED_ROUTER_RING = 4. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <unistd.h>

#include "../../compile/check.h"
#include "cshared/router.h"

static _Atomic int whole[65], merged[65];
static pthread_barrier_t barrier;

static void receive(const cshared_router_event *event, void *user) {
  (void)user;
  if (event->number == SIGUSR1) {
    pthread_barrier_wait(&barrier); /* The router is busy… */
    pthread_barrier_wait(&barrier); /* …until all are sent. */
    return;
  }
  if ((event->flags & CSHARED_ROUTER_MERGED) != 0) {
    CHECK(event->pid == 0 && event->code == 0);
    merged[event->number]++;
  } else {
    CHECK(event->pid == getpid());
    whole[event->number]++;
  }
}

int main(void) {
  cshared_subscription subscription;
  CHECK(pthread_barrier_init(&barrier, NULL, 2) == 0);
  cshared_signals signals = CSHARED_SIGNAL(SIGUSR1) | CSHARED_SIGNAL(SIGUSR2) | CSHARED_SIGNAL(SIGHUP) | CSHARED_SIGNAL(64);
  CHECK_STATUS(0, cshared_router_subscribe(signals, 0, receive, NULL, &subscription));
  CHECK(raise(SIGUSR1) == 0);
  pthread_barrier_wait(&barrier);
  for (int i = 0; i < 4; i++) CHECK(raise(SIGUSR2) == 0); /* To this thread: the handler gets them. */
  for (int i = 0; i < 10; i++) CHECK(raise(SIGHUP) == 0);
  for (int i = 0; i < 10; i++) CHECK(raise(64) == 0);
  pthread_barrier_wait(&barrier);
  CHECK_STATUS(0, cshared_router_unsubscribe(subscription));
  CHECK(whole[SIGUSR2] == 4 && merged[SIGUSR2] == 0);
  CHECK(whole[SIGHUP] == 0 && merged[SIGHUP] == 1);
  CHECK(whole[64] == 0 && merged[64] == 1);
  cshared_router_stats stats;
  CHECK_STATUS(0, cshared_router_stats_read(&stats));
  CHECK(stats.merged == 20);
  return 0;
}
