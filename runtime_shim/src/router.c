/* The router thread and its subscriptions, behind cshared/router.h. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/router.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "cshared/status.h"
#include "router_state.h"

#define REFUSED                                                                                               \
  (CSHARED_SIGNAL(SIGKILL) | CSHARED_SIGNAL(SIGSTOP) | CSHARED_SIGNAL(SIGILL) | CSHARED_SIGNAL(SIGTRAP) |     \
   CSHARED_SIGNAL(SIGABRT) | CSHARED_SIGNAL(SIGBUS) | CSHARED_SIGNAL(SIGFPE) | CSHARED_SIGNAL(SIGSEGV) |      \
   CSHARED_SIGNAL(SIGSYS) | CSHARED_SIGNAL(SIGPIPE) | CSHARED_SIGNAL(SIGURG) | CSHARED_SIGNAL(SIGPROF) |      \
   CSHARED_SIGNAL(CSHARED_ROUTER_WAKE) | CSHARED_SIGNAL(32) | CSHARED_SIGNAL(33))

/* The most that one look for waiting signals takes, so that a flood cannot keep a thread that
 * unsubscribes waiting. Above what a process may have queued by default (RLIMIT_SIGPENDING). */
enum { LOOK_LIMIT = 1 << 17 };

enum standing { ACTIVE, ENDING, CLOSED };

struct subscription {
  cshared_signals signals;
  uint32_t flags;
  cshared_router_callback *callback;
  void *user;
  struct cshared_router_queue *queue; /* NULL for a callback. */
  enum standing standing;             /* The mutex's. */
  uint64_t born;                      /* Deliveries that were there before. */
};

enum phase { IDLE, RUNNING, ENDED };

/* All of it is the mutex's. */
static struct {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  enum phase phase;
  pthread_t thread;
  struct subscription *all[CSHARED_ROUTER_SUBSCRIPTIONS];
  uint32_t live;
  cshared_signals signals;       /* Of all subscriptions. */
  struct subscription *running;  /* Whose callback runs. */
  uint64_t deliveries;
  uint64_t asked, looked; /* Looks for waiting signals, for those who drain. */
  bool fork_handlers;
} hub = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static _Atomic cshared_handle_type type;

static void destroy(void *object) {
  struct subscription *subscription = object;
  if (subscription->queue != NULL) cshared_router_queue_free(subscription->queue);
  free(subscription);
}

/* Makes the router thread look at the subscriptions and for waiting signals again, and returns the
 * number of that look; with the mutex held. */
static uint64_t wake(void) {
  uint64_t asked = ++hub.asked;
  if (hub.phase != RUNNING) return asked;
  (void)syscall(SYS_tgkill, (long)getpid(), (long)atomic_load(&cshared_router_state.thread), (long)CSHARED_ROUTER_WAKE);
  return asked;
}

static bool on_router_thread(void) { return hub.phase == RUNNING && pthread_equal(pthread_self(), hub.thread); }

static void deliver(const cshared_router_event *event) {
  pthread_mutex_lock(&hub.mutex);
  uint64_t number = ++hub.deliveries;
  for (size_t i = 0; i < CSHARED_ROUTER_SUBSCRIPTIONS; i++) {
    struct subscription *subscription = hub.all[i];
    if (subscription == NULL || subscription->born >= number) continue;
    if ((subscription->signals & CSHARED_SIGNAL(event->number)) == 0) continue;
    cshared_router_callback *callback = subscription->callback;
    void *user = subscription->user;
    hub.running = subscription;
    pthread_mutex_unlock(&hub.mutex);
    callback(event, user); /* It may free its subscription. */
    atomic_fetch_add_explicit(&cshared_router_state.delivered, 1, memory_order_relaxed);
    pthread_mutex_lock(&hub.mutex);
    hub.running = NULL;
    pthread_cond_broadcast(&hub.changed);
  }
  pthread_mutex_unlock(&hub.mutex);
}

static void deliver_caught(void) {
  struct cshared_router *router = &cshared_router_state;
  cshared_router_event event;
  while (cshared_router_ring_take(&router->ring, &event)) deliver(&event);
  cshared_signals merged = atomic_exchange(&router->merged, 0);
  for (int number = 1; merged >> (number - 1) != 0; number++) {
    if ((merged & CSHARED_SIGNAL(number)) == 0) continue;
    event = (cshared_router_event){.number = number, .flags = CSHARED_ROUTER_MERGED};
    deliver(&event);
    if (merged >> (number - 1) == 1) break; /* Signal 64 cannot be shifted out. */
  }
}

