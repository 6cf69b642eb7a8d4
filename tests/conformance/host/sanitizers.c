#include <stddef.h>
#include <string.h>

#include "host.h"

/* With AddressSanitizer and ThreadSanitizer faults of the process go to the sanitizer, which ends it. */
static const char *const faults[] = {
    "signals/faults-of-host",
    "signals/faults-of-c",
    "exit/c-fault",
    "exit/host-fault",
};

/* ThreadSanitizer also delays signals, so that no loop is preempted, and runs handlers, SIGABRT's too, at a later call. */
static const char *const delayed[] = {
    "signals/profile",
    "stacks/own-alternate",
    "threads/gc-during-loop",
    "threads/preemption",
    "coexistence/collect",
    "coexistence/stock-before",
    "coexistence/stock-after",
    "exit/panic",
    "exit/goroutine-panic",
    "exit/nil",
    "exit/goexit",
    "exit/map-race",
    "exit/stack-overflow",
};

static bool among(const char *const *ids, size_t count, const char *id) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(ids[i], id) == 0) {
      return true;
    }
  }
  return false;
}

const char *host_taken_by_sanitizer(const char *id) {
  if (HOST_HAS_SANITIZER && among(faults, sizeof faults / sizeof faults[0], id)) {
    return "the host has a sanitizer, which takes all faults";
  }
  if (HOST_HAS_THREAD_SANITIZER && among(delayed, sizeof delayed / sizeof delayed[0], id)) {
    return "the host has ThreadSanitizer, which delays signals";
  }
  return NULL;
}
