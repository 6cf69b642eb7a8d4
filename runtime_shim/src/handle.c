/* The table of slots behind cshared/handle.h.
 *
 * All that lookups need is one 64-bit word per slot, so that a lookup is a few loads:
 *
 *   bits  0..25  holders     cshared_handle_acquire without its release
 *   bit  26      live        the handle resolves
 *   bit  27      claimed     freed, but its object is not yet destroyed (holders, or right now)
 *   bits 28..35  type
 *   bits 38..63  generation  of the present or last use; 0 before the first
 *
 * Slots lie in chunks of 64, 128, 256…, which are never moved or freed: an index that was ever given
 * out can be read for ever. Free slots form a stack.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/handle.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include "cshared/status.h"
#include "handle_annotate.h"
#include "handle_builtin.h"

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2 && ATOMIC_POINTER_LOCK_FREE == 2, "lookups would take a lock");

#define INDEX_BITS 26
#define GENERATION_BITS 26
#define TAG_SHIFT (INDEX_BITS + GENERATION_BITS)
#define INDEX_MAX ((UINT32_C(1) << INDEX_BITS) - 1)
#ifndef CSHARED_HANDLE_GENERATIONS /* Tests shrink it, to see slots retire. */
#define CSHARED_HANDLE_GENERATIONS ((UINT32_C(1) << GENERATION_BITS) - 1)
#endif
#ifndef CSHARED_HANDLE_SLOTS /* Tests shrink it, to see the table full. */
#define CSHARED_HANDLE_SLOTS (INDEX_MAX + 1)
#endif

#define HOLDERS ((UINT64_C(1) << 26) - 1)
#define LIVE (UINT64_C(1) << 26)
#define CLAIMED (UINT64_C(1) << 27)
#define TYPE_SHIFT 28
#define GENERATION_SHIFT 38

#define FIRST_CHUNK_BITS 6
#define CHUNKS (INDEX_BITS - FIRST_CHUNK_BITS + 1)

/* Tags 1…TAGS; 0 would make handle 0 possible, 4095 marks errors without memory (src/error.c). */
#define TAGS 4094

struct slot {
  _Atomic uint64_t state;
  void *_Atomic object;
  _Atomic uint32_t next; /* Free stack: index + 1, 0 ends it. */
};

struct type {
  _Atomic uint64_t live;
  _Atomic bool ready;
  void (*destroy)(void *object);
  char name[CSHARED_HANDLE_NAME + 1];
};

static struct {
  struct slot *_Atomic chunks[CHUNKS];
  _Atomic uint64_t free; /* Low half: index + 1 of the top; high half: count against ABA. */
  _Atomic uint32_t used; /* Slots that were ever given out. */
  _Atomic uint32_t tag;
  _Atomic uint32_t tags;
  _Atomic uint32_t types;
  struct type type[CSHARED_HANDLE_TYPES];
} table = {
    .types = CSHARED_HANDLE_BUILTIN,
    .type = {[CSHARED_HANDLE_ERROR - 1] = {.ready = true, .destroy = free, .name = "error"},
             [CSHARED_HANDLE_SNAPSHOT - 1] = {.ready = true, .destroy = free, .name = "signal snapshot"}},
};

static uint32_t generation_of(uint64_t state) { return (uint32_t)(state >> GENERATION_SHIFT); }
static uint32_t type_of(uint64_t state) { return (uint32_t)(state >> TYPE_SHIFT) & 0xff; }

static unsigned chunk_of(uint32_t index) {
  return (unsigned)(31 - FIRST_CHUNK_BITS) - (unsigned)__builtin_clz(index + (1u << FIRST_CHUNK_BITS));
}

static struct slot *slot_at(uint32_t index) {
  unsigned chunk = chunk_of(index);
  struct slot *slots = atomic_load_explicit(&table.chunks[chunk], memory_order_acquire);
  if (slots == NULL) return NULL;
  return &slots[index + (1u << FIRST_CHUNK_BITS) - (1u << (chunk + FIRST_CHUNK_BITS))];
}

