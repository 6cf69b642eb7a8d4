#include "probe.h"

#include <string.h>

void cshared_call_of_probe(void *function, void *user) {
  void (*call)(void *);
  memcpy(&call, &function, sizeof call); /* ISO C has no cast for this. */
  call(user);
}

void cshared_write_nil_of_probe(void) { *(volatile int *volatile)0 = 1; }
