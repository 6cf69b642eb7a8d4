/* Signals for callbacks and queues. One thread takes the signals that somebody subscribed to and hands
 * each of them to every subscriber, in an ordinary context: a callback may lock, allocate and call
 * Go.
 *
 * How. While a signal has subscribers, the library has a handler for it, and its router thread, on which
 * the signal is blocked, waits for it by sigwaitinfo. If each thread blocks the signal, the kernel
 * leaves it to the router thread; where one does not, the handler passes it on. So every signal sent
 * arrives either way. Hosts do best to block such signals in all threads: then no system call is
 * interrupted. No descriptor is used, so closefrom does no harm; a queue has one.
 *
 * Who was there before. The handler that was there before is called as well, after us: on the thread
 * that got the signal, with its mask, SA_RESTART, SA_NODEFER and SA_RESETHAND kept; for a signal that all
 * threads block, on the router thread, with a context of that thread. SA_ONSTACK
 * is added, which Go needs (a handler with more need than the alternate stack has overflows).
 * CSHARED_ROUTER_REPLACE keeps it from being called. For SIG_DFL and SIG_IGN nothing is called.
 * SA_NOCLDSTOP and SA_NOCLDWAIT stay as they were; children of a host that ignores SIGCHLD are reaped by
 * the kernel as before.
 * When the last subscriber of a signal leaves, its disposition is put back, if it still is ours.
 *
 * Who comes later. A handler that is installed later replaces ours. While all threads block the
 * signal, both work: we take it, hand it on and call that handler, on the router thread. Otherwise the
 * later handler has to call the former one, as routers of other libraries do, or the signal is lost to
 * us: cshared_router_check says so. Go's os/signal never calls the former handler. When all subscribers
 * leave below a later handler and somebody subscribes again, ours stays below it: on top it would call
 * itself for ever.
 *
 * Limits.
 * - A signal that is sent several times before it is taken arrives once, as always below signal 34.
 * - A signal sent to one thread (pthread_kill) that blocks it stays with that thread.
 * - Whoever else waits for the signal (signalfd, sigwait) competes for it; give it to one of them.
 * - Refused: SIGKILL, SIGSTOP; SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS, which stand for
 *   a fault at one place; SIGPIPE, SIGURG, SIGPROF, which the Go runtime uses; SIGSTKFLT, which
 *   wakes the router (nothing sends it, and it is ignored from the first subscription on); 32 and 33,
 *   which the C library uses.
 * - A signal that the host ignores is, while somebody subscribes, no longer ignored by programs that
 *   other threads start: exec keeps SIG_IGN, and turns handlers into SIG_DFL.
 * - When more than 1024 signals wait for the router, the further ones are merged by number: one event
 *   with CSHARED_ROUTER_MERGED for all of them.
 *
 * fork: the child has no subscriptions, its dispositions are those from before, and it may subscribe
 * anew. A child that was made without fork's handlers (_Fork, vfork, clone) and gets a signal before it
 * calls exec does what the disposition from before says.
 *
 * Status: every function returns 0 or a positive value, see enum cshared_status.
 * Threads: every function may be called from any thread and from callbacks, none from a signal
 * handler.
 */
#ifndef CSHARED_ROUTER_H
#define CSHARED_ROUTER_H

#include <stddef.h>
#include <stdint.h>

#include "cshared/signal.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A signal that was taken. */
typedef struct cshared_router_event {
  int32_t number; /* 1…64 */
  int32_t code;   /* si_code: SI_USER, SI_QUEUE, CLD_EXITED… */
  int32_t pid;    /* Of the sender, or of the child for SIGCHLD; 0 where there is none. */
  uint32_t uid;   /* Of the sender. */
  int32_t status; /* SIGCHLD: exit status or signal of the child; else 0. */
  uint32_t flags; /* CSHARED_ROUTER_MERGED or 0. */
  uint64_t value; /* SI_QUEUE, SI_TIMER, SI_MESGQ, SI_ASYNCIO: what the sender passed; else 0. */
} cshared_router_event;

/* Flag of an event: more than one signal, of which only the number is known. */
#define CSHARED_ROUTER_MERGED 1u

/* Flag of a subscription: as long as it lives, the handler from before is not called. */
#define CSHARED_ROUTER_REPLACE 1u

/* How many subscriptions there can be at a time in one library. */
#define CSHARED_ROUTER_SUBSCRIPTIONS 64

/* The largest capacity of a queue. */
#define CSHARED_ROUTER_QUEUE (1u << 20)

