#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "glue_log.h"

#include <stdatomic.h>
#include <time.h>

static cshared_lifecycle_sink sink;
static void *sink_user;
/* NEVER: the library was shut down without one. */
enum { NONE, OPEN, CLOSED, NEVER };
static atomic_int state;
static _Atomic uint64_t running; /* calls that may be in the sink */

void cshared_glue_log_open(cshared_lifecycle_sink function, void *user) {
  sink = function;
  sink_user = user;
  int before = NONE; /* else shutdown came while init ran */
  (void)atomic_compare_exchange_strong(&state, &before, OPEN);
}

/* The order of both is what counts: who has seen the sink open is seen running. */
bool cshared_lifecycle_log(int level, const void *text, size_t size) {
  atomic_fetch_add(&running, 1);
  const int now = atomic_load(&state);
  if (now == OPEN) {
    sink(sink_user, level, text, size);
  }
  atomic_fetch_sub(&running, 1);
  return now == OPEN || now == CLOSED;
}

bool cshared_glue_log_close(int64_t deadline) {
  int before = NONE;
  if (atomic_compare_exchange_strong(&state, &before, NEVER)) {
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
