/* Commits and reads of snapshots. snapshot_open.c makes the memory that this works on. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/snapshot.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "cshared/status.h"
#include "snapshot_memory.h"

enum { ATTEMPTS = 10000 };

static inline uint64_t mixed(uint64_t sum, uint64_t word) {
  sum = (sum ^ word) * UINT64_C(0x9E3779B97F4A7C15);
  return sum ^ sum >> 32;
}

static inline uint64_t first_sum(uint64_t sequence, uint64_t size, uint64_t schema) {
  return mixed(mixed(mixed(UINT64_C(0x63736e6170), sequence), size), schema);
}

/* Stores the state and returns its checksum. Release: who sees a word of it sees that the slot has
 * become invalid. */
static uint64_t copy_in(struct cshared_snapshot_slot *slot, const char *state, size_t size, uint64_t sum) {
  for (size_t at = 0; at < size; at += 8) {
    uint64_t word = 0;
    memcpy(&word, state + at, size - at < 8 ? size - at : 8);
    atomic_store_explicit(&slot->words[at / 8], word, memory_order_release);
    sum = mixed(sum, word);
    if (at == 0) CSHARED_SNAPSHOT_STEP(2);
  }
  return sum;
}

/* Acquire: the number of the slot is read again after all of it. */
static uint64_t copy_out(struct cshared_snapshot_slot *slot, char *state, size_t size, uint64_t sum) {
  for (size_t at = 0; at < size; at += 8) {
    const uint64_t word = atomic_load_explicit(&slot->words[at / 8], memory_order_acquire);
    memcpy(state + at, &word, size - at < 8 ? size - at : 8);
    sum = mixed(sum, word);
  }
  return sum;
}

static void commit(cshared_snapshot *snapshot, uint64_t sequence, uint32_t schema, const void *state, size_t size) {
  struct cshared_snapshot_header *header = snapshot->header;
  struct cshared_snapshot_slot *slot = cshared_snapshot_slot_of(snapshot, sequence);
#ifdef CSHARED_SNAPSHOT_TEST_PUBLISH_FIRST /* The fixture that tears. */
  atomic_store_explicit(&slot->sequence, sequence, memory_order_release);
  atomic_store_explicit(&header->latest, sequence, memory_order_release);
#else
  /* Release: who sees it sees that three commits came since the one that was here. */
  atomic_store_explicit(&slot->sequence, 0, memory_order_release);
#endif
  CSHARED_SNAPSHOT_STEP(1);
  atomic_store_explicit(&slot->size, size, memory_order_release);
  atomic_store_explicit(&slot->schema, schema, memory_order_release);
  const uint64_t sum = copy_in(slot, state, size, first_sum(sequence, size, schema));
  CSHARED_SNAPSHOT_STEP(3);
  atomic_store_explicit(&slot->checksum, sum, memory_order_release);
  CSHARED_SNAPSHOT_STEP(4);
  atomic_store_explicit(&slot->sequence, sequence, memory_order_release);
  CSHARED_SNAPSHOT_STEP(5);
  atomic_store_explicit(&header->latest, sequence, memory_order_release);
  CSHARED_SNAPSHOT_STEP(6);
}

/* Waits for other writers. One that died within its write has made no commit: nothing is to be repaired. */
static int lock(struct cshared_snapshot_header *header) {
  int status = pthread_mutex_lock(&header->writer);
  if (status == EOWNERDEAD) {
    status = pthread_mutex_consistent(&header->writer);
    atomic_fetch_add_explicit(&header->interrupted, 1, memory_order_relaxed);
  }
  return status;
}

static int write_if(cshared_snapshot *snapshot, const uint64_t *expected, uint32_t schema, const void *state, size_t size,
                    uint64_t *out_sequence) {
  if (snapshot == NULL || (state == NULL && size != 0)) return EINVAL;
  if (snapshot->read_only) return EACCES;
  if (size > snapshot->capacity) return EMSGSIZE;
  struct cshared_snapshot_header *header = snapshot->header;
  int status = lock(header);
  if (status != 0) return status;
  CSHARED_SNAPSHOT_STEP(0);
  const uint64_t latest = atomic_load_explicit(&header->latest, memory_order_relaxed);
  if (expected != NULL && *expected != latest) {
    status = EAGAIN;
  } else {
    commit(snapshot, latest + 1, schema, state, size);
    if (out_sequence != NULL) *out_sequence = latest + 1;
  }
  pthread_mutex_unlock(&header->writer);
  return status;
}

int cshared_snapshot_write(cshared_snapshot *snapshot, uint32_t schema, const void *state, size_t size,
                           uint64_t *out_sequence) {
  return write_if(snapshot, NULL, schema, state, size, out_sequence);
}

int cshared_snapshot_replace(cshared_snapshot *snapshot, uint64_t expected, uint32_t schema, const void *state,
                             size_t size, uint64_t *out_sequence) {
  return write_if(snapshot, &expected, schema, state, size, out_sequence);
}