static void deliver_waited(int number, siginfo_t *info) {
  if (number == CSHARED_ROUTER_WAKE) return;
  atomic_fetch_add_explicit(&cshared_router_state.waited, 1, memory_order_relaxed);
  cshared_router_event event;
  cshared_router_event_from(number, info, &event);
  deliver(&event);
  cshared_router_hand_on(number, info);
}

static void set_of(cshared_signals signals, sigset_t *set) {
  sigemptyset(set);
  sigaddset(set, CSHARED_ROUTER_WAKE);
  for (int number = 1; number <= CSHARED_SIGNAL_COUNT; number++) {
    if ((signals & CSHARED_SIGNAL(number)) != 0) sigaddset(set, number);
  }
}

/* Delivers what waits now. */
static void look(const sigset_t *set) {
  siginfo_t info;
  const struct timespec now = {0, 0};
  for (int taken = 0; taken < LOOK_LIMIT; taken++) {
    int number = sigtimedwait(set, &info, &now);
    if (number < 0 && errno == EAGAIN) break;
    if (number > 0) deliver_waited(number, &info);
    deliver_caught();
  }
  deliver_caught();
}

/* A callback may have called Go, which unblocks some signals on the threads it runs on: they are
 * blocked again before the last look. A signal that comes in between runs the handler here, as it
 * would on any other thread. */
static void block(const sigset_t *set) { pthread_sigmask(SIG_BLOCK, set, NULL); }

static void *route(void *unused) {
  (void)unused;
  struct cshared_router *router = &cshared_router_state;
  pthread_setname_np(pthread_self(), "cshared-signals");
  pthread_mutex_lock(&hub.mutex);
  atomic_store(&router->thread, (int)syscall(SYS_gettid));
  pthread_cond_broadcast(&hub.changed);
  while (hub.live != 0) {
    sigset_t set;
    set_of(hub.signals, &set);
    uint64_t asked = hub.asked, deliveries = hub.deliveries;
    pthread_mutex_unlock(&hub.mutex);
    block(&set);
    look(&set);
    pthread_mutex_lock(&hub.mutex);
    hub.looked = asked;
    pthread_cond_broadcast(&hub.changed);
    if (hub.asked != asked || hub.deliveries != deliveries) continue;
    pthread_mutex_unlock(&hub.mutex);
    siginfo_t info;
    int number = sigwaitinfo(&set, &info);
    if (number > 0) deliver_waited(number, &info);
    pthread_mutex_lock(&hub.mutex);
  }
  atomic_store(&router->thread, 0);
  while (atomic_load(&router->catching) != 0) sched_yield();
  hub.phase = ENDED;
  pthread_cond_broadcast(&hub.changed);
  pthread_mutex_unlock(&hub.mutex);
  return NULL;
}

/* Joins a router thread that has ended; with the mutex held. */
static void join(void) {
  if (hub.phase != ENDED) return;
  pthread_join(hub.thread, NULL); /* It holds nothing and has at most a few instructions left. */
  hub.phase = IDLE;
  pthread_cond_broadcast(&hub.changed);
}

/* Makes the router thread run; with the mutex held. */
static int start(void) {
  join();
  if (hub.phase == RUNNING) return 0;
  sigset_t most, before;
  sigfillset(&most);
  /* Faults of a callback reach their handlers, and Go's preemption reaches Go code in one. */
  const int open[] = {SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV, SIGSYS, SIGURG};
  for (size_t i = 0; i < sizeof open / sizeof open[0]; i++) sigdelset(&most, open[i]);
  atomic_store(&cshared_router_state.pid, getpid());
  pthread_sigmask(SIG_SETMASK, &most, &before);
  int status = pthread_create(&hub.thread, NULL, route, NULL);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (status != 0) return status;
  hub.phase = RUNNING;
  return 0;
}

static void before_fork(void) { pthread_mutex_lock(&hub.mutex); }
static void in_parent(void) { pthread_mutex_unlock(&hub.mutex); }

static void in_child(void) {
  pthread_mutex_init(&hub.mutex, NULL);
  pthread_cond_init(&hub.changed, NULL);
  cshared_router_forget();
  /* The objects stay: their handles are known in the child, which may end them. */
  for (size_t i = 0; i < CSHARED_ROUTER_SUBSCRIPTIONS; i++) {
    if (hub.all[i] != NULL) hub.all[i]->standing = CLOSED;
    hub.all[i] = NULL;
  }
  hub.live = 0;
  hub.signals = 0;
  hub.running = NULL;
  hub.phase = IDLE;
}

