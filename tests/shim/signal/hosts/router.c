/* What cshared/router.h promises, one function for each promise. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../compile/check.h"
#include "cshared/error.h"
#include "cshared/router.h"

static _Atomic int seen;
static _Atomic int handled;
static cshared_router_event latest;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void see(const cshared_router_event *event, void *user) {
  pthread_mutex_lock(&mutex);
  latest = *event;
  pthread_mutex_unlock(&mutex);
  atomic_fetch_add((_Atomic int *)user, 1);
}

static cshared_router_event last_event(void) {
  pthread_mutex_lock(&mutex);
  cshared_router_event event = latest;
  pthread_mutex_unlock(&mutex);
  return event;
}

static void handle(int number, siginfo_t *info, void *context) {
  CHECK(info->si_signo == number && context != NULL);
  atomic_fetch_add(&handled, 1);
}

static void until(_Atomic int *counter, int want) {
  struct timespec moment = {0, 100000};
  for (int i = 0; i < 100000 && atomic_load(counter) < want; i++) nanosleep(&moment, NULL);
  CHECK(atomic_load(counter) == want);
}

static cshared_subscription subscribe(cshared_signals signals, uint32_t flags, _Atomic int *counter) {
  cshared_subscription subscription = 0;
  atomic_store(counter, 0);
  CHECK_STATUS(0, cshared_router_subscribe(signals, flags, see, counter, &subscription));
  CHECK(subscription != 0);
  return subscription;
}

static void unsubscribe(cshared_subscription subscription) {
  CHECK_STATUS(0, cshared_router_unsubscribe(subscription));
  CHECK_STATUS(CSHARED_STALE_HANDLE, cshared_router_unsubscribe(subscription));
}

static void set_mask(int how, int number) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  CHECK(pthread_sigmask(how, &set, NULL) == 0);
}

static void install(int number, void (*handler)(int, siginfo_t *, void *), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO | flags;
  CHECK(sigaction(number, &action, NULL) == 0);
}

static void reset(int number) { CHECK(signal(number, SIG_DFL) != SIG_ERR); }

static bool is_default(int number) {
  struct sigaction action;
  CHECK(sigaction(number, NULL, &action) == 0);
  return action.sa_handler == SIG_DFL;
}

static void refused(int want, cshared_subscription subscription) {
  cshared_router_event event;
  uint64_t dropped;
  CHECK_STATUS(want, cshared_router_unsubscribe(subscription));
  CHECK_STATUS(want, cshared_router_read(subscription, &event));
  CHECK_STATUS(want, cshared_router_dropped(subscription, &dropped));
  CHECK_STATUS(want, cshared_router_close(subscription));
}

static void bad_input(void) {
  cshared_subscription subscription = 77;
  cshared_signals usr1 = CSHARED_SIGNAL(SIGUSR1);
  int descriptor = 77;
  refused(CSHARED_FOREIGN_HANDLE, 0); /* Before there is any. */
  CHECK_STATUS(EINVAL, cshared_router_subscribe(0, 0, see, &seen, &subscription));
  CHECK_STATUS(EINVAL, cshared_router_subscribe(usr1, 2, see, &seen, &subscription));
  CHECK_STATUS(EINVAL, cshared_router_subscribe(usr1, 0, NULL, &seen, &subscription));
  CHECK_STATUS(EINVAL, cshared_router_subscribe(usr1, 0, see, &seen, NULL));
  CHECK_STATUS(EINVAL, cshared_router_subscribe_queue(0, 0, 1, &subscription, &descriptor));
  CHECK_STATUS(EINVAL, cshared_router_subscribe_queue(usr1, 0, 0, &subscription, &descriptor));
  CHECK_STATUS(EINVAL, cshared_router_subscribe_queue(usr1, 0, UINT32_MAX, &subscription, &descriptor));
  CHECK_STATUS(EINVAL, cshared_router_subscribe_queue(usr1, 0, 1, NULL, &descriptor));
  CHECK_STATUS(EINVAL, cshared_router_subscribe_queue(usr1, 0, 1, &subscription, NULL));
  CHECK_STATUS(EINVAL, cshared_router_check(NULL));
  CHECK_STATUS(EINVAL, cshared_router_stats_read(NULL));
  const int never[] = {SIGKILL, SIGSTOP, SIGILL,  SIGTRAP, SIGABRT, SIGBUS,    SIGFPE, SIGSEGV,
                       SIGSYS,  SIGPIPE, SIGURG, SIGPROF, SIGSTKFLT, 32,     33};
  for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
    CHECK_STATUS(ENOTSUP, cshared_router_subscribe(usr1 | CSHARED_SIGNAL(never[i]), 0, see, &seen, &subscription));
    CHECK_STATUS(ENOTSUP, cshared_router_subscribe_queue(CSHARED_SIGNAL(never[i]), 0, 1, &subscription, &descriptor));
  }
  CHECK(subscription == 77 && descriptor == 77 && is_default(SIGUSR1));

  cshared_subscription all[CSHARED_ROUTER_SUBSCRIPTIONS];
  for (size_t i = 0; i < CSHARED_ROUTER_SUBSCRIPTIONS; i++) all[i] = subscribe(usr1, 0, &seen);
  CHECK_STATUS(CSHARED_EXHAUSTED, cshared_router_subscribe(usr1, 0, see, &seen, &subscription));
  CHECK(raise(SIGUSR1) == 0);
  until(&seen, CSHARED_ROUTER_SUBSCRIPTIONS);
  cshared_router_stats stats;
  CHECK_STATUS(0, cshared_router_stats_read(&stats));
  CHECK(stats.live == CSHARED_ROUTER_SUBSCRIPTIONS && stats.thread != 0 && stats.caught == 1);
  cshared_router_event event;
  uint64_t dropped;
  CHECK_STATUS(EINVAL, cshared_router_read(all[0], &event));
  CHECK_STATUS(EINVAL, cshared_router_read(all[0], NULL));
  CHECK_STATUS(EINVAL, cshared_router_dropped(all[0], &dropped));
  CHECK_STATUS(EINVAL, cshared_router_dropped(all[0], NULL));
  CHECK_STATUS(EINVAL, cshared_router_close(all[0]));
  for (size_t i = 0; i < CSHARED_ROUTER_SUBSCRIPTIONS; i++) unsubscribe(all[i]);
  refused(CSHARED_STALE_HANDLE, all[0]);
  refused(CSHARED_FOREIGN_HANDLE, 0);
  refused(CSHARED_FOREIGN_HANDLE, (uint64_t)(uintptr_t)&all);
  CHECK_STATUS(0, cshared_router_stats_read(&stats));
  CHECK(stats.live == 0 && stats.thread == 0 && is_default(SIGUSR1));
}

