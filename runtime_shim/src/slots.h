/* Checked handles of the shim's own objects: timers, mutexes, domains. Internal.
 *
 * A handle is a 64-bit number and never an address, so nothing that comes from outside is ever
 * dereferenced. The objects of one kind live in a static table, which costs address space but no
 * memory until it is used and is never unmapped; a live object's slot holds its whole handle.
 * One masked index, one load and one comparison decide.
 *
 *   bits  0..13  index      of the slot
 *   bits 14..17  type       differs by kind: a timer is never taken for a mutex
 *   bits 18..33  salt       from the table's address: another library's handles differ, with
 *                           probability 1 - 2^-16 for each pair of libraries
 *   bits 34..63  generation 1, 2, 3… for each use of the slot; a slot whose generations are used
 *                           up is never used again, so a freed handle stays refused for ever
 *
 * Taking and giving back slots is lock-free: it works in a forked child too, whatever the parent's
 * other threads were doing.
 */
#ifndef CSHARED_SRC_SLOTS_H
#define CSHARED_SRC_SLOTS_H

#include <stdatomic.h>
#include <stdint.h>

#include "cshared/status.h"

/* helgrind does not know C11 atomics. With CSHARED_VALGRIND (tests only) it leaves the tables alone. */
#ifdef CSHARED_VALGRIND
#include <valgrind/helgrind.h>
#define CSHARED_SLOTS_ATOMICS(start, size) VALGRIND_HG_DISABLE_CHECKING(start, size)
#else
#define CSHARED_SLOTS_ATOMICS(start, size) ((void)0)
#endif

enum {
  CSHARED_SLOTS_INDEX_BITS = 14,
  CSHARED_SLOTS_TYPE_SHIFT = 14,
  CSHARED_SLOTS_SALT_SHIFT = 18,
  CSHARED_SLOTS_GENERATION_SHIFT = 34,
  CSHARED_SLOTS_TIMER = 1,
  CSHARED_SLOTS_MUTEX = 2,
  CSHARED_SLOTS_DOMAIN = 3
};

#ifndef CSHARED_SLOTS_GENERATIONS /* Tests shrink it, to see a slot retire. */
#define CSHARED_SLOTS_GENERATIONS ((UINT32_C(1) << 30) - 1)
#endif

/* What the table keeps of one slot beside the object. */
struct cshared_slot_link {
  _Atomic uint32_t next;       /* Free list: index + 1, 0 ends it. */
  _Atomic uint32_t generation; /* Of the last use. */
};

struct cshared_slots {
  _Atomic uint64_t free; /* Low half: index + 1 of the first free slot; high half: count against ABA. */
  _Atomic uint32_t used; /* Slots that were ever taken. */
  uint32_t capacity;     /* A power of two, at most 2^14. */
  uint32_t type;
  struct cshared_slot_link *links;
};

/* The slot that `handle` names if it is any slot's; whoever uses it compares the whole handle. */
static inline uint32_t cshared_slots_index(uint64_t handle, uint32_t capacity) {
  return (uint32_t)handle & (capacity - 1);
}

static inline uint64_t cshared_slots_handle(const struct cshared_slots *slots, uint32_t index, uint32_t generation) {
  uint64_t salt = ((uint64_t)(uintptr_t)slots * UINT64_C(0x9E3779B97F4A7C15)) >> 48;
  return (uint64_t)index | (uint64_t)slots->type << CSHARED_SLOTS_TYPE_SHIFT |
         salt << CSHARED_SLOTS_SALT_SHIFT | (uint64_t)generation << CSHARED_SLOTS_GENERATION_SHIFT;
}

/* Takes a slot and returns the handle for it, 0 if there is none left. */
static inline uint64_t cshared_slots_take(struct cshared_slots *slots) {
  uint32_t index;
  CSHARED_SLOTS_ATOMICS(slots, sizeof *slots);
  uint64_t head = atomic_load_explicit(&slots->free, memory_order_acquire);
  for (;;) {
    if ((uint32_t)head == 0) {
      index = atomic_load_explicit(&slots->used, memory_order_relaxed);
      do {
        if (index == slots->capacity) return 0;
      } while (!atomic_compare_exchange_weak_explicit(&slots->used, &index, index + 1, memory_order_relaxed,
                                                      memory_order_relaxed));
      break;
    }
    index = (uint32_t)head - 1;
    uint64_t next = atomic_load_explicit(&slots->links[index].next, memory_order_relaxed);
    next |= ((head >> 32) + 1) << 32;
    if (atomic_compare_exchange_weak_explicit(&slots->free, &head, next, memory_order_acquire, memory_order_acquire)) {
      break;
    }
  }
  CSHARED_SLOTS_ATOMICS(&slots->links[index], sizeof slots->links[index]);
  uint32_t generation = atomic_load_explicit(&slots->links[index].generation, memory_order_relaxed) + 1;
  atomic_store_explicit(&slots->links[index].generation, generation, memory_order_relaxed);
  return cshared_slots_handle(slots, index, generation);
}

/* Why `handle`, which no slot holds, is refused: it was freed, or never ours. */
__attribute__((noinline, cold, unused)) static int cshared_slots_refusal(struct cshared_slots *slots, uint64_t handle) {
  uint32_t index = cshared_slots_index(handle, slots->capacity);
  uint32_t generation = (uint32_t)(handle >> CSHARED_SLOTS_GENERATION_SHIFT);
  uint32_t last = atomic_load_explicit(&slots->links[index].generation, memory_order_relaxed);
  if (generation == 0 || generation > last || handle != cshared_slots_handle(slots, index, generation)) {
    return CSHARED_FOREIGN_HANDLE;
  }
  return CSHARED_STALE_HANDLE;
}

/* Gives back the slot of `handle`, which the caller alone has just made invalid. */
static inline void cshared_slots_give(struct cshared_slots *slots, uint64_t handle) {
  uint32_t index = cshared_slots_index(handle, slots->capacity);
  struct cshared_slot_link *link = &slots->links[index];
  if (atomic_load_explicit(&link->generation, memory_order_relaxed) >= CSHARED_SLOTS_GENERATIONS) return;
  uint64_t head = atomic_load_explicit(&slots->free, memory_order_relaxed);
  uint64_t next;
  do {
    atomic_store_explicit(&link->next, (uint32_t)head, memory_order_relaxed);
    next = (uint64_t)(index + 1) | ((head >> 32) + 1) << 32;
  } while (!atomic_compare_exchange_weak_explicit(&slots->free, &head, next, memory_order_release, memory_order_relaxed));
}

#endif
