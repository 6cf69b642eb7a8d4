/* Calls of a host's functions, behind cshared/callback.h. */
#include "cshared/callback.h"

#include <stdlib.h>
#include <string.h>

/* Above it lie frames of Go, which no exception can cross. */
char *cshared_callback_run(void (*body)(void *argument), void *argument) {
  body(argument);
  return NULL;
}

void cshared_callback_forget(char *exception) { free(exception); }

struct destructor {
  void (*destroy)(void *user);
  void *user;
};

static void destroy_body(void *argument) {
  const struct destructor *d = argument;
  d->destroy(d->user);
}

void cshared_callback_destroy(uintptr_t destroy, uintptr_t user) {
  if (destroy != 0) {
    struct destructor d = {(void (*)(void *))destroy, (void *)user};
    cshared_callback_forget(cshared_callback_run(destroy_body, &d));
  }
}