/* What the first subscription needs; with the mutex held. */
static int prepare(void) {
  if (!hub.fork_handlers) {
    int status = pthread_atfork(before_fork, in_parent, in_child);
    if (status != 0) return status;
    hub.fork_handlers = true;
  }
  if (atomic_load(&type) != 0) return 0;
  /* Nothing else wakes the router: where a sandbox refuses this call, unsubscribing would wait for ever. */
  if (syscall(SYS_tgkill, (long)getpid(), syscall(SYS_gettid), 0L) != 0) return errno;
  struct sigaction now;
  if (sigaction(CSHARED_ROUTER_WAKE, NULL, &now) == 0 && now.sa_handler == SIG_DFL) {
    now.sa_handler = SIG_IGN;
    (void)sigaction(CSHARED_ROUTER_WAKE, &now, NULL);
  }
  cshared_handle_type made;
  int status = cshared_handle_type_new("signal subscription", destroy, &made);
  if (status == 0) atomic_store(&type, made);
  return status;
}

/* Enters a subscription; with the mutex held. */
static int enter(struct subscription *subscription, cshared_subscription *handle) {
  size_t place = 0;
  while (place < CSHARED_ROUTER_SUBSCRIPTIONS && hub.all[place] != NULL) place++;
  if (place == CSHARED_ROUTER_SUBSCRIPTIONS) return CSHARED_EXHAUSTED;
  int status = prepare();
  if (status != 0) return status;
  cshared_subscription made;
  status = cshared_handle_new(atomic_load(&type), subscription, &made);
  if (status != 0) return status;
  hub.all[place] = subscription; /* Before the thread starts: without subscriptions it would end. */
  hub.live++;
  status = start();
  if (status != 0) {
    void *object;
    hub.all[place] = NULL;
    hub.live--;
    (void)cshared_handle_take(made, atomic_load(&type), &object);
    return status;
  }
  subscription->born = hub.deliveries;
  hub.signals |= subscription->signals;
  while (atomic_load(&cshared_router_state.thread) == 0) pthread_cond_wait(&hub.changed, &hub.mutex);
  for (int number = 1; number <= CSHARED_SIGNAL_COUNT; number++) {
    if ((subscription->signals & CSHARED_SIGNAL(number)) == 0) continue;
    cshared_router_catch(number, (subscription->flags & CSHARED_ROUTER_REPLACE) != 0);
  }
  (void)wake();
  *handle = made;
  return 0;
}

static int check(cshared_signals signals, uint32_t flags) {
  if (signals == 0 || (flags & ~CSHARED_ROUTER_REPLACE) != 0) return EINVAL;
  return (signals & REFUSED) != 0 ? ENOTSUP : 0;
}

static int subscribe(struct subscription made, cshared_subscription *handle) {
  struct subscription *subscription = malloc(sizeof *subscription);
  if (subscription == NULL) return ENOMEM;
  *subscription = made;
  pthread_mutex_lock(&hub.mutex);
  int status = enter(subscription, handle);
  pthread_mutex_unlock(&hub.mutex);
  if (status != 0) free(subscription);
  return status;
}

int cshared_router_subscribe(cshared_signals signals, uint32_t flags, cshared_router_callback *callback, void *user,
                             cshared_subscription *subscription) {
  if (callback == NULL || subscription == NULL) return EINVAL;
  int status = check(signals, flags);
  if (status != 0) return status;
  return subscribe((struct subscription){.signals = signals, .flags = flags, .callback = callback, .user = user},
                   subscription);
}

int cshared_router_subscribe_queue(cshared_signals signals, uint32_t flags, uint32_t capacity,
                                   cshared_subscription *subscription, int *descriptor) {
  if (subscription == NULL || descriptor == NULL || capacity == 0 || capacity > CSHARED_ROUTER_QUEUE) return EINVAL;
  int status = check(signals, flags);
  if (status != 0) return status;
  struct cshared_router_queue *queue;
  int made;
  status = cshared_router_queue_new(capacity, &queue, &made);
  if (status != 0) return status;
  status = subscribe((struct subscription){.signals = signals,
                                           .flags = flags,
                                           .callback = cshared_router_queue_put,
                                           .user = queue,
                                           .queue = queue},
                     subscription);
  if (status != 0) {
    cshared_router_queue_free(queue);
  } else {
    *descriptor = made;
  }
  return status;
}

/* Takes a subscription off the list; with the mutex held. */
static void remove_from_list(struct subscription *subscription) {
  hub.signals = 0;
  for (size_t i = 0; i < CSHARED_ROUTER_SUBSCRIPTIONS; i++) {
    if (hub.all[i] == subscription) hub.all[i] = NULL;
    if (hub.all[i] != NULL) hub.signals |= hub.all[i]->signals;
  }
  hub.live--;
  (void)wake();
}

/* Waits until what is there now has been delivered and the subscription's callback does not run: after
 * the look the router thread may have gone on to the next signal; with the mutex held. */