/* Each signal arrives, with who sent it, whether the threads block it or not. */
static void events(void) {
  cshared_router_stats before, after;
  CHECK_STATUS(0, cshared_router_stats_read(&before));
  cshared_subscription subscription = subscribe(CSHARED_SIGNAL(SIGUSR1) | CSHARED_SIGNAL(SIGRTMAX), 0, &seen);
  for (int blocked = 0; blocked < 2; blocked++) {
    set_mask(blocked ? SIG_BLOCK : SIG_UNBLOCK, SIGUSR1);
    set_mask(blocked ? SIG_BLOCK : SIG_UNBLOCK, SIGRTMAX);
    atomic_store(&seen, 0);
    CHECK(kill(getpid(), SIGUSR1) == 0);
    until(&seen, 1);
    cshared_router_event last = last_event();
    CHECK(last.number == SIGUSR1 && last.code == SI_USER && last.pid == getpid() && last.uid == getuid());
    CHECK(last.flags == 0 && last.value == 0 && last.status == 0);
    CHECK(sigqueue(getpid(), SIGRTMAX, (union sigval){.sival_ptr = &latest}) == 0);
    until(&seen, 2);
    last = last_event();
    CHECK(last.number == SIGRTMAX && last.code == SI_QUEUE && last.value == (uint64_t)(uintptr_t)&latest);
  }
  CHECK_STATUS(0, cshared_router_stats_read(&after));
  /* The kernel gives the signals that a thread does not block to either. */
  CHECK(after.caught - before.caught + after.waited - before.waited == 4 && after.waited - before.waited >= 2);
  unsubscribe(subscription);
  set_mask(SIG_UNBLOCK, SIGUSR1);
  set_mask(SIG_UNBLOCK, SIGRTMAX);
}

