/* States that tell by themselves whether they are whole: each word follows from the number of the commit. */
#ifndef STATE_H
#define STATE_H

#include <stddef.h>
#include <stdint.h>

#include "cshared/snapshot.h"

enum { STATE_WORDS = 128 };

static inline uint64_t state_word(uint64_t sequence, size_t i) {
  return (sequence ^ i << 48) * UINT64_C(0xD6E8FEB86659FD93);
}

/* Fills the state of a commit, whose sizes differ, and returns its size. */
static inline size_t state_fill(uint64_t *words, uint64_t sequence) {
  const size_t count = STATE_WORDS / 2 + (size_t)(sequence % (STATE_WORDS / 2));
  for (size_t i = 0; i < count; i++) words[i] = state_word(sequence, i);
  return count * sizeof *words - (size_t)(sequence % 5);
}

static inline int state_is_whole(const uint64_t *words, const cshared_snapshot_version *version) {
  uint64_t want[STATE_WORDS];
  if (version->size != state_fill(want, version->sequence) || version->schema != (uint32_t)version->sequence) return 0;
  for (size_t i = 0; i < version->size; i++) {
    if (((const char *)words)[i] != ((const char *)want)[i]) return 0;
  }
  return 1;
}

#endif
