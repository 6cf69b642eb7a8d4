/* Domains: a recursive mutex, or a queue and one thread that empties it. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/serialize.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

#include "cshared/mutex.h"
#include "serialize_order.h"
#include "slots.h"

/* A call that waits for the domain's thread. It lies on the caller's stack. */
struct request {
  cshared_domain_function function;
  void *user;
  struct order_held held;
  struct request *next;
  pthread_cond_t finished; /* Not a semaphore: glibc's sem_post still reads it when its waiter runs. */
  bool done;               /* Guarded by the domain's lock. */
};

/* Slots are never unmapped, and lock and filled of a slot are made once and never destroyed: a call
 * with a handle that is freed at this moment may still be in them, finds that out, and goes. */
struct domain {
  alignas(64) _Atomic uint64_t handle; /* 0 while the slot is free. */
  _Atomic int32_t kind;
  _Atomic uint64_t mutex; /* Of a MUTEX domain. */

  _Atomic pthread_t thread; /* Of a THREAD domain, with all that follows. */
  _Atomic pid_t process;    /* The one that has the thread. */
  bool made;                /* lock and filled are. Only the slot's taker uses it. */
  pthread_mutex_t lock;
  pthread_cond_t filled;
  struct request *first, *last; /* Guarded by lock, as is closing. */
  bool closing;
};

static struct domain table[CSHARED_DOMAIN_CAPACITY];
static struct cshared_slot_link links[CSHARED_DOMAIN_CAPACITY];
static struct cshared_slots slots = {0, 0, CSHARED_DOMAIN_CAPACITY, CSHARED_SLOTS_DOMAIN, links};

static uint32_t index_of(cshared_domain handle) { return cshared_slots_index(handle, CSHARED_DOMAIN_CAPACITY); }

static bool is_live(struct domain *domain, cshared_domain handle) {
  return handle != 0 && atomic_load_explicit(&domain->handle, memory_order_acquire) == handle;
}

static int kind_of(struct domain *domain) { return atomic_load_explicit(&domain->kind, memory_order_relaxed); }

static struct request *next_request(struct domain *domain) {
  pthread_mutex_lock(&domain->lock);
  while (domain->first == NULL && !domain->closing) pthread_cond_wait(&domain->filled, &domain->lock);
  struct request *request = domain->first;
  if (request != NULL) domain->first = request->next;
  if (domain->first == NULL) domain->last = NULL;
  pthread_mutex_unlock(&domain->lock);
  return request;
}

static void *serve(void *argument) {
  struct domain *domain = argument;
  for (;;) {
    struct request *request = next_request(domain);
    if (request == NULL) return NULL;
    order_become(request->held);
    request->function(request->user);
    pthread_mutex_lock(&domain->lock);
    request->done = true;
    pthread_cond_signal(&request->finished);
    pthread_mutex_unlock(&domain->lock); /* The request is gone with this. */
  }
}

static int start_thread(struct domain *domain) {
  if (!domain->made) {
    pthread_mutex_init(&domain->lock, NULL);
    pthread_cond_init(&domain->filled, NULL);
    domain->made = true;
  }
  pthread_mutex_lock(&domain->lock);
  domain->first = domain->last = NULL;
  domain->closing = false;
  pthread_mutex_unlock(&domain->lock);
  sigset_t all, before;
  sigfillset(&all);
  pthread_t thread;
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int status = pthread_create(&thread, NULL, serve, domain);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (status != 0) return EAGAIN;
  pthread_setname_np(thread, "cshared-domain");
  atomic_store_explicit(&domain->thread, thread, memory_order_relaxed);
  atomic_store_explicit(&domain->process, getpid(), memory_order_relaxed);
  return 0;
}

static int make_mutex(struct domain *domain) {
  cshared_mutex mutex;
  int status = cshared_mutex_new(CSHARED_MUTEX_RECURSIVE, &mutex);
  if (status == 0) atomic_store_explicit(&domain->mutex, mutex, memory_order_relaxed);
  return status;
}

int cshared_domain_new(int kind, cshared_domain *out) {
  if (out == NULL || (kind != CSHARED_DOMAIN_MUTEX && kind != CSHARED_DOMAIN_THREAD)) return EINVAL;
  uint64_t handle = cshared_slots_take(&slots);
  if (handle == 0) return CSHARED_EXHAUSTED;
  struct domain *domain = &table[index_of(handle)];
  CSHARED_SLOTS_ATOMICS(&domain->handle, sizeof domain->handle);
  CSHARED_SLOTS_ATOMICS(&domain->kind, sizeof domain->kind);
  CSHARED_SLOTS_ATOMICS(&domain->mutex, sizeof domain->mutex);
  CSHARED_SLOTS_ATOMICS(&domain->thread, sizeof domain->thread);
  CSHARED_SLOTS_ATOMICS(&domain->process, sizeof domain->process);
  int status = kind == CSHARED_DOMAIN_MUTEX ? make_mutex(domain) : start_thread(domain);
  if (status != 0) {
    cshared_slots_give(&slots, handle);
    return status;
  }
  atomic_store_explicit(&domain->kind, kind, memory_order_relaxed);
  atomic_store_explicit(&domain->handle, handle, memory_order_release);
  *out = handle;
  return 0;
}

