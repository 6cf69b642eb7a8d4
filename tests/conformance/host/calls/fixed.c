#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "calls.h"

static void *loaded;
static int answer = -1;

bool calls_load(const char *path) {
  loaded = host_load(path);
  return loaded != NULL;
}

void *calls_handle(void) { return loaded; }

void calls_answer_on(int descriptor) { answer = descriptor; }

/* Without the function there is nothing left to check. */
void *calls_symbol(const char *name) {
  void *address = dlsym(loaded, name);
  if (address == NULL) {
    host_fail("dlsym finds no %s, which the header declares", name);
    (void)host_print(answer);
    _exit(1);
  }
  return address;
}

void *calls_fixed(const char *name) {
  char whole[256];
  (void)snprintf(whole, sizeof whole, "%s%s", calls_library.prefix, name);
  return calls_symbol(whole);
}

/* Pointers to types of the library's own are pointers to anything here: they are passed alike. */
#define FIXED(type, name) ((type)(uintptr_t)calls_fixed(name))

const char *calls_version(void) { return FIXED(const char *(*)(void), "version")(); }

const char *calls_status_text(int status) { return FIXED(const char *(*)(int), "status_text")(status); }

const char *calls_status_name(int status) { return FIXED(const char *(*)(int), "status_name")(status); }

const char *calls_named(int status) {
  static char texts[4][16];
  static unsigned next;
  for (size_t i = 0; i < calls_library.status_count; i++) {
    if (calls_library.statuses[i].value == status) {
      return calls_library.statuses[i].name;
    }
  }
  const char *name = calls_status_name(status);
  if (name != NULL) {
    return name;
  }
  char *text = texts[next++ % 4];
  (void)snprintf(text, sizeof texts[0], "%d", status);
  return text;
}

int calls_error_code(const void *error) { return FIXED(int (*)(const void *), "error_code")(error); }

const char *calls_error_message(const void *error) {
  return FIXED(const char *(*)(const void *), "error_message")(error);
}

const char *calls_error_stack(const void *error) { return FIXED(const char *(*)(const void *), "error_stack")(error); }

void calls_error_free(void *error) { FIXED(void (*)(void *), "error_free")(error); }

void calls_free(void *memory) { FIXED(void (*)(void *), "free")(memory); }

int calls_stats(struct calls_counters *counters) { return FIXED(int (*)(void *), "stats")(counters); }

int calls_init(const struct calls_options *options, void *err) {
  return FIXED(int (*)(const void *, void *), "init")(options, err);
}

int calls_shutdown(int64_t timeout_ns, struct calls_counters *left, void *err) {
  return FIXED(int (*)(int64_t, void *, void *), "shutdown")(timeout_ns, left, err);
}

int calls_context_new(int64_t timeout, void *context, void *err) {
  return FIXED(int (*)(int64_t, void *, void *), "context_new")(timeout, context, err);
}

int calls_context_cancel(void *context) { return FIXED(int (*)(void *), "context_cancel")(context); }

int calls_context_free(void *context) { return FIXED(int (*)(void *), "context_free")(context); }

int calls_callback_remove(void *user, int64_t timeout, void *err) {
  return FIXED(int (*)(void *, int64_t, void *), "callback_remove")(user, timeout, err);
}

int calls_free_object(const struct calls_handle *handle, void *object) {
  return ((int (*)(void *))(uintptr_t)calls_symbol(handle->free))(object);
}

int calls_code(const char *name) {
  for (size_t i = 0; i < calls_library.status_count; i++) {
    if (strcmp(calls_library.statuses[i].name, name) == 0) {
      return calls_library.statuses[i].value;
    }
  }
  abort(); /* The names are those of the generated source. */
}

/* Fails unless everything that counts has been given back. */
bool calls_nothing_lives(const char *when) {
  struct calls_counters now = {.size = sizeof now};
  int status = calls_stats(&now);
  if (status != 0) {
    host_fail("%sstats %s returns %s, want OK", calls_library.prefix, when, calls_named(status));
    return false;
  }
  const struct {
    const char *what;
    uint64_t count;
  } kinds[] = {{"buffers", now.buffers},     {"errors", now.errors},     {"handles", now.handles},
               {"callbacks", now.callbacks}, {"contexts", now.contexts}, {"iterators", now.iterators}};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    if (kinds[i].count != 0) {
      host_fail("%sstats %s: %llu %s live, want 0", calls_library.prefix, when, (unsigned long long)kinds[i].count,
                kinds[i].what);
      return false;
    }
  }
  return true;
}
