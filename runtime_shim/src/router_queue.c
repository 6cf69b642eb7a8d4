/* Queues of the router: one writer, the router thread, and one reader. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "cshared/status.h"
#include "router_state.h"

struct cshared_router_queue {
  int descriptor;
  uint32_t capacity; /* A power of two. */
  _Atomic uint32_t head;
  _Atomic uint32_t tail;
  _Atomic bool closed;
  _Atomic uint64_t dropped;
  cshared_router_event events[];
};

int cshared_router_queue_new(uint32_t capacity, struct cshared_router_queue **queue, int *descriptor) {
  uint32_t rounded = 1;
  while (rounded < capacity) rounded *= 2;
  struct cshared_router_queue *made = calloc(1, sizeof *made + rounded * sizeof made->events[0]);
  if (made == NULL) return ENOMEM;
  made->capacity = rounded;
  made->descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (made->descriptor < 0) {
    int status = errno;
    free(made);
    return status;
  }
  *descriptor = made->descriptor;
  *queue = made;
  return 0;
}

static void ring_the_bell(struct cshared_router_queue *queue) {
  uint64_t one = 1;
  ssize_t written = write(queue->descriptor, &one, sizeof one);
  (void)written; /* EAGAIN: it is readable already. */
}

void cshared_router_queue_put(const cshared_router_event *event, void *user) {
  struct cshared_router_queue *queue = user;
  uint32_t head = atomic_load_explicit(&queue->head, memory_order_relaxed);
  if (head - atomic_load_explicit(&queue->tail, memory_order_acquire) == queue->capacity) {
    atomic_fetch_add_explicit(&queue->dropped, 1, memory_order_relaxed);
    return;
  }
  queue->events[head % queue->capacity] = *event;
  atomic_store_explicit(&queue->head, head + 1, memory_order_release);
  ring_the_bell(queue);
}

int cshared_router_queue_take(struct cshared_router_queue *queue, cshared_router_event *event) {
  bool closed = atomic_load_explicit(&queue->closed, memory_order_acquire); /* First: the rest came before. */
  uint32_t tail = atomic_load_explicit(&queue->tail, memory_order_relaxed);
  if (atomic_load_explicit(&queue->head, memory_order_acquire) == tail) return closed ? CSHARED_CLOSED : EAGAIN;
  *event = queue->events[tail % queue->capacity];
  atomic_store_explicit(&queue->tail, tail + 1, memory_order_release);
  return 0;
}

uint64_t cshared_router_queue_dropped(struct cshared_router_queue *queue) {
  return atomic_load_explicit(&queue->dropped, memory_order_relaxed);
}

void cshared_router_queue_close(struct cshared_router_queue *queue) {
  atomic_store_explicit(&queue->closed, true, memory_order_release);
  ring_the_bell(queue);
}

void cshared_router_queue_free(struct cshared_router_queue *queue) {
  close(queue->descriptor);
  free(queue);
}