int cshared_handle_tag_new(uint32_t *tag) {
  if (tag == NULL) return EINVAL;
  uint32_t count = atomic_load_explicit(&table.tags, memory_order_relaxed);
  do {
    if (count == TAGS) return CSHARED_EXHAUSTED;
  } while (!atomic_compare_exchange_weak_explicit(&table.tags, &count, count + 1, memory_order_relaxed,
                                                  memory_order_relaxed));
  /* Where the library lies and the process's random bytes: another library starts elsewhere. */
  uint64_t base = (uint64_t)(uintptr_t)&table;
  const void *random = (const void *)getauxval(AT_RANDOM);
  if (random != NULL) {
    uint64_t bytes;
    memcpy(&bytes, random, sizeof bytes);
    base ^= bytes;
  }
  base = (base * UINT64_C(0x9E3779B97F4A7C15)) >> 32;
  *tag = (uint32_t)((base + count) % TAGS) + 1;
  return 0;
}

/* The tag of the table itself, which it gets with its first handle. */
static int own_tag(uint32_t *tag) {
  *tag = atomic_load_explicit(&table.tag, memory_order_relaxed);
  if (*tag != 0) return 0;
  uint32_t fresh;
  int status = cshared_handle_tag_new(&fresh);
  if (status != 0) return status;
  uint32_t none = 0;
  bool first = atomic_compare_exchange_strong_explicit(&table.tag, &none, fresh, memory_order_relaxed,
                                                       memory_order_relaxed);
  *tag = first ? fresh : none;
  return 0;
}

int cshared_handle_type_new(const char *name, void (*destroy)(void *object), cshared_handle_type *type) {
  if (name == NULL || *name == '\0' || type == NULL) return EINVAL;
  uint32_t index = atomic_load_explicit(&table.types, memory_order_relaxed);
  do {
    if (index == CSHARED_HANDLE_TYPES) return CSHARED_EXHAUSTED;
  } while (!atomic_compare_exchange_weak_explicit(&table.types, &index, index + 1, memory_order_relaxed,
                                                  memory_order_relaxed));
  struct type *entry = &table.type[index];
  entry->destroy = destroy;
  memcpy(entry->name, name, strnlen(name, CSHARED_HANDLE_NAME)); /* The rest is zero. */
  CSHARED_ATOMICS(&entry->live, sizeof entry->live);
  CSHARED_ATOMICS(&entry->ready, sizeof entry->ready);
  CSHARED_GIVES(entry);
  atomic_store_explicit(&entry->ready, true, memory_order_release);
  *type = index + 1;
  return 0;
}

static struct type *type_at(cshared_handle_type type) {
  if (type == 0 || type > CSHARED_HANDLE_TYPES) return NULL;
  struct type *entry = &table.type[type - 1];
  if (!atomic_load_explicit(&entry->ready, memory_order_acquire)) return NULL;
  CSHARED_GETS(entry);
  return entry;
}

/* Makes the chunk of `index` exist. */
static int grow(uint32_t index) {
  unsigned chunk = chunk_of(index);
  if (atomic_load_explicit(&table.chunks[chunk], memory_order_acquire) != NULL) return 0;
  size_t count = (size_t)1 << (chunk + FIRST_CHUNK_BITS);
  struct slot *slots = calloc(count, sizeof *slots);
  if (slots == NULL) return ENOMEM;
  CSHARED_ATOMICS(slots, count * sizeof *slots);
  struct slot *none = NULL;
  if (!atomic_compare_exchange_strong_explicit(&table.chunks[chunk], &none, slots, memory_order_acq_rel,
                                               memory_order_acquire)) {
    free(slots);
  }
  return 0;
}

static int pop(uint32_t *index) {
  uint64_t head = atomic_load_explicit(&table.free, memory_order_acquire);
  while ((uint32_t)head != 0) {
    uint32_t top = (uint32_t)head - 1;
    uint64_t next = atomic_load_explicit(&slot_at(top)->next, memory_order_relaxed);
    next |= ((head >> 32) + 1) << 32;
    if (atomic_compare_exchange_weak_explicit(&table.free, &head, next, memory_order_acquire, memory_order_acquire)) {
      *index = top;
      return 0;
    }
  }
  uint32_t used = atomic_load_explicit(&table.used, memory_order_relaxed);
  do {
    if (used == CSHARED_HANDLE_SLOTS) return CSHARED_EXHAUSTED;
    int status = grow(used);
    if (status != 0) return status;
  } while (!atomic_compare_exchange_weak_explicit(&table.used, &used, used + 1, memory_order_relaxed,
                                                  memory_order_relaxed));
  *index = used;
  return 0;
}

