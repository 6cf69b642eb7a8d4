/* A program with three libraries, each of which exports parts of the runtime shim under a prefix of its
 * own. Handles of one are nothing to the others (two of them take each other's with a probability of
 * 2^-16, so that is how often this test may fail), and every router gets what it asked for. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../compile/check.h"
#include ONE_HEADER
#include ONE_SHIMS
#include TWO_HEADER
#include TWO_SHIMS
#include THREE_HEADER
#include THREE_SHIMS

static void timers(void) {
  one_timer one;
  two_timer two;
  three_timer three;
  int64_t ns = -1;
  CHECK_STATUS(0, one_timer_new(ONE_TIMER_MONOTONIC, &one));
  CHECK_STATUS(0, two_timer_new(TWO_TIMER_BOOTTIME, &two));
  CHECK_STATUS(0, three_timer_new(THREE_TIMER_MONOTONIC, &three));
  CHECK_STATUS(0, one_timer_elapsed(one, &ns));
  CHECK(ns >= 0);
  CHECK_STATUS(0, two_timer_elapsed(two, &ns));
  CHECK_STATUS(0, three_timer_elapsed(three, &ns));
  CHECK_STATUS(ONE_FOREIGN_HANDLE, one_timer_now(two, &ns));
  CHECK_STATUS(ONE_FOREIGN_HANDLE, one_timer_now(three, &ns));
  CHECK_STATUS(TWO_FOREIGN_HANDLE, two_timer_free(one));
  CHECK_STATUS(THREE_FOREIGN_HANDLE, three_timer_free(one));
  CHECK_STATUS(0, one_timer_free(one));
  CHECK_STATUS(ONE_STALE_HANDLE, one_timer_free(one));
  CHECK_STATUS(0, two_timer_free(two));
  CHECK_STATUS(0, three_timer_free(three));
}

/* What one side made is known to the other, and what that does to it is seen: there is one table. */
static void go_and_c(void) {
  unsigned long long timer, mutex;
  int64_t ns;
  CHECK_STATUS(0, one_make(&timer, &mutex));
  CHECK_STATUS(0, one_timer_now(timer, &ns));
  CHECK_STATUS(TWO_FOREIGN_HANDLE, two_timer_now(timer, &ns));
  CHECK_STATUS(0, one_go_now());
  CHECK_STATUS(0, one_timer_free(timer));
  CHECK_STATUS(ONE_STALE_HANDLE, one_go_now());

  CHECK_STATUS(0, one_go_try_lock());
  CHECK_STATUS(0, one_mutex_lock(mutex));
  CHECK_STATUS(EBUSY, one_go_try_lock());
  CHECK_STATUS(TWO_FOREIGN_HANDLE, two_mutex_unlock(mutex));
  CHECK_STATUS(0, one_mutex_unlock(mutex));
  CHECK_STATUS(0, one_go_try_lock());

  one_timer made;
  one_mutex lock;
  two_timer foreign;
  CHECK_STATUS(0, one_timer_new(ONE_TIMER_MONOTONIC, &made));
  CHECK_STATUS(0, one_go_reset(made));
  CHECK_STATUS(0, one_timer_free(made));
  CHECK_STATUS(ONE_STALE_HANDLE, one_go_reset(made));
  CHECK_STATUS(0, two_timer_new(TWO_TIMER_MONOTONIC, &foreign));
  CHECK_STATUS(ONE_FOREIGN_HANDLE, one_go_reset(foreign));
  CHECK_STATUS(0, two_timer_free(foreign));
  CHECK_STATUS(0, one_mutex_new(ONE_MUTEX_NORMAL, &lock));
  CHECK_STATUS(0, one_mutex_lock(lock));
  CHECK_STATUS(EBUSY, one_go_free(lock));
  CHECK_STATUS(0, one_mutex_unlock(lock));
  CHECK_STATUS(0, one_go_free(lock));
  CHECK_STATUS(ONE_STALE_HANDLE, one_mutex_lock(lock));

  CHECK_STATUS(0, three_make(&timer));
  CHECK_STATUS(0, three_timer_free(timer));
  CHECK_STATUS(THREE_STALE_HANDLE, three_timer_now(timer, &ns));
}

