#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "glue_log.h"

#include <stdatomic.h>
#include <time.h>

static cshared_lifecycle_sink sink;
static void *sink_user;
static _Atomic enum { NONE, OPEN, CLOSED } state;
static _Atomic uint64_t running; /* calls that may be in the sink */

void cshared_glue_log_open(cshared_lifecycle_sink function, void *user) {
  sink = function;
  sink_user = user;
  atomic_store(&state, OPEN);
}

/* The order of both is what counts: who has seen the sink open is seen running. */
bool cshared_lifecycle_log(int level, const void *text, size_t size) {
  atomic_fetch_add(&running, 1);
  const bool has_sink = atomic_load(&state) != NONE;
  if (atomic_load(&state) == OPEN) {
    sink(sink_user, level, text, size);
  }
  atomic_fetch_sub(&running, 1);
  return has_sink;
}

bool cshared_glue_log_close(int64_t deadline) {
  if (atomic_load(&state) == NONE) {
    return true;
  }
  atomic_store(&state, CLOSED);
  while (atomic_load(&running) != 0) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    if ((int64_t)now.tv_sec * 1000000000 + now.tv_nsec >= deadline) {
      return false;
    }
    (void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
  return true;
}
