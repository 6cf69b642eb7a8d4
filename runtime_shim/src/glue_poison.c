/* What the first panic leaves behind: cshared/lifecycle.h. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cshared/lifecycle.h"

typedef struct first_panic {
  size_t message_size;
  size_t stack_size;
  char texts[]; /* the message, then the stack */
} first_panic;

static first_panic *first; /* written once, for ever */

static const char introduction[] = "out of service since an earlier call: ";

static void keep(cshared_error error) {
  const char *message = "", *stack = "";
  size_t message_size = 0, stack_size = 0;
  (void)cshared_error_message(error, &message, &message_size);
  (void)cshared_error_stack(error, &stack, &stack_size);
  const size_t head = sizeof introduction - 1;
  first_panic *made = malloc(sizeof *made + head + message_size + stack_size);
  if (made == NULL) {
    return; /* the status stays */
  }
  made->message_size = head + message_size;
  made->stack_size = stack_size;
  memcpy(made->texts, introduction, head);
  memcpy(made->texts + head, message, message_size);
  memcpy(made->texts + head + message_size, stack, stack_size);
  first_panic *before = NULL;
  if (!__atomic_compare_exchange_n(&first, &before, made, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) {
    free(made);
  }
}

int cshared_lifecycle_fail(cshared_glue_call *call, cshared_glue_fetcher fetch, cshared_error *error) {
  if (call->status != CSHARED_PANIC) {
    return cshared_glue_fail(call, fetch, error);
  }
  const int saved = errno;
  cshared_error own = 0;
  const int status = cshared_glue_fail(call, fetch, &own);
  keep(own);
  /* Behind the texts: whoever is refused finds them. */
  (void)cshared_guard_stop(CSHARED_POISONED);
  if (error != NULL) {
    *error = own;
  } else {
    (void)cshared_error_free(own);
  }
  errno = saved;
  return status;
}

const char *cshared_lifecycle_text(int status) {
  return status == CSHARED_CLOSED ? "the library was shut down" : cshared_status_text(status);
}

int cshared_lifecycle_refuse(int status, cshared_error *error) {
  if (error == NULL) {
    return status;
  }
  const first_panic *panic = status == CSHARED_POISONED ? __atomic_load_n(&first, __ATOMIC_ACQUIRE) : NULL;
  if (panic != NULL) {
    const int saved = errno;
    (void)cshared_error_new(status, panic->texts, panic->message_size, panic->texts + panic->message_size,
                            panic->stack_size, error);
    errno = saved;
    return status;
  }
  return cshared_glue_refuse(status, cshared_lifecycle_text(status), error);
}
