/* Which threads use which generation: hazard slots, read by who switches. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <linux/membarrier.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "module_state.h"

/* Stays for ever; the next thread takes it when its thread is gone. */
typedef struct record {
  struct cshared_module_thread thread; /* First. */
  uint32_t base;                       /* Its depth in between: 1 where the fast path must not be taken. */
  _Atomic long number;                 /* gettid; 0 while it is free. */
  struct record *next;
} record;

__thread struct cshared_module_thread *cshared_module_self;

static record *_Atomic records;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int key_status;
static atomic_bool refused;    /* The kernel has no membarrier for us. */
static atomic_bool exchanging; /* Threads that come do without it. */

static void thread_ends(void *argument) {
  record *mine = argument;
  cshared_module_self = NULL;
  for (int i = 0; i < CSHARED_MODULE_SLOTS; i++) __atomic_store_n(&mine->thread.slots[i], NULL, __ATOMIC_RELEASE);
  atomic_store_explicit(&mine->number, 0, memory_order_release);
}

static void start(void) {
  key_status = pthread_key_create(&key, thread_ends);
  if (syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) != 0) atomic_store(&refused, true);
}

int cshared_module_threads_start(int flags) {
  const int saved = errno;
  pthread_once(&once, start);
  errno = saved;
  /* For all modules: a thread has one way to acquire. */
  if ((flags & CSHARED_MODULE_SEQ_CST) != 0) atomic_store(&exchanging, true);
  return key_status;
}

int cshared_module_barrier(void) {
  if (atomic_load(&refused)) return 0; /* From the start: all threads exchange. */
  return syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) == 0 ? 0 : errno;
}

static record *new_record(void) {
  const long number = syscall(SYS_gettid);
  for (record *old = atomic_load(&records); old != NULL; old = old->next) {
    long gone = 0;
    if (atomic_compare_exchange_strong(&old->number, &gone, number)) return old;
  }
  record *fresh = aligned_alloc(64, (sizeof *fresh + 63) & ~(size_t)63); /* No two threads share a line. */
  if (fresh == NULL) return NULL;
  memset(fresh, 0, sizeof *fresh);
  atomic_init(&fresh->number, number);
  fresh->next = atomic_load(&records);
  while (!atomic_compare_exchange_weak(&records, &fresh->next, fresh)) {
  }
  return fresh;
}

/* The record of the calling thread, made if it has none. */
static record *own(void) {
  if (cshared_module_self != NULL) return (record *)(void *)cshared_module_self;
  const int saved = errno;
  record *mine = new_record();
  if (mine != NULL && pthread_setspecific(key, mine) != 0) {
    atomic_store(&mine->number, 0);
    mine = NULL;
  }
  errno = saved;
  if (mine == NULL) return NULL;
  mine->base = atomic_load(&refused) || atomic_load(&exchanging) ? 1 : 0;
  mine->thread.depth = mine->base;
  cshared_module_self = &mine->thread;
  return mine;
}

static const cshared_module_generation *generation_of(const cshared_module_function *functions) {
  const char *start = (const char *)functions - offsetof(cshared_module_generation, functions);
  return (const cshared_module_generation *)(const void *)start;
}

static const cshared_module_function *outer(const struct cshared_module_thread *self, const cshared_module *module) {
  for (uint32_t i = 0; i < CSHARED_MODULE_SLOTS && i < self->depth; i++) {
    const cshared_module_function *used = self->slots[i];
    if (used != NULL && &generation_of(used)->module->head == module) return used;
  }
  return NULL;
}

/* By sequentially consistent operations: right with membarrier and without. */
const cshared_module_function *cshared_module_acquire_slow(cshared_module *module) {
  record *mine = own();
  if (mine == NULL) return NULL;
  struct cshared_module_thread *self = &mine->thread;
  const uint32_t at = self->depth;
  const cshared_module_function *now = outer(self, module);
  if (at >= CSHARED_MODULE_SLOTS) { /* The outer acquire holds it as well. */
    if (now != NULL) self->depth = at + 1;
    return now;
  }
  self->depth = at + 1;
  if (now != NULL) {
    __atomic_store_n(&self->slots[at], now, __ATOMIC_RELEASE);
    return now;
  }
  do {
    now = __atomic_load_n(&module->current, __ATOMIC_SEQ_CST);
    (void)__atomic_exchange_n(&self->slots[at], now, __ATOMIC_SEQ_CST);
  } while (now != __atomic_load_n(&module->current, __ATOMIC_SEQ_CST));
  if (now == NULL) self->depth = at;
  return now;
}

void cshared_module_release_slow(void) {
  struct cshared_module_thread *self = cshared_module_self;
  const uint32_t last = self->depth - 1;
  if (last < CSHARED_MODULE_SLOTS) __atomic_store_n(&self->slots[last], NULL, __ATOMIC_RELEASE);
  atomic_signal_fence(memory_order_seq_cst);
  self->depth = last;
}

uint32_t cshared_module_busy(const cshared_module_state *module, bool any, long *thread) {
  const cshared_module_function *current = __atomic_load_n(&module->head.current, __ATOMIC_SEQ_CST);
  uint32_t busy = 0;
  for (record *each = atomic_load(&records); each != NULL; each = each->next) {
    for (int i = 0; i < CSHARED_MODULE_SLOTS; i++) {
      const cshared_module_function *used = __atomic_load_n(&each->thread.slots[i], __ATOMIC_SEQ_CST);
      if (used == NULL || (used == current && !any) || generation_of(used)->module != module) continue;
      if (thread != NULL) *thread = atomic_load(&each->number);
      busy++;
      break;
    }
  }
  return busy;
}

bool cshared_module_within(const cshared_module_state *module) {
  return cshared_module_self != NULL && outer(cshared_module_self, &module->head) != NULL;
}