static void settle(const struct subscription *subscription) {
  while (atomic_load(&cshared_router_state.catching) != 0) sched_yield();
  uint64_t asked = wake();
  while (hub.phase == RUNNING && hub.looked < asked) pthread_cond_wait(&hub.changed, &hub.mutex);
  while (hub.running == subscription) pthread_cond_wait(&hub.changed, &hub.mutex);
}

/* Ends delivery: it gets what is there, then no more is caught for it, then it gets what was caught
 * meanwhile, and is taken off the list; with the mutex held. */
static void end(struct subscription *subscription) {
  bool inside = on_router_thread();
  subscription->standing = ENDING;
  if (!inside) settle(subscription);
  for (int number = 1; number <= CSHARED_SIGNAL_COUNT; number++) {
    if ((subscription->signals & CSHARED_SIGNAL(number)) == 0) continue;
    cshared_router_release(number, (subscription->flags & CSHARED_ROUTER_REPLACE) != 0);
  }
  if (!inside) settle(subscription);
  remove_from_list(subscription);
  subscription->standing = CLOSED;
  if (inside) return;
  while (hub.live == 0 && hub.phase == RUNNING) pthread_cond_wait(&hub.changed, &hub.mutex);
  join();
}

/* Holds a subscription until cshared_handle_release. */
static int find(cshared_subscription handle, struct subscription **subscription) {
  void *object;
  cshared_handle_type known = atomic_load(&type);
  if (known == 0) return CSHARED_FOREIGN_HANDLE;
  int status = cshared_handle_acquire(handle, known, &object);
  if (status == 0) *subscription = object;
  return status;
}

int cshared_router_unsubscribe(cshared_subscription handle) {
  struct subscription *subscription;
  int status = find(handle, &subscription);
  if (status != 0) return status;
  pthread_mutex_lock(&hub.mutex);
  if (subscription->standing == ENDING) status = CSHARED_STALE_HANDLE; /* Another thread ends it. */
  if (subscription->standing == ACTIVE) end(subscription);
  pthread_mutex_unlock(&hub.mutex);
  if (status == 0) status = cshared_handle_free(handle, atomic_load(&type));
  (void)cshared_handle_release(handle, atomic_load(&type));
  return status;
}

int cshared_router_close(cshared_subscription handle) {
  struct subscription *subscription;
  int status = find(handle, &subscription);
  if (status != 0) return status;
  pthread_mutex_lock(&hub.mutex);
  if (subscription->queue == NULL) {
    status = EINVAL;
  } else if (subscription->standing != ACTIVE) {
    status = CSHARED_CLOSED;
  } else {
    end(subscription);
    cshared_router_queue_close(subscription->queue);
  }
  pthread_mutex_unlock(&hub.mutex);
  (void)cshared_handle_release(handle, atomic_load(&type));
  return status;
}

int cshared_router_read(cshared_subscription handle, cshared_router_event *event) {
  if (event == NULL) return EINVAL;
  struct subscription *subscription;
  int status = find(handle, &subscription);
  if (status != 0) return status;
  status = subscription->queue == NULL ? EINVAL : cshared_router_queue_take(subscription->queue, event);
  (void)cshared_handle_release(handle, atomic_load(&type));
  return status;
}

int cshared_router_dropped(cshared_subscription handle, uint64_t *dropped) {
  if (dropped == NULL) return EINVAL;
  struct subscription *subscription;
  int status = find(handle, &subscription);
  if (status != 0) return status;
  if (subscription->queue == NULL) {
    status = EINVAL;
  } else {
    *dropped = cshared_router_queue_dropped(subscription->queue);
  }
  (void)cshared_handle_release(handle, atomic_load(&type));
  return status;
}

int cshared_router_check(cshared_signals *lost) {
  if (lost == NULL) return EINVAL;
  pthread_mutex_lock(&hub.mutex);
  *lost = 0;
  for (int number = 1; number <= CSHARED_SIGNAL_COUNT; number++) {
    if ((hub.signals & CSHARED_SIGNAL(number)) != 0 && !cshared_router_is_ours(number)) *lost |= CSHARED_SIGNAL(number);
  }
  pthread_mutex_unlock(&hub.mutex);
  return 0;
}

int cshared_router_stats_read(cshared_router_stats *stats) {
  if (stats == NULL) return EINVAL;
  struct cshared_router *router = &cshared_router_state;
  pthread_mutex_lock(&hub.mutex);
  *stats = (cshared_router_stats){
      .waited = atomic_load(&router->waited),
      .caught = atomic_load(&router->caught),
      .merged = atomic_load(&router->merges),
      .delivered = atomic_load(&router->delivered),
      .live = hub.live,
      .thread = atomic_load(&router->thread),
  };
  pthread_mutex_unlock(&hub.mutex);
  return 0;
}
