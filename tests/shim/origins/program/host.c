/* Leaks one of each kind on purpose, and reads where it was made. */
#include <errno.h>
#include <string.h>

#include "leaky.h"
#include "tests/shim/compile/check.h"

enum { MOST = 8 };

typedef struct found {
  int count;
  leaky_leak leaks[MOST];
  const void *callers[MOST];
} found;

static void collect(void *user, const leaky_leak *leak) {
  found *f = user;
  CHECK(f->count < MOST && leak->callers_count > 0);
  f->leaks[f->count] = *leak;
  f->callers[f->count++] = leak->callers[0];
}

/* As a reaction to the report, from within it. */
static void free_it(void *user, const leaky_leak *leak) {
  (void)user;
  if (strcmp(leak->kind, "buffer") == 0) {
    leaky_free((void *)leak->object);
  } else if (strcmp(leak->kind, "error") == 0) {
    leaky_error_free((leaky_error *)leak->object);
  } else {
    CHECK_STATUS(LEAKY_OK, leaky_thing_free((leaky_thing *)leak->object));
  }
}

static found report(void) {
  found f = {0};
  CHECK_STATUS(LEAKY_OK, leaky_leaks(collect, &f));
  return f;
}

typedef struct everything {
  char *name, *text;
  int32_t *numbers, *nothing;
  leaky_thing *thing, *none, *other;
  leaky_error *error;
} everything;

__attribute__((noinline)) static void make(everything *e) {
  CHECK_STATUS(LEAKY_OK, leaky_name(&e->name, NULL, NULL));
  CHECK_STATUS(LEAKY_OK, leaky_numbers(&e->numbers, NULL, &e->text, NULL, NULL));
  CHECK_STATUS(LEAKY_OK, leaky_thing_new(&e->thing, NULL));
  CHECK_STATUS(LEAKY_OK, leaky_thing_other(e->thing, &e->none, NULL));
  CHECK_STATUS(LEAKY_OK, leaky_thing_other(e->thing, &e->other, NULL));
  CHECK(leaky_fail(&e->error) != LEAKY_OK);
  CHECK(leaky_fail(NULL) != LEAKY_OK);
  CHECK(e->none == NULL && e->other != NULL);
}

static void check(const found *f, int at, const char *kind, const void *object, const char *made_by) {
  const leaky_leak *leak = &f->leaks[at];
  CHECK(strcmp(leak->kind, kind) == 0);
  CHECK(leak->object == object);
  CHECK(strcmp(leak->made_by, made_by) == 0);
  const uintptr_t caller = (uintptr_t)f->callers[at], begin = (uintptr_t)(void (*)(everything *))make;
  CHECK(caller > begin && caller < begin + 4096);
}

static leaky_status nothing(void *user) {
  (void)user;
  return LEAKY_OK;
}

static void count(void *user) { ++*(int *)user; }

/* Callbacks are the caller's to take back, and contexts to free. */
static void kept(void) {
  static int destroyed, other;
  leaky_context *context = NULL;
  CHECK_STATUS(LEAKY_OK, leaky_keep(nothing, &destroyed, count, NULL));
  CHECK_STATUS(LEAKY_OK, leaky_keep(nothing, &other, NULL, NULL));
  CHECK_STATUS(LEAKY_OK, leaky_keep(NULL, NULL, NULL, NULL));
  CHECK_STATUS(LEAKY_OK, leaky_context_new(-1, &context, NULL));
  const found f = report();
  CHECK(f.count == 3);
  CHECK(strcmp(f.leaks[0].kind, "callback") == 0 && f.leaks[0].object == &destroyed && strcmp(f.leaks[0].made_by, "leaky_keep") == 0);
  CHECK(strcmp(f.leaks[1].kind, "callback") == 0 && f.leaks[1].object == &other);
  CHECK(strcmp(f.leaks[2].kind, "context") == 0 && f.leaks[2].object == context && strcmp(f.leaks[2].made_by, "leaky_context_new") == 0);
  CHECK_STATUS(LEAKY_OK, leaky_callback_remove(&destroyed, -1, NULL));
  CHECK_STATUS(LEAKY_OK, leaky_callback_remove(&other, -1, NULL));
  CHECK_STATUS(LEAKY_OK, leaky_context_free(context));
  CHECK(destroyed == 1 && report().count == 0);
}

int main(void) {
  everything e;
  CHECK(report().count == 0);
  /* Also what the functions give that every library has. */
  leaky_error *refused = NULL, *negative = NULL;
  CHECK_STATUS(EINVAL, leaky_init(&(leaky_options){.size = 1}, &refused));
  CHECK_STATUS(EINVAL, leaky_shutdown(-1, NULL, &negative));
  const found early = report();
  CHECK(early.count == 2);
  CHECK(early.leaks[0].object == refused && strcmp(early.leaks[0].made_by, "leaky_init") == 0);
  CHECK(early.leaks[1].object == negative && strcmp(early.leaks[1].made_by, "leaky_shutdown") == 0);
  CHECK((uintptr_t)early.callers[1] > (uintptr_t)main && (uintptr_t)early.callers[1] < (uintptr_t)main + 4096);
  leaky_error_free(refused);
  leaky_error_free(negative);
  CHECK(report().count == 0);
  kept();
  make(&e);
  leaky_free(e.name);
  leaky_free(e.numbers);
  leaky_free(e.text);
  leaky_error_free(e.error);
  CHECK_STATUS(LEAKY_OK, leaky_thing_free(e.other));
  CHECK_STATUS(LEAKY_OK, leaky_thing_free(e.thing));
  CHECK(leaky_thing_free(e.thing) == LEAKY_STALE_HANDLE);
  CHECK(report().count == 0);

  make(&e);
  const found f = report();
  CHECK(f.count == 6);
  check(&f, 0, "buffer", e.name, "leaky_name");
  check(&f, 1, "buffer", e.numbers, "leaky_numbers");
  check(&f, 2, "buffer", e.text, "leaky_numbers");
  check(&f, 3, "leaky_thing", e.thing, "leaky_thing_new");
  check(&f, 4, "leaky_thing", e.other, "leaky_thing_other");
  check(&f, 5, "error", e.error, "leaky_fail");

  CHECK_STATUS(LEAKY_OK, leaky_leaks(NULL, NULL)); /* for people: the test's log has it */
  CHECK_STATUS(LEAKY_OK, leaky_leaks(free_it, NULL));
  CHECK(report().count == 0);
  leaky_counters counters = {.size = sizeof counters};
  CHECK_STATUS(LEAKY_OK, leaky_stats(&counters));
  CHECK(counters.buffers == 0 && counters.errors == 0 && counters.handles == 0);
  CHECK_STATUS(LEAKY_OK, leaky_nothing(&e.nothing, NULL, NULL));
  leaky_free(e.nothing);
  CHECK(report().count == 0);
  return 0;
}