static int end_mutex(struct domain *domain, cshared_domain handle) {
  int status = cshared_mutex_free(atomic_load_explicit(&domain->mutex, memory_order_relaxed));
  if (status != 0) return is_live(domain, handle) ? status : CSHARED_STALE_HANDLE;
  atomic_store_explicit(&domain->handle, 0, memory_order_release);
  return 0;
}

/* Where a call is made: on another thread, on the domain's own, or in a forked child without it. */
enum place { ELSEWHERE, INSIDE, LOST };

static enum place where(struct domain *domain) {
  if (atomic_load_explicit(&domain->process, memory_order_relaxed) != getpid()) return LOST;
  pthread_t thread = atomic_load_explicit(&domain->thread, memory_order_relaxed);
  return pthread_equal(thread, pthread_self()) ? INSIDE : ELSEWHERE;
}

static int end_thread(struct domain *domain, cshared_domain handle) {
  enum place place = where(domain);
  if (place != ELSEWHERE) return place == INSIDE ? EDEADLK : CSHARED_AFTER_FORK;
  pthread_mutex_lock(&domain->lock);
  bool ours = is_live(domain, handle);
  pthread_t thread = atomic_load_explicit(&domain->thread, memory_order_relaxed);
  if (ours) {
    atomic_store_explicit(&domain->handle, 0, memory_order_release);
    domain->closing = true;
    pthread_cond_signal(&domain->filled);
  }
  pthread_mutex_unlock(&domain->lock);
  if (!ours) return CSHARED_STALE_HANDLE;
  pthread_join(thread, NULL);
  return 0;
}

int cshared_domain_free(cshared_domain handle) {
  struct domain *domain = &table[index_of(handle)];
  if (!is_live(domain, handle)) return cshared_slots_refusal(&slots, handle);
  int status = kind_of(domain) == CSHARED_DOMAIN_MUTEX ? end_mutex(domain, handle) : end_thread(domain, handle);
  if (status != 0) return status;
  order_forget(index_of(handle));
  cshared_slots_give(&slots, handle);
  return 0;
}

int cshared_domain_enter(cshared_domain handle) {
  struct domain *domain = &table[index_of(handle)];
  if (!is_live(domain, handle)) return cshared_slots_refusal(&slots, handle);
  if (kind_of(domain) != CSHARED_DOMAIN_MUTEX) return ENOTSUP;
  int status = order_enter(index_of(handle));
  if (status != 0) return status;
  cshared_mutex mutex = atomic_load_explicit(&domain->mutex, memory_order_relaxed);
  status = cshared_mutex_lock(mutex);
  if (status == 0 && !is_live(domain, handle)) {
    cshared_mutex_unlock(mutex);
    status = CSHARED_STALE_HANDLE;
  }
  if (status != 0) order_leave(index_of(handle));
  return status;
}

int cshared_domain_leave(cshared_domain handle) {
  struct domain *domain = &table[index_of(handle)];
  if (!is_live(domain, handle)) return cshared_slots_refusal(&slots, handle);
  if (kind_of(domain) != CSHARED_DOMAIN_MUTEX) return ENOTSUP;
  int status = cshared_mutex_unlock(atomic_load_explicit(&domain->mutex, memory_order_relaxed));
  if (status == 0) order_leave(index_of(handle));
  return status;
}

static int run_on_thread(struct domain *domain, cshared_domain handle, cshared_domain_function function, void *user) {
  enum place place = where(domain);
  if (place == LOST) return CSHARED_AFTER_FORK;
  if (place == INSIDE) {
    function(user);
    return 0;
  }
  int status = order_enter(index_of(handle));
  if (status != 0) return status;
  struct request request = {.function = function, .user = user, .held = order_current()};
  pthread_cond_init(&request.finished, NULL);
  pthread_mutex_lock(&domain->lock);
  if (!is_live(domain, handle)) {
    status = CSHARED_STALE_HANDLE;
  } else {
    if (domain->last != NULL) domain->last->next = &request;
    else domain->first = &request;
    domain->last = &request;
    pthread_cond_signal(&domain->filled);
    while (!request.done) pthread_cond_wait(&request.finished, &domain->lock);
  }
  pthread_mutex_unlock(&domain->lock);
  pthread_cond_destroy(&request.finished);
  order_leave(index_of(handle));
  return status;
}

int cshared_domain_run(cshared_domain handle, cshared_domain_function function, void *user) {
  struct domain *domain = &table[index_of(handle)];
  if (function == NULL) return EINVAL;
  if (!is_live(domain, handle)) return cshared_slots_refusal(&slots, handle);
  if (kind_of(domain) == CSHARED_DOMAIN_THREAD) return run_on_thread(domain, handle, function, user);
  int status = cshared_domain_enter(handle);
  if (status != 0) return status;
  function(user);
  return cshared_domain_leave(handle);
}