static void children(void) {
  cshared_subscription subscription = subscribe(CSHARED_SIGNAL(SIGCHLD), 0, &seen);
  pid_t child = fork();
  if (child == 0) _exit(5);
  until(&seen, 1);
  cshared_router_event last = last_event();
  CHECK(last.number == SIGCHLD && last.code == CLD_EXITED && last.pid == child && last.status == 5);
  CHECK(waitpid(child, NULL, 0) == child);
  unsubscribe(subscription);

  CHECK(signal(SIGCHLD, SIG_IGN) != SIG_ERR); /* The kernel reaps, and goes on with it. */
  subscription = subscribe(CSHARED_SIGNAL(SIGCHLD), 0, &seen);
  child = fork();
  if (child == 0) _exit(5);
  until(&seen, 1);
  CHECK(waitpid(child, NULL, 0) == -1 && errno == ECHILD);
  unsubscribe(subscription);
  struct sigaction action;
  CHECK(sigaction(SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_IGN);
  reset(SIGCHLD);
}

/* The handler from before is called as well, unless somebody asked for it not to be, and is put back. */
static void chaining(void) {
  for (int blocked = 0; blocked < 2; blocked++) {
    atomic_store(&handled, 0);
    install(SIGUSR1, handle, 0);
    set_mask(blocked ? SIG_BLOCK : SIG_UNBLOCK, SIGUSR1);
    cshared_subscription subscription = subscribe(CSHARED_SIGNAL(SIGUSR1), 0, &seen);
    CHECK(kill(getpid(), SIGUSR1) == 0);
    until(&seen, 1);
    until(&handled, 1);
    _Atomic int others;
    cshared_subscription replacing = subscribe(CSHARED_SIGNAL(SIGUSR1), CSHARED_ROUTER_REPLACE, &others);
    CHECK(kill(getpid(), SIGUSR1) == 0);
    until(&others, 1);
    until(&seen, 2);
    unsubscribe(replacing);
    CHECK(handled == 1);
    CHECK(kill(getpid(), SIGUSR1) == 0);
    until(&seen, 3);
    until(&handled, 2);
    CHECK(others == 1);
    unsubscribe(subscription);
    struct sigaction action;
    CHECK(sigaction(SIGUSR1, NULL, &action) == 0 && action.sa_sigaction == handle);
    CHECK((action.sa_flags & (SA_ONSTACK | SA_RESTART)) == 0);
    set_mask(SIG_UNBLOCK, SIGUSR1);
    CHECK(raise(SIGUSR1) == 0);
    CHECK(handled == 3 && seen == 3);
  }
  atomic_store(&handled, 0); /* A one-shot handler stays one. */
  install(SIGUSR1, handle, (int)SA_RESETHAND);
  cshared_subscription subscription = subscribe(CSHARED_SIGNAL(SIGUSR1), 0, &seen);
  for (int i = 1; i <= 3; i++) {
    CHECK(raise(SIGUSR1) == 0);
    until(&seen, i);
  }
  CHECK(handled == 1);
  unsubscribe(subscription);
  CHECK(is_default(SIGUSR1));
}

/* Our handler interrupts a system call only if the handler from before did. */
static void restarting(void) {
  struct sigaction action;
  for (int flags = 0; flags < 3; flags++) {
    if (flags < 2) install(SIGUSR1, handle, flags == 0 ? 0 : SA_RESTART);
    cshared_subscription subscription = subscribe(CSHARED_SIGNAL(SIGUSR1), 0, &seen);
    CHECK(sigaction(SIGUSR1, NULL, &action) == 0);
    CHECK(((action.sa_flags & SA_RESTART) != 0) == (flags != 0));
    CHECK((action.sa_flags & SA_ONSTACK) != 0);
    unsubscribe(subscription);
    reset(SIGUSR1);
  }
}

static void (*former)(int, siginfo_t *, void *);

static void call_former(int number, siginfo_t *info, void *context) {
  atomic_fetch_add(&handled, 1);
  former(number, info, context);
}

/* A handler that comes later: with a call of the former one nothing is lost, and nothing comes twice.
 * Without, signals that all threads block still arrive, and the check says so. */
static void later_handlers(void) {
  struct sigaction action;
  for (int blocked = 0; blocked < 2; blocked++) {
    set_mask(blocked ? SIG_BLOCK : SIG_UNBLOCK, SIGUSR1);
    cshared_subscription subscription = subscribe(CSHARED_SIGNAL(SIGUSR1), 0, &seen);
    cshared_signals lost = 77;
    CHECK_STATUS(0, cshared_router_check(&lost));
    CHECK(lost == 0);
    CHECK(sigaction(SIGUSR1, NULL, &action) == 0);
    former = action.sa_sigaction;
    atomic_store(&handled, 0);
    install(SIGUSR1, call_former, 0);
    for (int i = 1; i <= 3; i++) {
      CHECK(kill(getpid(), SIGUSR1) == 0);
      until(&seen, i);
      until(&handled, i);
    }
    CHECK_STATUS(0, cshared_router_check(&lost));
    CHECK(lost == CSHARED_SIGNAL(SIGUSR1));
    unsubscribe(subscription); /* Leaves the later handler; ours, below it, is harmless. */
    CHECK(sigaction(SIGUSR1, NULL, &action) == 0 && action.sa_sigaction == call_former);
    set_mask(SIG_UNBLOCK, SIGUSR1);
    CHECK(raise(SIGUSR1) == 0);
    CHECK(handled == 4 && seen == 3);

    subscription = subscribe(CSHARED_SIGNAL(SIGUSR1), 0, &seen); /* Below it still: no endless calls. */
    CHECK(raise(SIGUSR1) == 0);
    until(&seen, 1);
    until(&handled, 5);
    unsubscribe(subscription);
    CHECK(raise(SIGUSR1) == 0);
    CHECK(handled == 6 && seen == 1);
    struct sigaction ours;
    memset(&ours, 0, sizeof ours);
    ours.sa_sigaction = former;
    ours.sa_flags = SA_SIGINFO;
    CHECK(sigaction(SIGUSR1, &ours, NULL) == 0); /* The later one takes itself away. */
    subscription = subscribe(CSHARED_SIGNAL(SIGUSR1), 0, &seen);
    CHECK(raise(SIGUSR1) == 0);
    until(&seen, 1);
    unsubscribe(subscription);
    CHECK(is_default(SIGUSR1));
  }
  set_mask(SIG_BLOCK, SIGUSR1);
  cshared_subscription subscription = subscribe(CSHARED_SIGNAL(SIGUSR1), 0, &seen);
  reset(SIGUSR1); /* A host that resets what it does not know. */
  CHECK(kill(getpid(), SIGUSR1) == 0);
  until(&seen, 1);
  unsubscribe(subscription);
  set_mask(SIG_UNBLOCK, SIGUSR1);
}

static pthread_barrier_t barrier;
static _Atomic bool inside;

static void linger(const cshared_router_event *event, void *user) {
  (void)event;
  (void)user;
  atomic_store(&inside, true);
  pthread_barrier_wait(&barrier);
  struct timespec moment = {0, 50000000};
  nanosleep(&moment, NULL);
  atomic_store(&inside, false);
}

/* After unsubscribing the callback does not run, and what was sent before has been delivered. */
static void draining(void) {
  CHECK(pthread_barrier_init(&barrier, NULL, 2) == 0);
  cshared_subscription subscription;
  CHECK_STATUS(0, cshared_router_subscribe(CSHARED_SIGNAL(SIGUSR1), 0, linger, NULL, &subscription));
  CHECK(raise(SIGUSR1) == 0);
  pthread_barrier_wait(&barrier);
  CHECK(atomic_load(&inside));
  unsubscribe(subscription);
  CHECK(!atomic_load(&inside));
  for (int blocked = 0; blocked < 2; blocked++) {
    set_mask(blocked ? SIG_BLOCK : SIG_UNBLOCK, SIGRTMAX);
    for (int round = 0; round < 200; round++) {
      subscription = subscribe(CSHARED_SIGNAL(SIGRTMAX), 0, &seen);
      for (int i = 0; i < 10; i++) CHECK(kill(getpid(), SIGRTMAX) == 0);
      unsubscribe(subscription);
      CHECK(seen == 10);
    }
  }
  set_mask(SIG_UNBLOCK, SIGRTMAX);
  set_mask(SIG_BLOCK, SIGWINCH); /* The kernel drops it when its default, to be ignored, is put back. */
  for (int round = 0; round < 200; round++) {
    subscription = subscribe(CSHARED_SIGNAL(SIGWINCH), 0, &seen);
    CHECK(kill(getpid(), SIGWINCH) == 0);
    unsubscribe(subscription);
    CHECK(seen == 1);
  }
  set_mask(SIG_UNBLOCK, SIGWINCH);
}

static void *flood(void *done) {
  while (!atomic_load((_Atomic bool *)done)) CHECK(kill(getpid(), SIGUSR1) == 0);
  return NULL;
}

static void be_slow(const cshared_router_event *event, void *user) {
  (void)event;
  atomic_store((_Atomic bool *)user, true);
  struct timespec moment = {0, 20000};
  nanosleep(&moment, NULL);
  atomic_store((_Atomic bool *)user, false);
}

/* The callback does not run after the return, however many signals come in at that moment. */
static void leaving_under_load(void) {
  _Atomic bool done = false, busy = false;
  _Atomic int others;
  cshared_subscription subscription;
  pthread_t thread;
  set_mask(SIG_BLOCK, SIGUSR1);
  cshared_subscription keeper = subscribe(CSHARED_SIGNAL(SIGUSR1), 0, &others);
  CHECK(pthread_create(&thread, NULL, flood, &done) == 0);
  for (int round = 0; round < 5000; round++) {
    CHECK_STATUS(0, cshared_router_subscribe(CSHARED_SIGNAL(SIGUSR1), 0, be_slow, &busy, &subscription));
    unsubscribe(subscription);
    CHECK(!atomic_load(&busy));
  }
  atomic_store(&done, true);
  CHECK(pthread_join(thread, NULL) == 0);
  unsubscribe(keeper);
  CHECK(others > 0);
  set_mask(SIG_UNBLOCK, SIGUSR1);
}

static void *raise_many(void *done) {
  for (int i = 0; i < 20000; i++) {
    while (i - atomic_load(&seen) - atomic_load(&handled) > 500) sched_yield(); /* None is merged. */
    CHECK(raise(SIGUSR1) == 0);
  }
  atomic_store((_Atomic bool *)done, true);
  return NULL;
}

/* Each signal goes to the subscriber or to the handler from before, also while the one comes or goes. */
static void handing_over(void) {
  _Atomic bool done = false;
  cshared_subscription subscription;
  pthread_t thread;
  atomic_store(&seen, 0);
  atomic_store(&handled, 0);
  install(SIGUSR1, handle, 0);
  CHECK(pthread_create(&thread, NULL, raise_many, &done) == 0);
  set_mask(SIG_BLOCK, SIGUSR1);
  while (!atomic_load(&done)) {
    CHECK_STATUS(0, cshared_router_subscribe(CSHARED_SIGNAL(SIGUSR1), CSHARED_ROUTER_REPLACE, see, &seen, &subscription));
    unsubscribe(subscription);
  }
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK(seen + handled == 20000);
  set_mask(SIG_UNBLOCK, SIGUSR1);
  reset(SIGUSR1);
}

static cshared_subscription own, other, added[2];

static void change(const cshared_router_event *event, void *user) {
  (void)event;
  (void)user;
  CHECK_STATUS(0, cshared_router_unsubscribe(own));
  CHECK_STATUS(CSHARED_STALE_HANDLE, cshared_router_unsubscribe(own));
  CHECK_STATUS(0, cshared_router_unsubscribe(other));
  for (int i = 0; i < 2; i++) { /* In the places of those two. */
    CHECK_STATUS(0, cshared_router_subscribe(CSHARED_SIGNAL(SIGUSR1), 0, see, &seen, &added[i]));
  }
  atomic_fetch_add(&handled, 1);
}

/* Callbacks may change the subscriptions. What they add does not get the event they were called for. */
static void changes_by_callbacks(void) {
  atomic_store(&handled, 0);
  CHECK_STATUS(0, cshared_router_subscribe(CSHARED_SIGNAL(SIGUSR1), 0, change, NULL, &own));
  _Atomic int others;
  other = subscribe(CSHARED_SIGNAL(SIGUSR1), 0, &others);
  atomic_store(&seen, 0);
  CHECK(raise(SIGUSR1) == 0);
  until(&handled, 1);
  CHECK(raise(SIGUSR1) == 0);
  until(&seen, 2);
  CHECK(others == 0);
  unsubscribe(added[0]);
  unsubscribe(added[1]);
  CHECK(seen == 2);
  CHECK(is_default(SIGUSR1));
}

static void leave(const cshared_router_event *event, void *user) {
  (void)event;
  (void)user;
  CHECK_STATUS(0, cshared_router_unsubscribe(own));
  atomic_fetch_add(&handled, 1);
}

/* The last subscription may end in its own callback; the thread goes, and comes again. */
static void last_leaves_by_itself(void) {
  cshared_router_stats stats;
  atomic_store(&handled, 0);
  for (int i = 1; i <= 100; i++) {
    CHECK_STATUS(0, cshared_router_subscribe(CSHARED_SIGNAL(SIGUSR1), 0, leave, NULL, &own));
    CHECK(raise(SIGUSR1) == 0);
    until(&handled, i);
  }
  do {
    CHECK_STATUS(0, cshared_router_stats_read(&stats));
  } while (stats.thread != 0);
  CHECK(is_default(SIGUSR1));
}

static void queues(void) {
  cshared_subscription queue = 0;
  int descriptor = -1;
  cshared_router_event event;
  uint64_t bell, dropped = 77;
  set_mask(SIG_BLOCK, SIGRTMAX); /* ThreadSanitizer merges signals that its handler gets. */
  CHECK_STATUS(0, cshared_router_subscribe_queue(CSHARED_SIGNAL(SIGRTMAX), 0, 5, &queue, &descriptor));
  CHECK_STATUS(EAGAIN, cshared_router_read(queue, &event));
  struct pollfd poller = {.fd = descriptor, .events = POLLIN};
  CHECK(poll(&poller, 1, 0) == 0);
  for (int i = 0; i < 3; i++) CHECK(sigqueue(getpid(), SIGRTMAX, (union sigval){.sival_int = i}) == 0);
  for (uint64_t i = 0; i < 3; i++) {
    int status;
    while ((status = cshared_router_read(queue, &event)) == EAGAIN) {
      if (poll(&poller, 1, 10000) != 1) continue; /* EINTR. */
      CHECK(read(descriptor, &bell, sizeof bell) == sizeof bell);
    }
    CHECK(status == 0 && event.number == SIGRTMAX && (uint32_t)event.value == i);
  }
  for (int i = 0; i < 11; i++) CHECK(kill(getpid(), SIGRTMAX) == 0);
  CHECK_STATUS(0, cshared_router_close(queue));
  CHECK_STATUS(CSHARED_CLOSED, cshared_router_close(queue));
  CHECK(is_default(SIGRTMAX));
  CHECK_STATUS(0, cshared_router_dropped(queue, &dropped));
  CHECK(dropped == 3); /* 5 is rounded up to 8. */
  for (int i = 0; i < 8; i++) CHECK_STATUS(0, cshared_router_read(queue, &event));
  CHECK_STATUS(CSHARED_CLOSED, cshared_router_read(queue, &event));
  CHECK(poll(&poller, 1, 0) == 1);
  unsubscribe(queue);
  CHECK(poll(&poller, 1, 0) == 1 && (poller.revents & POLLNVAL) != 0);
  set_mask(SIG_UNBLOCK, SIGRTMAX);
}

static int wait_for(pid_t child) {
  int status;
  CHECK(waitpid(child, &status, 0) == child);
  return status;
}

/* A forked child is as if nobody had subscribed, and can subscribe. */
static void forking(void) {
  cshared_subscription subscription = subscribe(CSHARED_SIGNAL(SIGUSR1), 0, &seen);
  install(SIGUSR2, handle, 0);
  cshared_subscription chained = subscribe(CSHARED_SIGNAL(SIGUSR2), 0, &handled);
  pid_t child = fork();
  if (child == 0) {
    cshared_router_stats stats;
    CHECK_STATUS(0, cshared_router_stats_read(&stats));
    CHECK(stats.live == 0 && stats.thread == 0 && is_default(SIGUSR1));
    CHECK(raise(SIGUSR2) == 0 && handled == 1);
    unsubscribe(subscription);
    unsubscribe(chained);
#ifndef __SANITIZE_THREAD__ /* It allows no new thread in a child. */
    subscription = subscribe(CSHARED_SIGNAL(SIGUSR1), 0, &seen);
    CHECK(raise(SIGUSR1) == 0);
    until(&seen, 1);
    unsubscribe(subscription);
#endif
    raise(SIGUSR1);
    _exit(1);
  }
  int status = wait_for(child);
  CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGUSR1);
#ifndef __SANITIZE_THREAD__ /* It puts handlers off, for ever in such a child. */
  child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL); /* Without fork's handlers. */
  if (child == 0) {
    (void)syscall(SYS_kill, syscall(SYS_getpid), SIGUSR2); /* The handler from before: nothing happens. */
    (void)syscall(SYS_kill, syscall(SYS_getpid), SIGUSR1);
    syscall(SYS_exit_group, 1);
  }
  status = wait_for(child);
  CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGUSR1);
