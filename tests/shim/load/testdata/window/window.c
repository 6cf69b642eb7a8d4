/* Linked between the stubs of exported functions and the shim: makes the moment long in which a
 * preemption signal finds the thread on its way into Go, but still in C. */
#define _GNU_SOURCE
#include <stddef.h>
#include <time.h>

#include "load_diverted.h"
#include "load_state.h"

void window_crosscall2(void (*function)(void *), void *argument, int size, size_t context);

void window_crosscall2(void (*function)(void *), void *argument, int size, size_t context) {
  const struct timespec moment = {0, 20000};
  nanosleep(&moment, NULL);
#ifdef WINDOW_MISSES
  cshared_load_seen = 1; /* as if the question had been asked before that moment */
#endif
  cshared_load_crosscall2(function, argument, size, context);
}
