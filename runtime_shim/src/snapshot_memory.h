/* The shared memory of a snapshot: an ABI between all processes that use it. Internal.
 *
 * A header, then SLOTS slots of the same size. Whoever changes anything here changes the layout number. */
#ifndef CSHARED_SNAPSHOT_MEMORY_H
#define CSHARED_SNAPSHOT_MEMORY_H

#include <pthread.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "cshared/snapshot.h"

/* helgrind does not know C11 atomics. With CSHARED_VALGRIND (tests only) it leaves the memory alone. */
#ifdef CSHARED_VALGRIND
#include <valgrind/helgrind.h>
#define CSHARED_SNAPSHOT_ATOMICS(start, size) VALGRIND_HG_DISABLE_CHECKING(start, size)
#else
#define CSHARED_SNAPSHOT_ATOMICS(start, size) ((void)0)
#endif

/* The tests end a process at each of these points. */
#ifdef CSHARED_SNAPSHOT_TEST_STEP
extern void snapshot_test_step(int step);
#define CSHARED_SNAPSHOT_STEP(n) snapshot_test_step(n)
#else
#define CSHARED_SNAPSHOT_STEP(n) ((void)0)
#endif

enum { CSHARED_SNAPSHOT_SLOTS = 4 };

#define CSHARED_SNAPSHOT_MAGIC UINT64_C(0x63736e6170736831)
/* The mutex is libc's: its size is part of the layout. */
#define CSHARED_SNAPSHOT_LAYOUT ((uint64_t)1 << 32 | (uint64_t)sizeof(pthread_mutex_t) << 8 | CSHARED_SNAPSHOT_SLOTS)

struct cshared_snapshot_header {
  _Atomic uint64_t magic; /* Written last, when the memory is ready. */
  uint64_t layout;
  uint64_t capacity;
  alignas(64) _Atomic uint64_t latest; /* Number of the last commit: it is in the slot latest % SLOTS. */
  _Atomic uint64_t interrupted;
  alignas(64) pthread_mutex_t writer; /* Robust, between processes. */
};

struct cshared_snapshot_slot {
  _Atomic uint64_t sequence; /* 0 while it is written. */
  _Atomic uint64_t size;
  _Atomic uint64_t schema;
  _Atomic uint64_t checksum;
  alignas(64) _Atomic uint64_t words[]; /* Every access is atomic: readers copy while writers write. */
};

struct cshared_snapshot {
  struct cshared_snapshot_header *header;
  size_t mapped;
  size_t capacity; /* Of our own: the one in the memory could change. */
  int fd;
  bool read_only;
};

/* The size of one slot, and of all the memory. */
static inline size_t cshared_snapshot_stride(size_t capacity) {
  return sizeof(struct cshared_snapshot_slot) + ((capacity + 63) & ~(size_t)63);
}

static inline size_t cshared_snapshot_total(size_t capacity) {
  return sizeof(struct cshared_snapshot_header) + CSHARED_SNAPSHOT_SLOTS * cshared_snapshot_stride(capacity);
}

static inline struct cshared_snapshot_slot *cshared_snapshot_slot_of(const cshared_snapshot *snapshot,
                                                                     uint64_t sequence) {
  char *first = (char *)snapshot->header + sizeof *snapshot->header;
  const size_t index = (size_t)(sequence % CSHARED_SNAPSHOT_SLOTS);
  return (struct cshared_snapshot_slot *)(void *)(first + index * cshared_snapshot_stride(snapshot->capacity));
}

#endif