/* Names a subscription. 0 is never one. */
typedef cshared_handle cshared_subscription;

/* Is called for each signal of a subscription on the router thread, one at a time. All signals but
 * those of faults and SIGURG are blocked there. It may subscribe and unsubscribe, its own subscription too. It must return: no
 * longjmp, no exception, no pthread_exit. */
typedef void cshared_router_callback(const cshared_router_event *event, void *user);

/* Subscribes `callback` to `signals` and stores the subscription in `*subscription`. Signals sent after
 * the return are delivered.
 *
 * Ownership: the subscription is the caller's until cshared_router_unsubscribe; `user` is passed on.
 * Errors: EINVAL an empty set, unknown flags, NULL callback or NULL subscription; ENOTSUP a signal that is
 * refused; CSHARED_EXHAUSTED CSHARED_ROUTER_SUBSCRIPTIONS exist; ENOMEM; EAGAIN no thread can be made; ENOSYS, EPERM a
 * sandbox refuses tgkill, which wakes the router. */
int cshared_router_subscribe(cshared_signals signals, uint32_t flags, cshared_router_callback *callback, void *user,
                             cshared_subscription *subscription);

/* Subscribes a queue of `capacity` events, rounded up to a power of two, that is read with
 * cshared_router_read. `*descriptor` becomes readable when there are events: a non-blocking eventfd for
 * poll, epoll or Go; read its 8 bytes before the events.
 *
 * Ownership: as above; the descriptor is the subscription's and is closed by cshared_router_unsubscribe.
 * Errors: those of cshared_router_subscribe; EINVAL capacity 0 or above CSHARED_ROUTER_QUEUE, NULL
 * descriptor; what eventfd gives. */
int cshared_router_subscribe_queue(cshared_signals signals, uint32_t flags, uint32_t capacity,
                                   cshared_subscription *subscription, int *descriptor);

/* Takes the oldest event out of a queue. No lock, no allocation, no system call. One reader at a time.
 *
 * Errors: EAGAIN the queue is empty; EINVAL NULL event, or no queue; CSHARED_CLOSED it is drained, after
 * cshared_router_close; CSHARED_STALE_HANDLE, CSHARED_FOREIGN_HANDLE. */
int cshared_router_read(cshared_subscription subscription, cshared_router_event *event);

/* Stores in `*dropped` how many events did not fit into a queue.
 *
 * Errors: EINVAL NULL dropped, or no queue; CSHARED_STALE_HANDLE, CSHARED_FOREIGN_HANDLE. */
int cshared_router_dropped(cshared_subscription subscription, uint64_t *dropped);

/* Ends delivery to a queue as cshared_router_unsubscribe does, but leaves what is in it to be read. Its
 * descriptor stays readable from now on.
 *
 * Errors: EINVAL no queue; CSHARED_CLOSED closed before; CSHARED_STALE_HANDLE, CSHARED_FOREIGN_HANDLE. */
int cshared_router_close(cshared_subscription subscription);

/* Ends a subscription and drains it: what was sent to the process before the call is delivered first,
 * and after the return the callback does not run and never will. (A signal that a thread, which does
 * not block it, is just taking at this moment may go to the handler from before.) Called by a
 * callback, it returns at once, and nothing more is delivered once that callback has returned.
 *
 * A callback must not wait for a thread that unsubscribes. Of several calls at once one succeeds.
 * Errors: CSHARED_STALE_HANDLE ended before; CSHARED_FOREIGN_HANDLE no subscription. */
int cshared_router_unsubscribe(cshared_subscription subscription);

/* Stores in `*lost` the subscribed signals whose handler is no longer ours: they are delivered only while
 * all threads block them, or if the handler that is there now calls the former one.
 *
 * Errors: EINVAL NULL lost. */
int cshared_router_check(cshared_signals *lost);

/* What the router has seen since the library was loaded. */
typedef struct cshared_router_stats {
  uint64_t waited;     /* Signals the router thread took by itself. */
  uint64_t caught;     /* Signals that the handler passed on from another thread. */
  uint64_t merged;     /* Signals that were merged because 1024 were waiting. */
  uint64_t delivered;  /* Calls of callbacks and entries into queues. */
  uint32_t live;       /* Subscriptions there are. */
  int32_t thread;      /* The router thread's number, 0 when there is none. */
} cshared_router_stats;

/* Stores the counters in `*stats`.
 *
 * Errors: EINVAL NULL stats. */
int cshared_router_stats_read(cshared_router_stats *stats);

#ifdef __cplusplus
}
#endif

#endif
