/* stress OPERATIONS: threads send queued signals to the process, some block them and some do not, while
 * subscriptions come and go. Each signal carries a number; the subscriber that stays gets each number
 * exactly once, and no subscription gets anything before its begin or after its end. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include "../../compile/check.h"
#include "cshared/error.h"
#include "cshared/router.h"

enum { SENDERS = 4, CHANGERS = 3, WAITING = 500 }; /* Less than the ring has room for. */

static long operations;
static _Atomic long sent, received;
static _Atomic bool done;
static unsigned char *got;

static void receive(const cshared_router_event *event, void *user) {
  (void)user;
  CHECK(event->flags == 0 && event->code == SI_QUEUE && event->pid == getpid());
  CHECK(event->value < (uint64_t)operations && got[event->value] == 0);
  got[event->value] = 1;
  atomic_fetch_add(&received, 1);
}

static void *send(void *argument) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGRTMIN + 1);
  sigaddset(&set, SIGRTMIN + 2);
  CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
#ifndef __SANITIZE_THREAD__ /* It merges signals that its handler gets. */
  if ((intptr_t)argument % 2 != 0) CHECK(pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0);
#else
  (void)argument;
#endif
  for (;;) {
    long number = atomic_fetch_add(&sent, 1);
    if (number >= operations) return NULL;
    while (number - atomic_load(&received) > WAITING) sched_yield();
    union sigval value = {.sival_ptr = (void *)(uintptr_t)number};
    while (sigqueue(getpid(), SIGRTMIN + 1 + (int)(number % 2), value) != 0) {
      CHECK(errno == EAGAIN);
      sched_yield();
    }
  }
}

struct visitor {
  _Atomic bool here;
  _Atomic long events;
};

static void visit(const cshared_router_event *event, void *user) {
  struct visitor *visitor = user;
  (void)event;
  CHECK(atomic_load(&visitor->here));
  atomic_fetch_add(&visitor->events, 1);
}

static void *change(void *argument) {
  sigset_t set;
  sigfillset(&set);
  CHECK(pthread_sigmask(SIG_SETMASK, &set, NULL) == 0);
  struct visitor visitor = {false, 0};
  long rounds = 0;
  while (!atomic_load(&done)) {
    cshared_subscription subscription;
    cshared_router_event event;
    uint64_t dropped;
    int descriptor;
    if ((rounds++ + (intptr_t)argument) % 2 == 0) {
      atomic_store(&visitor.here, true);
      CHECK_STATUS(0, cshared_router_subscribe(CSHARED_SIGNAL(SIGRTMIN + 1) | CSHARED_SIGNAL(SIGUSR1), 0, visit,
                                               &visitor, &subscription));
      for (int i = 0; i < 20; i++) sched_yield();
      CHECK_STATUS(0, cshared_router_unsubscribe(subscription));
      atomic_store(&visitor.here, false);
    } else {
      CHECK_STATUS(0, cshared_router_subscribe_queue(CSHARED_SIGNAL(SIGRTMIN + 2), 0, 64, &subscription, &descriptor));
      for (int i = 0; i < 20; i++) {
        int status = cshared_router_read(subscription, &event);
        CHECK(status == EAGAIN || (status == 0 && event.number == SIGRTMIN + 2));
      }
      if (rounds % 3 == 0) CHECK_STATUS(0, cshared_router_close(subscription));
      CHECK_STATUS(0, cshared_router_dropped(subscription, &dropped));
      CHECK_STATUS(0, cshared_router_unsubscribe(subscription));
    }
  }
  CHECK(rounds > 1);
  return NULL;
}

int main(int argc, char **argv) {
  operations = argc > 1 ? atol(argv[1]) : 1000000;
  got = calloc((size_t)operations, 1);
  CHECK(got != NULL);
  sigset_t set; /* The main thread's changes of masks below are its children's. */
  sigfillset(&set);
  CHECK(pthread_sigmask(SIG_SETMASK, &set, NULL) == 0);
  cshared_subscription subscription;
  CHECK_STATUS(0, cshared_router_subscribe(CSHARED_SIGNAL(SIGRTMIN + 1) | CSHARED_SIGNAL(SIGRTMIN + 2), 0, receive,
                                           NULL, &subscription));
  pthread_t senders[SENDERS], changers[CHANGERS];
  for (intptr_t i = 0; i < CHANGERS; i++) CHECK(pthread_create(&changers[i], NULL, change, (void *)i) == 0);
  for (intptr_t i = 0; i < SENDERS; i++) CHECK(pthread_create(&senders[i], NULL, send, (void *)i) == 0);
  for (int i = 0; i < SENDERS; i++) CHECK(pthread_join(senders[i], NULL) == 0);
  atomic_store(&done, true);
  for (int i = 0; i < CHANGERS; i++) CHECK(pthread_join(changers[i], NULL) == 0);
  CHECK_STATUS(0, cshared_router_unsubscribe(subscription));
  CHECK(received == operations);
  cshared_router_stats stats;
  CHECK_STATUS(0, cshared_router_stats_read(&stats));
  CHECK(stats.merged == 0 && stats.live == 0 && stats.thread == 0);
  CHECK(stats.waited + stats.caught == (uint64_t)operations);
  printf("%llu waited for, %llu caught, %llu delivered\n", (unsigned long long)stats.waited,
         (unsigned long long)stats.caught, (unsigned long long)stats.delivered);
  free(got);
  return 0;
}
