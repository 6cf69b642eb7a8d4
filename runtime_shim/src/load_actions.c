#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "load_actions.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

static int get(int signal, cshared_load_action *out, bool *interposed) {
  *interposed = false;
  if (cshared_load_kernel_action(signal, NULL, out) != 0) {
    return errno;
  }
  struct sigaction seen;
  if (sigaction(signal, NULL, &seen) == 0 && (uintptr_t)seen.sa_handler != out->handler) {
    *interposed = true;
    out->handler = (uintptr_t)seen.sa_handler;
    out->flags = (uint64_t)(unsigned)seen.sa_flags;
    out->restorer = 0;
    memcpy(&out->mask, &seen.sa_mask, sizeof out->mask);
  }
  return 0;
}

int cshared_load_get_action(int signal, cshared_load_action *out) {
  bool interposed;
  return get(signal, out, &interposed);
}

int cshared_load_set_action(int signal, const cshared_load_action *action) {
  cshared_load_action now;
  bool interposed;
  const int status = get(signal, &now, &interposed);
  if (status != 0) {
    return status;
  }
  if (!interposed) {
    return cshared_load_kernel_action(signal, action, NULL) == 0 ? 0 : errno;
  }
  struct sigaction set;
  memset(&set, 0, sizeof set);
  set.sa_handler = (void (*)(int))action->handler;
  set.sa_flags = (int)(action->flags & ~CSHARED_LOAD_RESTORER);
  memcpy(&set.sa_mask, &action->mask, sizeof action->mask);
  return sigaction(signal, &set, NULL) == 0 ? 0 : errno;
}