static void push(uint32_t index) {
  struct slot *slot = slot_at(index);
  uint64_t head = atomic_load_explicit(&table.free, memory_order_relaxed);
  uint64_t next;
  do {
    atomic_store_explicit(&slot->next, (uint32_t)head, memory_order_relaxed);
    next = (uint64_t)(index + 1) | ((head >> 32) + 1) << 32;
  } while (!atomic_compare_exchange_weak_explicit(&table.free, &head, next, memory_order_release, memory_order_relaxed));
}

int cshared_handle_new(cshared_handle_type type, void *object, cshared_handle *handle) {
  struct type *entry = type_at(type);
  if (entry == NULL || object == NULL || handle == NULL) return EINVAL;
  uint32_t tag, index;
  int status = own_tag(&tag);
  if (status == 0) status = pop(&index);
  if (status != 0) return status;
  struct slot *slot = slot_at(index);
  uint64_t generation = generation_of(atomic_load_explicit(&slot->state, memory_order_relaxed)) + 1;
  atomic_fetch_add_explicit(&entry->live, 1, memory_order_relaxed);
  CSHARED_GIVES(slot);
  atomic_store_explicit(&slot->object, object, memory_order_release);
  atomic_store_explicit(&slot->state, generation << GENERATION_SHIFT | (uint64_t)type << TYPE_SHIFT | LIVE,
                        memory_order_release);
  *handle = (uint64_t)tag << TAG_SHIFT | generation << INDEX_BITS | index;
  return 0;
}

/* Finds the slot that `handle` could be in. */
static int find(cshared_handle handle, struct slot **slot) {
  uint32_t tag = atomic_load_explicit(&table.tag, memory_order_relaxed);
  if (tag == 0 || handle >> TAG_SHIFT != tag) return CSHARED_FOREIGN_HANDLE;
  *slot = slot_at((uint32_t)handle & INDEX_MAX);
  return *slot == NULL ? CSHARED_FOREIGN_HANDLE : 0;
}

/* Whether a slot in `state` holds what `handle` names: freed slots count as long as the last
 * holder has not let go. */
static int match(uint64_t state, cshared_handle handle, cshared_handle_type type) {
  uint32_t generation = (uint32_t)(handle >> INDEX_BITS) & ((UINT32_C(1) << GENERATION_BITS) - 1);
  uint32_t present = generation_of(state);
  if (generation == 0 || generation > present) return CSHARED_FOREIGN_HANDLE;
  if (generation < present || (state & (LIVE | CLAIMED)) == 0) return CSHARED_STALE_HANDLE;
  return type_of(state) == type ? 0 : CSHARED_FOREIGN_HANDLE;
}

static int match_live(uint64_t state, cshared_handle handle, cshared_handle_type type) {
  int status = match(state, handle, type);
  if (status == 0 && (state & LIVE) == 0) return CSHARED_STALE_HANDLE;
  return status;
}

int cshared_handle_get(cshared_handle handle, cshared_handle_type type, void **object) {
  if (object == NULL) return EINVAL;
  struct slot *slot;
  int status = find(handle, &slot);
  if (status != 0) return status;
  status = match_live(atomic_load_explicit(&slot->state, memory_order_acquire), handle, type);
  if (status != 0) return status;
  /* If this is the object of a later use, that use's store comes after the one that made the
   * handle stale, and the second look sees it. */
  void *found = atomic_load_explicit(&slot->object, memory_order_acquire);
  status = match_live(atomic_load_explicit(&slot->state, memory_order_relaxed), handle, type);
  if (status != 0) return status;
  CSHARED_GETS(slot);
  *object = found;
  return 0;
}

int cshared_handle_acquire(cshared_handle handle, cshared_handle_type type, void **object) {
  if (object == NULL) return EINVAL;
  struct slot *slot;
  int status = find(handle, &slot);
  if (status != 0) return status;
  uint64_t state = atomic_load_explicit(&slot->state, memory_order_relaxed);
  do {
    status = match_live(state, handle, type);
    if (status != 0) return status;
    if ((state & HOLDERS) == HOLDERS) return EOVERFLOW;
  } while (!atomic_compare_exchange_weak_explicit(&slot->state, &state, state + 1, memory_order_acquire,
                                                  memory_order_relaxed));
  CSHARED_GETS(slot);
  *object = atomic_load_explicit(&slot->object, memory_order_relaxed);
  return 0;
}

