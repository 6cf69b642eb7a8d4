/* What the hosts of this folder check with. */
#ifndef CROSSINGS_CHECK_H
#define CROSSINGS_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "crossings.h"
#include "tests/shim/compile/check.h"

/* The call gives this status; an error object comes with it, and has this text in its message. */
#define CHECK_FAILS(call, want, text)                                                                     \
  do {                                                                                                    \
    crossings_error *err = NULL;                                                                          \
    const crossings_status got = (call);                                                                  \
    if (got != (want) || err == NULL || strstr(crossings_error_message(err), (text)) == NULL) {           \
      fprintf(stderr, "%s:%d: %s: %s: %s\n", __FILE__, __LINE__, #call, crossings_status_text(got),        \
              crossings_error_message(err));                                                              \
      exit(1);                                                                                            \
    }                                                                                                     \
    crossings_error_free(err);                                                                            \
  } while (0)

static inline crossings_counters counters(void) {
  crossings_counters c = {.size = sizeof c};
  CHECK(crossings_stats(&c) == CROSSINGS_OK);
  return c;
}

/* Waits until the condition holds, at most ten seconds. */
#define EVENTUALLY(condition)                                 \
  do {                                                        \
    for (int left = 10000; !(condition); left--) {            \
      CHECK(left > 0 && #condition);                          \
      nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL); \
    }                                                         \
  } while (0)

#endif
