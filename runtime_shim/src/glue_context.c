/* Contexts, behind cshared/context.h.
 *
 * A context is an object of the handle table. Who cancels holds the handle for a moment, then leaves the
 * object, with a hold of its own, on a list that the waiting thread empties: a push is one
 * compare-and-swap, and so may happen in a signal handler. Objects are used again and never freed, as the
 * last hold may end there. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/context.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cshared/guard.h"
#include "cshared/handle.h"

struct context {
  _Atomic uint32_t cancelled;
  cshared_context number;
  struct context *next; /* on the list that it is on */
};

_Static_assert(sizeof(_Atomic uint32_t) == 4, "a futex is 32 bits, and Go reads the word");

static struct {
  pthread_once_t once;
  int status; /* of the registration */
  cshared_handle_type type;
  struct context *_Atomic unused;
  pthread_mutex_t mutex; /* of `spare`: those that were unused when somebody looked */
  struct context *spare;
  struct context *_Atomic cancelled;
  struct context *taken; /* of the thread that waits */
  _Atomic uint32_t events;
  _Atomic uint32_t wakes;
} all = {.once = PTHREAD_ONCE_INIT, .mutex = PTHREAD_MUTEX_INITIALIZER};

static void push(struct context *_Atomic *list, struct context *context) {
  context->next = atomic_load_explicit(list, memory_order_relaxed);
  while (!atomic_compare_exchange_weak_explicit(list, &context->next, context, memory_order_release,
                                                memory_order_relaxed)) {
  }
}

/* What destroys a context: perhaps in a signal handler. */
static void retire(void *object) { push(&all.unused, object); }

static void start(void) { all.status = cshared_handle_type_new("context", retire, &all.type); }

/* Takes all that are unused, and keeps them for the next calls: popping one would need a count against
 * reuse. No signal handler waits for the mutex. */
static struct context *make(void) {
  (void)pthread_mutex_lock(&all.mutex);
  if (all.spare == NULL) {
    all.spare = atomic_exchange_explicit(&all.unused, NULL, memory_order_acquire);
  }
  struct context *made = all.spare;
  if (made != NULL) {
    all.spare = made->next;
  }
  (void)pthread_mutex_unlock(&all.mutex);
  return made != NULL ? made : malloc(sizeof *made);
}

int cshared_context_new(cshared_context *context, const uint32_t **cancelled) {
  const int saved = errno;
  (void)pthread_once(&all.once, start);
  struct context *made = all.status == 0 ? make() : NULL;
  errno = saved;
  if (made == NULL) {
    return all.status != 0 ? all.status : ENOMEM;
  }
  atomic_init(&made->cancelled, 0);
  const int status = cshared_handle_new(all.type, made, &made->number);
  if (status != 0) {
    retire(made);
    return status;
  }
  *context = made->number;
  *cancelled = (const uint32_t *)&made->cancelled;
  return 0;
}

static void wake(void) {
  const int saved = errno;
  (void)atomic_fetch_add_explicit(&all.events, 1, memory_order_release);
  (void)syscall(SYS_futex, &all.events, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, NULL, NULL, 0);
  errno = saved;
}

int cshared_context_cancel(cshared_context context) {
  /* Who waits in Go does not exist there. */
  if (__atomic_load_n(&cshared_guard_state, __ATOMIC_RELAXED) == CSHARED_AFTER_FORK) {
    return CSHARED_AFTER_FORK;
  }
  void *object;
  const int status = cshared_handle_acquire(context, all.type, &object);
  if (status != 0) {
    return status;
  }
  struct context *found = object;
  if (atomic_exchange_explicit(&found->cancelled, 1, memory_order_acq_rel) == 0) {
    /* The hold goes over to the list. */
    push(&all.cancelled, found);
    wake();
    return 0;
  }
  (void)cshared_handle_release(context, all.type);
  return 0;
}

int cshared_context_free(cshared_context context) { return cshared_handle_free(context, all.type); }

int cshared_context_refusal(cshared_context context) {
  void *object;
  return cshared_handle_get(context, all.type, &object);
}

static cshared_context next_cancelled(void) {
  if (all.taken == NULL) {
    all.taken = atomic_exchange_explicit(&all.cancelled, NULL, memory_order_acquire);
  }
  struct context *next = all.taken;
  if (next == NULL) {
    return 0;
  }
  all.taken = next->next;
  const cshared_context number = next->number;
  (void)cshared_handle_release(number, all.type);
  return number;
}

cshared_context cshared_context_wait(void) {
  for (;;) {
    const uint32_t events = atomic_load_explicit(&all.events, memory_order_acquire);
    const cshared_context number = next_cancelled();
    if (number != 0 || atomic_exchange_explicit(&all.wakes, 0, memory_order_acquire) != 0) {
      return number;
    }
    (void)syscall(SYS_futex, &all.events, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, events, NULL, NULL, 0);
  }
}

void cshared_context_wake(void) {
  atomic_store_explicit(&all.wakes, 1, memory_order_release);
  wake();
}
