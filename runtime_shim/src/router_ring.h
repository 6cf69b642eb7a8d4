/* A bounded ring that signal handlers on any thread fill and the router thread empties. Internal.
 *
 * Each cell has a turn: writer and reader know from it whether the cell is theirs, so that a writer
 * that is interrupted between taking a cell and filling it holds up the reader, and nobody else.
 * No locks, no allocation: async-signal-safe. */
#ifndef CSHARED_SRC_ROUTER_RING_H
#define CSHARED_SRC_ROUTER_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "cshared/router.h"

#ifndef CSHARED_ROUTER_RING /* Tests shrink it, to see signals merged. A power of two. */
#define CSHARED_ROUTER_RING 1024u
#endif

struct cshared_router_ring {
  _Atomic uint32_t head; /* The next cell to fill. */
  uint32_t tail;         /* The next cell to empty; the router thread's. */
  struct {
    _Atomic uint32_t turn; /* Minus the cell's index: position to fill it at, or that plus one when full. */
    cshared_router_event event;
  } cells[CSHARED_ROUTER_RING];
};

static inline bool cshared_router_ring_put(struct cshared_router_ring *ring, const cshared_router_event *event) {
  uint32_t position = atomic_load_explicit(&ring->head, memory_order_relaxed);
  for (;;) {
    uint32_t index = position % CSHARED_ROUTER_RING;
    uint32_t turn = atomic_load_explicit(&ring->cells[index].turn, memory_order_acquire) + index;
    if (turn == position) {
      if (atomic_compare_exchange_weak_explicit(&ring->head, &position, position + 1, memory_order_relaxed,
                                                memory_order_relaxed)) {
        ring->cells[index].event = *event;
        atomic_store_explicit(&ring->cells[index].turn, position + 1 - index, memory_order_release);
        return true;
      }
    } else if ((int32_t)(turn - position) < 0) {
      return false; /* Full. */
    } else {
      position = atomic_load_explicit(&ring->head, memory_order_relaxed);
    }
  }
}

static inline bool cshared_router_ring_take(struct cshared_router_ring *ring, cshared_router_event *event) {
  uint32_t position = ring->tail, index = position % CSHARED_ROUTER_RING;
  if (atomic_load_explicit(&ring->cells[index].turn, memory_order_acquire) + index != position + 1) return false;
  *event = ring->cells[index].event;
  atomic_store_explicit(&ring->cells[index].turn, position + CSHARED_ROUTER_RING - index, memory_order_release);
  ring->tail = position + 1;
  return true;
}

#endif
