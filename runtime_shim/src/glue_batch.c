/* Calls of many items: what is special in their ends. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/glue.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cshared/status.h"

static int *status_of(const cshared_glue_batch *batch, uint64_t item) {
  return (int *)(void *)((char *)batch->items + item * batch->unit + batch->status_at);
}

void cshared_glue_refuse_items(const cshared_glue_batch *batch, int status) {
  for (uint64_t i = 0; i < batch->count; i++) {
    *status_of(batch, i) = status;
  }
}

/* The message behind the number of its item, and the stack. Without memory there is the number alone. */
static void explain(cshared_glue_batch *batch, cshared_glue_fetcher fetch, int status, cshared_error *error) {
  char place[40]; /* longer than any number */
  const int written = snprintf(place, sizeof place, "item %llu: ", (unsigned long long)batch->first);
  const size_t before = (size_t)written;
  cshared_glue_call *call = &batch->call;
  const char *words = call->message_size == 0 ? cshared_status_text(status) : "";
  const size_t said = call->message_size == 0 ? strlen(words) : (size_t)call->message_size;
  const size_t stack = (size_t)call->stack_size;
  char *text = malloc(before + said + stack);
  if (call->kept != 0) {
    cshared_glue_fetch f = {call->kept, text != NULL ? text + before : NULL};
    call->kept = 0;
    fetch(&f);
  } else if (text != NULL && call->message_size == 0) {
    memcpy(text + before, words, said);
  }
  if (text == NULL) {
    (void)cshared_error_new(status, place, before, NULL, 0, error);
    return;
  }
  memcpy(text, place, before);
  (void)cshared_error_new(status, text, before + said, text + before + said, stack, error);
  free(text);
}

int cshared_glue_fail_item(cshared_glue_batch *batch, cshared_glue_fetcher fetch, cshared_error *error) {
  const int status = *status_of(batch, batch->first);
  if (error != NULL) {
    const int saved = errno;
    explain(batch, fetch, status, error);
    errno = saved;
  }
  return status;
}
