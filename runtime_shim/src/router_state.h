/* What the router's files share. Internal; one router per library. */
#ifndef CSHARED_SRC_ROUTER_STATE_H
#define CSHARED_SRC_ROUTER_STATE_H

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "cshared/router.h"
#include "router_ring.h"
#include "signal_kernel.h"

/* Wakes the router thread: a signal below 34, so that it is never refused for want of memory, and one
 * that nothing sends ("stack fault on coprocessor (unused)", signal(7)). The Go runtime unblocks it on
 * threads that call Go (runtime/sigtab_linux_generic.go, _SigUnblock), hence it is ignored: on a thread
 * that blocks it, it waits all the same. */
#define CSHARED_ROUTER_WAKE SIGSTKFLT

/* One signal's handler. The handler reads what is atomic; the rest belongs to the mutex. */
struct cshared_router_entry {
  _Atomic bool active;           /* Somebody subscribed. */
  _Atomic uintptr_t previous;    /* What was there before: SIG_DFL, SIG_IGN or a function. */
  _Atomic int previous_flags;    /* Its SA_… flags. */
  _Atomic bool replaced;         /* It is not to be called. */
  _Atomic bool spent;            /* It had SA_RESETHAND and was called. */
  struct sigaction saved;        /* All of it, to put it back. */
  unsigned subscribers;
  unsigned replacers;
  _Atomic bool buried; /* When we left, somebody else's handler was there, which may call ours. */
};

struct cshared_router {
  struct cshared_router_entry entries[CSHARED_SIGNAL_COUNT + 1];
  struct cshared_router_ring ring;
  _Atomic cshared_signals merged;   /* Signals that did not fit into the ring. */
  _Atomic int pid;                  /* Of the process the router works in. */
  _Atomic int thread;               /* The router thread's number while it runs, else 0. */
  _Atomic int catching;             /* Handlers that may be about to wake the router thread. */
  siginfo_t *_Atomic handing_on;    /* What the router thread calls somebody else's handler with. */
  _Atomic uint64_t waited, caught, merges, delivered;
};

extern struct cshared_router cshared_router_state;

/* Starts and stops catching one signal for a subscriber; with the mutex held. */
void cshared_router_catch(int number, bool replace);
void cshared_router_release(int number, bool replace);

/* Calls whoever else is to hear of a signal that the router thread took by itself. */
void cshared_router_hand_on(int number, siginfo_t *info);

/* Whether the handler of signal `number` is ours now. */
bool cshared_router_is_ours(int number);

/* In a forked child: puts the dispositions back. */
void cshared_router_forget(void);

void cshared_router_event_from(int number, const siginfo_t *info, cshared_router_event *event);

struct cshared_router_queue;

/* Makes a queue; cshared_router_queue_put is its callback. */
int cshared_router_queue_new(uint32_t capacity, struct cshared_router_queue **queue, int *descriptor);
void cshared_router_queue_put(const cshared_router_event *event, void *queue);
int cshared_router_queue_take(struct cshared_router_queue *queue, cshared_router_event *event);
uint64_t cshared_router_queue_dropped(struct cshared_router_queue *queue);
void cshared_router_queue_close(struct cshared_router_queue *queue);
void cshared_router_queue_free(struct cshared_router_queue *queue);

#endif