/* One attempt: EAGAIN if the slot was written meanwhile. */
static int read_once(const cshared_snapshot *snapshot, void *state, size_t capacity, cshared_snapshot_version *out) {
  struct cshared_snapshot_header *header = snapshot->header;
  const uint64_t sequence = atomic_load_explicit(&header->latest, memory_order_acquire);
  if (sequence == 0) return ENODATA;
  struct cshared_snapshot_slot *slot = cshared_snapshot_slot_of(snapshot, sequence);
  if (atomic_load_explicit(&slot->sequence, memory_order_acquire) != sequence) {
    /* The slot of the last commit is left alone until three others have come. */
    return atomic_load_explicit(&header->latest, memory_order_acquire) == sequence ? EBADMSG : EAGAIN;
  }
  const uint64_t size = atomic_load_explicit(&slot->size, memory_order_acquire);
  const uint64_t schema = atomic_load_explicit(&slot->schema, memory_order_acquire);
  uint64_t sum = first_sum(sequence, size, schema);
  const bool fits = size <= capacity && size <= snapshot->capacity;
  if (fits) sum = copy_out(slot, state, (size_t)size, sum);
  const uint64_t checksum = atomic_load_explicit(&slot->checksum, memory_order_acquire);
  if (atomic_load_explicit(&slot->sequence, memory_order_relaxed) != sequence) return EAGAIN;
  if (size > snapshot->capacity || schema > UINT32_MAX || (fits && sum != checksum)) return EBADMSG;
  *out = (cshared_snapshot_version){sequence, (size_t)size, (uint32_t)schema, 0};
  return fits ? 0 : ERANGE;
}

int cshared_snapshot_read(const cshared_snapshot *snapshot, void *state, size_t capacity,
                          cshared_snapshot_version *out) {
  if (snapshot == NULL || (state == NULL && capacity != 0)) return EINVAL;
  cshared_snapshot_version version = {0, 0, 0, 0};
  int status = EAGAIN;
  for (int i = 0; i < ATTEMPTS && status == EAGAIN; i++) {
    if (i > 100) sched_yield(); /* The writer is faster than the copy: not with the same share of the CPU. */
    status = read_once(snapshot, state, capacity, &version);
  }
  if (out != NULL && (status == 0 || status == ERANGE)) *out = version;
  return status;
}

/* Reads a state of any size into memory of its own, which the caller frees. */
static int read_all(const cshared_snapshot *snapshot, void **old, cshared_snapshot_version *version) {
  *old = NULL;
  int status = ERANGE;
  while (status == ERANGE) { /* The next commit may be larger. */
    void *grown = realloc(*old, version->size == 0 ? 1 : version->size);
    if (grown == NULL) return ENOMEM;
    *old = grown;
    status = cshared_snapshot_read(snapshot, *old, version->size, version);
  }
  return status;
}

static int migrated(const cshared_snapshot *snapshot, uint32_t schema, cshared_snapshot_migrate migrate, void *user,
                    void *state, size_t capacity, cshared_snapshot_version *version) {
  void *old = NULL;
  int status = read_all(snapshot, &old, version);
  if (status == 0 && version->schema == schema) {
    /* A commit of our own layout has come since. */
    status = version->size <= capacity ? 0 : ERANGE;
    if (status == 0 && version->size != 0) memcpy(state, old, version->size);
  } else if (status == 0) {
    size_t size = 0;
    status = migrate(user, version->schema, old, version->size, schema, state, capacity, &size);
    if (status == 0 && size > capacity) status = CSHARED_ABI_MISMATCH;
    version->size = size;
    version->schema = schema;
  }
  free(old);
  return status;
}

int cshared_snapshot_load(const cshared_snapshot *snapshot, uint32_t schema, cshared_snapshot_migrate migrate,
                          void *user, void *state, size_t capacity, cshared_snapshot_version *out) {
  cshared_snapshot_version version = {0, 0, 0, 0};
  const int saved = errno;
  int status = cshared_snapshot_read(snapshot, state, capacity, &version);
  if ((status == 0 || status == ERANGE) && version.schema != schema) {
    if (migrate == NULL) {
      if (out != NULL) *out = version;
      return CSHARED_ABI_MISMATCH;
    }
    status = migrated(snapshot, schema, migrate, user, state, capacity, &version);
  }
  if (out != NULL && (status == 0 || (status == ERANGE && version.schema == schema))) *out = version;
  errno = saved;
  return status;
}

int cshared_snapshot_get_stats(const cshared_snapshot *snapshot, cshared_snapshot_stats *out) {
  if (snapshot == NULL || out == NULL) return EINVAL;
  out->sequence = atomic_load_explicit(&snapshot->header->latest, memory_order_acquire);
  out->interrupted = atomic_load_explicit(&snapshot->header->interrupted, memory_order_relaxed);
  out->capacity = snapshot->capacity;
  return 0;
}