#endif
  CHECK(seen == 0 && handled == 0);
  CHECK(raise(SIGUSR1) == 0); /* The parent goes on. */
  until(&seen, 1);
  unsubscribe(subscription);
  unsubscribe(chained);
  reset(SIGUSR2);
}

static void unblock(const cshared_router_event *event, void *user) {
  sigset_t set; /* As the Go runtime does on a thread that calls it. */
  sigemptyset(&set);
  sigaddset(&set, SIGSTKFLT);
  sigaddset(&set, SIGCHLD);
  sigaddset(&set, SIGUSR1);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  see(event, user);
}

/* A callback that unblocks signals on the router thread, be it the one that wakes it, does no harm. */
static void unblocking(void) {
  cshared_subscription subscription;
  atomic_store(&seen, 0);
  CHECK_STATUS(0, cshared_router_subscribe(CSHARED_SIGNAL(SIGUSR1), 0, unblock, &seen, &subscription));
  for (int blocked = 0; blocked < 2; blocked++) {
    set_mask(blocked ? SIG_BLOCK : SIG_UNBLOCK, SIGUSR1);
    for (int i = 0; i < 2000; i++) {
      CHECK(kill(getpid(), SIGUSR1) == 0);
      until(&seen, 2000 * blocked + i + 1);
    }
  }
  unsubscribe(subscription);
  set_mask(SIG_UNBLOCK, SIGUSR1);
}

int main(void) {
  alarm(120);
  bad_input();
  events();
  children();
  chaining();
  restarting();
  later_handlers();
  draining();
  leaving_under_load();
  handing_over();
  changes_by_callbacks();
  last_leaves_by_itself();
  queues();
  forking();
  unblocking();
  return 0;
}