/* Empties a slot that the caller alone has claimed and returns its object. */
static void *empty(struct slot *slot, uint32_t index, uint64_t state) {
  void *object = atomic_load_explicit(&slot->object, memory_order_relaxed);
  CSHARED_GETS(slot);
  /* Released, so that a lookup that reads this NULL also sees the slot claimed in its second look. */
  atomic_store_explicit(&slot->object, NULL, memory_order_release);
  uint64_t generation = generation_of(state);
  atomic_store_explicit(&slot->state, generation << GENERATION_SHIFT, memory_order_release);
  atomic_fetch_sub_explicit(&table.type[type_of(state) - 1].live, 1, memory_order_relaxed);
  if (generation < CSHARED_HANDLE_GENERATIONS) push(index);
  return object;
}

static void destroy(struct slot *slot, cshared_handle handle, uint64_t state) {
  void *object = empty(slot, (uint32_t)handle & INDEX_MAX, state);
  struct type *entry = type_at(type_of(state));
  if (entry->destroy != NULL) entry->destroy(object);
}

int cshared_handle_release(cshared_handle handle, cshared_handle_type type) {
  struct slot *slot;
  int status = find(handle, &slot);
  if (status != 0) return status;
  uint64_t state = atomic_load_explicit(&slot->state, memory_order_relaxed);
  do {
    status = match(state, handle, type);
    if (status != 0) return status;
    if ((state & HOLDERS) == 0) return (state & LIVE) != 0 ? EPERM : CSHARED_STALE_HANDLE;
    CSHARED_GIVES(slot);
  } while (!atomic_compare_exchange_weak_explicit(&slot->state, &state, state - 1, memory_order_acq_rel,
                                                  memory_order_relaxed));
  if ((state & HOLDERS) == 1 && (state & CLAIMED) != 0) destroy(slot, handle, state);
  return 0;
}

/* Makes the handle stale. `*state` is what the slot was before. */
static int claim(cshared_handle handle, cshared_handle_type type, bool unheld, struct slot **slot, uint64_t *state) {
  int status = find(handle, slot);
  if (status != 0) return status;
  *state = atomic_load_explicit(&(*slot)->state, memory_order_relaxed);
  do {
    status = match_live(*state, handle, type);
    if (status != 0) return status;
    if (unheld && (*state & HOLDERS) != 0) return EBUSY;
    CSHARED_GIVES(*slot);
  } while (!atomic_compare_exchange_weak_explicit(&(*slot)->state, state, (*state & ~LIVE) | CLAIMED,
                                                  memory_order_acq_rel, memory_order_relaxed));
  return 0;
}

int cshared_handle_free(cshared_handle handle, cshared_handle_type type) {
  struct slot *slot;
  uint64_t state;
  int status = claim(handle, type, false, &slot, &state);
  if (status == 0 && (state & HOLDERS) == 0) destroy(slot, handle, state);
  return status;
}

int cshared_handle_take(cshared_handle handle, cshared_handle_type type, void **object) {
  if (object == NULL) return EINVAL;
  struct slot *slot;
  uint64_t state;
  int status = claim(handle, type, true, &slot, &state);
  if (status == 0) *object = empty(slot, (uint32_t)handle & INDEX_MAX, state);
  return status;
}

int cshared_handle_live(cshared_handle_type type, uint64_t *live) {
  struct type *entry = type_at(type);
  if (entry == NULL || live == NULL) return EINVAL;
  *live = atomic_load_explicit(&entry->live, memory_order_relaxed);
  return 0;
}

int cshared_handle_count(uint32_t *count) {
  if (count == NULL) return EINVAL;
  *count = atomic_load_explicit(&table.types, memory_order_acquire);
  return 0;
}

int cshared_handle_type_name(cshared_handle_type type, const char **name) {
  struct type *entry = type_at(type);
  if (entry == NULL || name == NULL) return EINVAL;
  *name = entry->name;
  return 0;
}