enum { ROUNDS = 20000 };

static one_mutex counted;
static long count;

static void *add(void *unused) {
  for (int i = 0; i < ROUNDS; i++) {
    CHECK_STATUS(0, one_mutex_lock(counted));
    count++;
    CHECK_STATUS(0, one_mutex_unlock(counted));
  }
  return unused;
}

static void mutexes(void) {
  pthread_t threads[4];
  two_mutex other;
  bool owner = true;
  CHECK_STATUS(0, one_mutex_new(ONE_MUTEX_ERRORCHECK, &counted));
  CHECK_STATUS(0, two_mutex_new(TWO_MUTEX_RECURSIVE, &other));
  CHECK_STATUS(ONE_FOREIGN_HANDLE, one_mutex_lock(other));
  CHECK_STATUS(TWO_FOREIGN_HANDLE, two_mutex_free(counted));
  for (int i = 0; i < 4; i++) CHECK(pthread_create(&threads[i], NULL, add, NULL) == 0);
  for (int i = 0; i < 4; i++) CHECK(pthread_join(threads[i], NULL) == 0);
  CHECK(count == 4 * ROUNDS);
  CHECK_STATUS(0, one_mutex_is_owner(counted, &owner));
  CHECK(!owner);
  CHECK_STATUS(0, one_mutex_free(counted));
  CHECK_STATUS(0, two_mutex_free(other));
}

static _Atomic int seen_by_one[2], seen_by_two[2];

static void count_one(const one_router_event *event, void *user) {
  CHECK(user == seen_by_one && event->pid == getpid());
  atomic_fetch_add(&seen_by_one[event->number == SIGUSR2], 1);
}

static void count_two(const two_router_event *event, void *user) {
  CHECK(user == seen_by_two && event->pid == getpid());
  atomic_fetch_add(&seen_by_two[event->number == SIGUSR2], 1);
}

/* Sends a signal and waits until as many have come as are wanted. */
static void send(int number, int one, int two) {
  int which = number == SIGUSR2;
  CHECK(kill(getpid(), number) == 0);
  while (seen_by_one[which] < one || seen_by_two[which] < two) nanosleep(&(struct timespec){0, 20000}, NULL);
}

static void routers(void) {
  one_subscription one;
  two_subscription two;
  one_signal_action before, after;
  CHECK_STATUS(0, one_signal_disposition(SIGUSR1, &before));
  CHECK_STATUS(0, one_router_subscribe(ONE_SIGNAL(SIGUSR1) | ONE_SIGNAL(SIGUSR2), 0, count_one, seen_by_one, &one));
  CHECK_STATUS(0, two_router_subscribe(TWO_SIGNAL(SIGUSR1), 0, count_two, seen_by_two, &two));
  for (int i = 1; i <= 100; i++) {
    send(SIGUSR1, i, i);
    send(SIGUSR2, i, 0);
  }
  CHECK_STATUS(0, two_router_unsubscribe(two));
  send(SIGUSR1, 101, 100);
  CHECK_STATUS(0, one_router_unsubscribe(one));
  CHECK(seen_by_one[0] == 101 && seen_by_one[1] == 100 && seen_by_two[0] == 100 && seen_by_two[1] == 0);
  CHECK_STATUS(ONE_STALE_HANDLE, one_router_unsubscribe(one));
  CHECK_STATUS(0, one_signal_disposition(SIGUSR1, &after));
  CHECK(before.handler == after.handler);
}

int main(void) {
  alarm(60); /* A signal that does not come would be waited for. */
  CHECK(one_answer() == 1 && two_answer() == 2 && three_answer() == 3);
  timers();
  go_and_c();
  mutexes();
  routers();
  CHECK(strcmp(one_status_name(ONE_EXHAUSTED), "EXHAUSTED") == 0);
  CHECK(strcmp(two_status_text(TWO_STALE_HANDLE), "the object of this handle was freed") == 0);
  return 0;
}
