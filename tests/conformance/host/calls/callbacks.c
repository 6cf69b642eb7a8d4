#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "calls.h"

static unsigned long called;
static unsigned long destroyed;

/* Has the place of every function that a library may call: a call of it is wrong whatever it gets. */
static void never(void) { (void)__atomic_add_fetch(&called, 1, __ATOMIC_SEQ_CST); }

static void destroy(void *user) {
  (void)user;
  (void)__atomic_add_fetch(&destroyed, 1, __ATOMIC_SEQ_CST);
}

static bool takes_function(const struct calls_function *f) {
  for (size_t i = 0; i < f->count; i++) {
    if (f->parameters[i].part == CALLS_FUNCTION) {
      return true;
    }
  }
  return false;
}

/* Puts the same function into all places for functions; says how many of them Go may keep. */
static unsigned long fill(const struct calls_refusal *r, uintptr_t *values, uintptr_t function, void *user) {
  unsigned long kept = 0;
  memcpy(values, r->values, sizeof r->values);
  for (size_t i = 0; i < r->function->count; i++) {
    switch (r->function->parameters[i].part) {
    case CALLS_FUNCTION:
      values[i] = function;
      break;
    case CALLS_USER:
      values[i] = (uintptr_t)user;
      break;
    case CALLS_DESTROY:
      values[i] = (uintptr_t)destroy;
      kept++;
      break;
    default:
      break;
    }
  }
  return kept;
}

static size_t count;

static void check_null(struct calls_refusal *r) {
  uintptr_t values[calls_most_parameters];
  static int user;
  if (!takes_function(r->function)) {
    return;
  }
  count++;
  destroyed = 0;
  (void)fill(r, values, 0, &user);
  int got = r->function->call(values, NULL);
  if (got != r->want) {
    host_fail("%s with a function that is NULL and %s returns %s, want %s", r->function->name, r->what, calls_named(got),
              calls_named(r->want));
  }
  if (destroyed != 0) {
    host_fail("%s calls _destroy of a function that is NULL", r->function->name);
  }
}

static void check_refused(struct calls_refusal *r) {
  uintptr_t values[calls_most_parameters];
  static int user;
  if (!takes_function(r->function)) {
    return;
  }
  count++;
  called = 0;
  destroyed = 0;
  unsigned long kept = fill(r, values, (uintptr_t)never, &user);
  int got = r->function->call(values, NULL);
  if (got != r->want) {
    host_fail("%s with a function and %s returns %s, want %s", r->function->name, r->what, calls_named(got),
              calls_named(r->want));
  }
  if (kept > 0) {
    enum { second = 1000000000 };
    int removed = calls_callback_remove(&user, second, NULL);
    if (removed != 0 && removed != ENOENT) {
      host_fail("%scallback_remove after %s returns %s, want OK or ENOENT", calls_library.prefix, r->function->name,
                calls_named(removed));
    }
  }
  if (called != 0) {
    host_fail("%s was refused, but called the function %lu times, want 0", r->function->name, called);
  }
  if (destroyed != kept) {
    host_fail("%s was refused, and called _destroy %lu times, want %lu: exactly once for each function that Go may keep",
              r->function->name, destroyed, kept);
  }
}

static void visit_all(calls_visit visit) {
  count = 0;
  (void)calls_each_refusal(CALLS_NULL_OUTPUT, visit);
  (void)calls_each_refusal(CALLS_NULL_INPUT, visit);
  (void)calls_each_refusal(CALLS_NO_OBJECT, visit);
  if (count == 0) {
    host_skip("no function that takes a function can be called so that it fails for sure: a vector can give it one");
  }
}

void calls_callback_null(void) {
  visit_all(check_null);
  host_line("%zu calls", count);
}

static void *on_thread(void *argument) {
  (void)argument;
  visit_all(check_refused);
  return NULL;
}

void calls_callback_refused(void) {
  visit_all(check_refused);
  pthread_t thread;
  if (count == 0 || host_failed()) {
    return;
  }
  if (pthread_create(&thread, NULL, on_thread, NULL) != 0 || pthread_join(thread, NULL) != 0) {
    host_fail("a thread could not be run");
    return;
  }
  host_line("%zu calls, and again on another thread", count);
  (void)calls_nothing_lives("after calls that were refused");
}

void calls_callback_unknown(void) {
  if (!calls_library.callbacks) {
    host_skip("no function is kept by Go");
    return;
  }
  static int user;
  void *err = NULL;
  int got = calls_callback_remove(&user, 0, &err);
  if (got != ENOENT) {
    host_fail("%scallback_remove of a pointer that came with no function returns %s, want ENOENT", calls_library.prefix,
              calls_named(got));
  } else if (err == NULL || calls_error_code(err) != ENOENT) {
    host_fail("%scallback_remove of a pointer that came with no function leaves no error ENOENT", calls_library.prefix);
  }
  calls_error_free(err);
}
