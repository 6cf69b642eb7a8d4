/* A library with panics = "poison": the first panic stops it. */
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "child.h"
#include "poison.h"

enum { THREADS = 8 };

/* Every later call says the same. */
static void check_poisoned(const char *message, const char *function) {
  int64_t value;
  for (int i = 0; i < 3; i++) {
    poison_error *err = NULL;
    CHECK(poison_count_env(&value, &err) == POISON_POISONED);
    CHECK(poison_error_code(err) == POISON_POISONED);
    CHECK_TEXT(poison_error_message(err), message);
    CHECK(strstr(poison_error_stack(err), function) != NULL);
    poison_error_free(err);
    CHECK(poison_init(NULL, &err) == POISON_POISONED);
    CHECK_TEXT(poison_error_message(err), message);
    poison_error_free(err);
    CHECK(poison_count_env(&value, NULL) == POISON_POISONED);
  }
}

static void check_panics(uint64_t n) {
  poison_counters counters = {.size = sizeof counters};
  CHECK(poison_stats(&counters) == POISON_OK);
  CHECK(counters.panics == n);
  CHECK(counters.errors == 0);
}

static void asked_for(void) {
  poison_error *err = NULL;
  CHECK(poison_panic("boom", 4, &err) == POISON_PANIC);
  CHECK_TEXT(poison_error_message(err), "panic: boom");
  CHECK(strstr(poison_error_stack(err), "lifecycle.Panic") != NULL);
  poison_error_free(err);
  check_poisoned("out of service since an earlier call: panic: boom", "lifecycle.Panic");
  CHECK(poison_panic("again", 5, NULL) == POISON_POISONED);
  check_panics(1);
}

/* Also when nobody has looked at the first one, and when it is longer than scratch memory. */
static void not_asked_for(void) {
  static char text[2000], want[2100];
  memset(text, 'x', sizeof text - 1);
  CHECK(poison_panic(text, sizeof text - 1, NULL) == POISON_PANIC);
  snprintf(want, sizeof want, "out of service since an earlier call: panic: %s", text);
  check_poisoned(want, "lifecycle.Panic");
  check_panics(1);
}

/* The panic of an iterator comes from another goroutine. */
static void iterators(void) {
  poison_int64_iterator *it = NULL;
  int64_t value = 0;
  CHECK(poison_panic_later("later", 5, &it, NULL) == POISON_OK);
  CHECK(poison_int64_iterator_next(it, &value, NULL) == POISON_OK && value == 1);
  CHECK(poison_int64_iterator_next(it, &value, NULL) == POISON_PANIC);
  check_poisoned("out of service since an earlier call: panic: later", "PanicLater");
  check_panics(1);
  CHECK(poison_int64_iterator_close(it) == POISON_OK);
}

static long resident(void) {
  long size = 0, pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  CHECK(file != NULL && fscanf(file, "%ld %ld", &size, &pages) == 2 && fclose(file) == 0);
  return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* What nobody asks for is not kept: a page each would be 156 MiB. */
static void exits(void) {
  for (int i = 0; i < 100; i++) {
    CHECK(poison_exit(NULL) == POISON_GOEXIT);
  }
  const long before = resident();
  for (int i = 0; i < 40000; i++) {
    CHECK(poison_exit(NULL) == POISON_GOEXIT);
  }
  const long after = resident();
  if (after > before + 80 * 1024) {
    fprintf(stderr, "40000 calls took %ld KiB\n", after - before);
    exit(1);
  }
  check_panics(0);
}

static void objects(void) {
  poison_thing *thing;
  char *text;
  CHECK(poison_thing_new("a", 1, &thing, NULL) == POISON_OK && poison_thing_text(thing, &text, NULL, NULL) == POISON_OK);
  CHECK(poison_panic("boom", 4, NULL) == POISON_PANIC);
  poison_free(text);
  CHECK(poison_thing_text(thing, &text, NULL, NULL) == POISON_POISONED);
  CHECK(poison_thing_free(thing) == POISON_OK);
  CHECK(poison_thing_free(thing) == POISON_STALE_HANDLE);
}

typedef struct caller {
  pthread_t thread;
  char text[16];
  char message[64];
} caller;

static void *panic_together(void *argument) {
  caller *c = argument;
  poison_error *err = NULL;
  CHECK(poison_panic_together(c->text, POISON_NUL_TERMINATED, THREADS, &err) == POISON_PANIC);
  snprintf(c->message, sizeof c->message, "%s", poison_error_message(err));
  poison_error_free(err);
  return NULL;
}

/* Each call that panics says so with its own text; one of them is the first for all later calls. */
static void several_at_once(void) {
  static caller callers[THREADS];
  for (int i = 0; i < THREADS; i++) {
    snprintf(callers[i].text, sizeof callers[i].text, "boom %d", i);
    CHECK(pthread_create(&callers[i].thread, NULL, panic_together, &callers[i]) == 0);
  }
  for (int i = 0; i < THREADS; i++) {
    char want[64];
    CHECK(pthread_join(callers[i].thread, NULL) == 0);
    snprintf(want, sizeof want, "panic: %s", callers[i].text);
    CHECK_TEXT(callers[i].message, want);
  }
  check_panics(THREADS);
  int64_t value;
  poison_error *err = NULL;
  CHECK(poison_count_env(&value, &err) == POISON_POISONED);
  char first[128];
  snprintf(first, sizeof first, "%s", poison_error_message(err));
  poison_error_free(err);
  bool is_one = false;
  for (int i = 0; i < THREADS; i++) {
    char want[128];
    snprintf(want, sizeof want, "out of service since an earlier call: %s", callers[i].message);
    is_one = is_one || strcmp(first, want) == 0;
  }
  CHECK(is_one);
  check_poisoned(first, "lifecycle.PanicTogether");
}

static void infallible_afterwards(void) {
  CHECK(poison_half(1) == 0.5);
  CHECK(poison_panic("boom", 4, NULL) == POISON_PANIC);
  (void)poison_half(1);
}

static void panic_in_goroutine(void) { CHECK(poison_panic_in_goroutine("boom elsewhere", POISON_NUL_TERMINATED, NULL) == POISON_OK); }

int main(int argc, char **argv) {
  static const test tests[] = {
      {"asked_for", asked_for, 0, NULL},
      {"not_asked_for", not_asked_for, 0, NULL},
      {"iterators", iterators, 0, NULL},
      {"exits", exits, 0, NULL},
      {"objects", objects, 0, NULL},
      {"several_at_once", several_at_once, 0, NULL},
      {"infallible_afterwards", infallible_afterwards, SIGABRT,
       "poison_half: cannot be called: the library is out of service: a Go function panicked earlier\n"},
      {"panic_in_goroutine", panic_in_goroutine, SIGABRT, "panic: boom elsewhere\n\ngoroutine "},
  };
  return run_tests(tests, sizeof tests / sizeof tests[0], argc, argv);
}
