/* Calls of a host's functions, behind cshared/callback.h. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/callback.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "cshared/catch.h"

/* How much of an exception's text is kept, in bytes. */
#define EXCEPTION_TEXT 512

/* Exceptions that nobody has asked for yet. */
static struct {
  pthread_mutex_t mutex;
  uint32_t last;
  struct exception {
    struct exception *next;
    uint32_t number;
    char text[];
  } *first;
} thrown = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static uint32_t keep(const char *text) {
  const size_t size = strlen(text) + 1;
  struct exception *made = malloc(sizeof *made + size);
  (void)pthread_mutex_lock(&thrown.mutex);
  thrown.last = thrown.last == UINT32_MAX ? 1 : thrown.last + 1;
  const uint32_t number = thrown.last;
  if (made != NULL) {
    memcpy(made->text, text, size);
    made->number = number;
    made->next = thrown.first;
    thrown.first = made;
  }
  (void)pthread_mutex_unlock(&thrown.mutex);
  return number;
}

char *cshared_callback_exception(uint32_t exception) {
  (void)pthread_mutex_lock(&thrown.mutex);
  struct exception **at = &thrown.first;
  while (*at != NULL && (*at)->number != exception) {
    at = &(*at)->next;
  }
  struct exception *found = *at;
  if (found != NULL) {
    *at = found->next;
  }
  (void)pthread_mutex_unlock(&thrown.mutex);
  char *text = found != NULL ? strdup(found->text) : NULL;
  free(found);
  return text;
}

uint32_t cshared_callback_caught(void) {
  char what[EXCEPTION_TEXT];
  (void)cshared_catch_caught(what, sizeof what);
  return keep(what);
}

void cshared_callback_forget(char *text) { free(text); }

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
    (void)cshared_catch(destroy_body, &d, NULL, 0);
  }
}
