/* <prefix>shutdown: hooks, what is live, what works afterwards; and panics that stop one function's library,
 * or end the process. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>

#include "child.h"
#include "life.h"

#define SECOND INT64_C(1000000000)

static char logged[4096];
static pthread_mutex_t logging = PTHREAD_MUTEX_INITIALIZER;

static void sink(void *user, int level, const char *text, size_t size) {
  (void)user, (void)level, (void)size;
  pthread_mutex_lock(&logging);
  snprintf(logged + strlen(logged), sizeof logged - strlen(logged), "%s\n", text);
  pthread_mutex_unlock(&logging);
}

static void begin(void) {
  CHECK(life_init(&(life_options){.size = sizeof(life_options), .log = sink}, NULL) == LIFE_OK);
}

static void hook(const char *kind) { CHECK(life_on_shutdown(kind, LIFE_NUL_TERMINATED, NULL) == LIFE_OK); }

static void wait_for_log(const char *text) {
  for (bool found = false; !found; usleep(1000)) {
    pthread_mutex_lock(&logging);
    found = strstr(logged, text) != NULL;
    pthread_mutex_unlock(&logging);
  }
}

/* Shuts down, and checks the status and the text of the error. */
static void shut_down(int64_t timeout, life_counters *left, life_status status, const char *text) {
  life_error *err = NULL;
  CHECK(life_shutdown(timeout, left, &err) == status);
  CHECK((err != NULL) == (status != LIFE_OK));
  if (err != NULL) {
    CHECK(life_error_code(err) == status);
    CHECK_TEXT(life_error_message(err), text);
    life_error_free(err);
  }
}

static void nothing_registered(void) {
  errno = 77;
  shut_down(0, NULL, LIFE_OK, NULL);
  CHECK(errno == 77);
  shut_down(0, NULL, LIFE_OK, NULL);
}

static void afterwards(void) {
  life_thing *thing, *other;
  char *text;
  int64_t value;
  CHECK(life_thing_new("a", 1, &thing, NULL) == LIFE_OK && life_thing_new("b", 1, &other, NULL) == LIFE_OK);
  CHECK(life_thing_text(thing, &text, NULL, NULL) == LIFE_OK);
  life_error *before = NULL;
  CHECK(life_panic("boom", 4, &before) == LIFE_PANIC);
  begin();
  life_counters left = {.size = sizeof left};
  shut_down(SECOND, &left, LIFE_OK, NULL);
  CHECK(left.handles == 2 && left.buffers == 1 && left.errors == 1 && left.panics == 1 && left.size == sizeof left);
  CHECK_TEXT(logged, "life_shutdown: still live: 2 objects, 1 buffer, 1 error\n");

  life_error *err = NULL;
  CHECK(life_count_env(&value, &err) == LIFE_CLOSED);
  CHECK(life_error_code(err) == LIFE_CLOSED);
  CHECK_TEXT(life_error_message(err), "the library was shut down");
  life_error_free(err);
  CHECK(life_count_env(&value, NULL) == LIFE_CLOSED);
  CHECK(life_init(NULL, NULL) == LIFE_CLOSED);
  CHECK(life_thing_text(thing, &text, NULL, NULL) == LIFE_CLOSED);

  CHECK_TEXT(life_version(), "1.2.3");
  CHECK_TEXT(life_status_name(LIFE_CLOSED), "CLOSED");
  CHECK_TEXT(life_status_text(LIFE_OK), "success");
  CHECK_TEXT(text, "a");
  life_free(text);
  CHECK_TEXT(life_error_message(before), "panic: boom");
  life_error_free(before);
  CHECK(life_thing_free(thing) == LIFE_OK);
  CHECK(life_thing_free(thing) == LIFE_STALE_HANDLE);
  CHECK(life_thing_free((life_thing *)&left) == LIFE_FOREIGN_HANDLE);
  life_counters now = {.size = sizeof now};
  CHECK(life_stats(&now) == LIFE_OK && now.handles == 1 && now.buffers == 0 && now.errors == 0);
  /* An older caller's struct: handles are not in it. */
  struct {
    size_t size;
    uint64_t buffers, errors, no_member;
  } old = {24, 9, 9, 9};
  shut_down(0, (life_counters *)&old, LIFE_OK, NULL);
  CHECK(old.size == 24 && old.buffers == 0 && old.errors == 0 && old.no_member == 9);
  CHECK(life_thing_free(other) == LIFE_OK);
}

static void hooks(void) {
  begin();
  life_thing *thing;
  CHECK(life_thing_new("a", 1, &thing, NULL) == LIFE_OK);
  hook("first");
  hook("denied");
  hook("registers");
  hook("plain");
  hook("last");
  static const char text[] =
      "the shutdown hook of github.com/gocshared/rules_go_cshared/tests/lifecycle.OnShutdown: no words; "
      "the shutdown hook of github.com/gocshared/rules_go_cshared/tests/lifecycle.OnShutdown: permission denied; "
      "still live: 1 object";
  shut_down(60 * SECOND, NULL, LIFE_UNKNOWN, text);
  CHECK_TEXT(logged, "hook last\nhook plain\nhook registers\nhook late\nhook denied\nhook first\nlife_shutdown: still live: 1 object\n");
  /* Once. */
  shut_down(60 * SECOND, NULL, LIFE_OK, NULL);
  CHECK(strstr(strstr(logged, "hook first") + 1, "hook") == NULL);
}

static void hook_panics(void) {
  begin();
  hook("first");
  hook("exits");
  hook("panics");
  life_error *err = NULL;
  life_counters left = {.size = sizeof left};
  CHECK(life_shutdown(60 * SECOND, &left, &err) == LIFE_PANIC);
  CHECK_TEXT(life_error_message(err),
             "the shutdown hook of github.com/gocshared/rules_go_cshared/tests/lifecycle.OnShutdown: panicked: hook boom; "
             "the shutdown hook of github.com/gocshared/rules_go_cshared/tests/lifecycle.OnShutdown: ended its goroutine (runtime.Goexit)");
  CHECK(strstr(life_error_stack(err), "tests/lifecycle/lifecycle.go:") != NULL);
  CHECK(left.panics == 1 && left.errors == 0);
  CHECK_TEXT(logged, "hook panics\nhook exits\nhook first\n");
  life_error_free(err);
}

static void hook_hangs(void) {
  begin();
  hook("first");
  hook("hangs");
  hook("waits");
  /* One keeps to its time, one does not, and for one there is none left. */
  shut_down(1, NULL, ETIMEDOUT,
            "the shutdown hook of github.com/gocshared/rules_go_cshared/tests/lifecycle.OnShutdown: context deadline exceeded; "
            "the shutdown hook of github.com/gocshared/rules_go_cshared/tests/lifecycle.OnShutdown: has not returned, and goes on; "
            "the shutdown hook of github.com/gocshared/rules_go_cshared/tests/lifecycle.OnShutdown: was not run, as there was no time left");
  CHECK_TEXT(logged, "hook waits\nhook hangs\n");
}

static void bad_arguments(void) {
  life_counters left = {.size = 0};
  shut_down(-1, NULL, EINVAL, "life_shutdown: timeout_ns is -1, and cannot be negative");
  shut_down(0, &left, EINVAL, "life_shutdown: left->size is 0, and must be sizeof(life_counters)");
  int64_t value;
  CHECK(life_count_env(&value, NULL) == LIFE_OK);
  shut_down(INT64_MAX, NULL, LIFE_OK, NULL);
}

static int gate[2];

static void *block(void *unused) {
  (void)unused;
  return (void *)(intptr_t)life_block(gate[0], NULL);
}

/* A call that is in Go goes on; shutdown does not wait for it, and what it logs later is dropped. */
static void call_in_flight(void) {
  CHECK(pipe(gate) == 0);
  begin();
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, block, NULL) == 0);
  wait_for_log("blocks");
  shut_down(60 * SECOND, NULL, LIFE_OK, NULL);
  CHECK(write(gate[1], "x", 1) == 1);
  void *status;
  CHECK(pthread_join(thread, &status) == 0);
  CHECK((intptr_t)status == LIFE_OK);
  CHECK_TEXT(logged, "blocks\n");
}

static void *shut_down_elsewhere(void *timeout) {
  return (void *)(intptr_t)life_shutdown(*(int64_t *)timeout, NULL, NULL);
}

static void several_at_once(void) {
  CHECK(pipe(gate) == 0);
  begin();
  hook("denied");
  CHECK(life_on_shutdown_block(gate[0], NULL) == LIFE_OK);
  int64_t none = 0, enough = 60 * SECOND;
  pthread_t first, others[4];
  CHECK(pthread_create(&first, NULL, shut_down_elsewhere, &enough) == 0);
  wait_for_log("blocks");
  shut_down(none, NULL, ETIMEDOUT, "life_shutdown: another call of it has not come to its end");
  for (int i = 0; i < 4; i++) {
    CHECK(pthread_create(&others[i], NULL, shut_down_elsewhere, &enough) == 0);
  }
  CHECK(write(gate[1], "x", 1) == 1);
  void *status;
  CHECK(pthread_join(first, &status) == 0 && (intptr_t)status == EACCES);
  for (int i = 0; i < 4; i++) {
    CHECK(pthread_join(others[i], &status) == 0 && (intptr_t)status == LIFE_OK);
  }
  CHECK_TEXT(logged, "blocks\ngoes on\nhook denied\n");
}

static void slow_sink(void *user, int level, const char *text, size_t size) {
  sink(user, level, text, size);
  char byte;
  CHECK(read(gate[0], &byte, 1) == 1);
}

static void *log_something(void *unused) {
  (void)unused;
  return (void *)(intptr_t)life_log(0, "slow", 4, 0, NULL);
}

static void sink_hangs(void) {
  CHECK(pipe(gate) == 0);
  CHECK(life_init(&(life_options){.size = sizeof(life_options), .log = slow_sink}, NULL) == LIFE_OK);
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, log_something, NULL) == 0);
  wait_for_log("slow");
  shut_down(0, NULL, ETIMEDOUT, "life_shutdown: a call of the log sink has not returned");
  CHECK(write(gate[1], "x", 1) == 1);
  void *status;
  CHECK(pthread_join(thread, &status) == 0 && (intptr_t)status == LIFE_OK);
}

static pthread_t shutting;

static void shutting_sink(void *user, int level, const char *text, size_t size) {
  sink(user, level, text, size);
  CHECK(read(gate[0], &level, 1) == 1);
}

/* Shutdown waits for a call of the sink, and none comes later. */
static void sink_is_waited_for(void) {
  CHECK(pipe(gate) == 0);
  CHECK(life_init(&(life_options){.size = sizeof(life_options), .log = shutting_sink}, NULL) == LIFE_OK);
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, log_something, NULL) == 0);
  wait_for_log("slow");
  int64_t enough = 60 * SECOND;
  CHECK(pthread_create(&shutting, NULL, shut_down_elsewhere, &enough) == 0);
  usleep(100000);
  CHECK(pthread_tryjoin_np(shutting, NULL) == EBUSY);
  CHECK(write(gate[1], "x", 1) == 1);
  void *status;
  CHECK(pthread_join(shutting, &status) == 0 && (intptr_t)status == LIFE_OK);
  CHECK(pthread_join(thread, &status) == 0 && (intptr_t)status == LIFE_OK);
  CHECK_TEXT(logged, "slow value=0 level=own\n");
}

/* One function of this library has the policy poison. */
static void poison_of_one(void) {
  begin();
  hook("first");
  CHECK(life_panic("mild", 4, NULL) == LIFE_PANIC);
  CHECK(life_fail_poison("only an error", 13, NULL) == LIFE_UNKNOWN);
  CHECK(life_exit_poison(NULL) == LIFE_GOEXIT);
  int64_t value;
  CHECK(life_count_env(&value, NULL) == LIFE_OK);
  CHECK(life_panic_poison("strict", 6, NULL) == LIFE_PANIC);
  life_error *err = NULL;
  CHECK(life_count_env(&value, &err) == LIFE_POISONED);
  CHECK_TEXT(life_error_message(err), "out of service since an earlier call: panic: strict");
  life_error_free(err);
  /* Its end comes as ever; the first reason stays. */
  shut_down(60 * SECOND, NULL, LIFE_OK, NULL);
  CHECK_TEXT(logged, "hook first\n");
  CHECK(life_count_env(&value, NULL) == LIFE_POISONED);
}

static void infallible_afterwards(void) {
  shut_down(0, NULL, LIFE_OK, NULL);
  (void)life_half(1);
}

static void panic_in_goroutine(void) { CHECK(life_panic_in_goroutine("boom elsewhere", LIFE_NUL_TERMINATED, NULL) == LIFE_OK); }

int main(int argc, char **argv) {
  static const test tests[] = {
      {"nothing_registered", nothing_registered, 0, NULL},
      {"afterwards", afterwards, 0, NULL},
      {"hooks", hooks, 0, NULL},
      {"hook_panics", hook_panics, 0, NULL},
      {"hook_hangs", hook_hangs, 0, NULL},
      {"bad_arguments", bad_arguments, 0, NULL},
      {"call_in_flight", call_in_flight, 0, NULL},
      {"several_at_once", several_at_once, 0, NULL},
      {"sink_hangs", sink_hangs, 0, NULL},
      {"sink_is_waited_for", sink_is_waited_for, 0, NULL},
      {"poison_of_one", poison_of_one, 0, NULL},
      {"infallible_afterwards", infallible_afterwards, SIGABRT, "life_half: cannot be called: the library was shut down\n"},
      /* Nothing can contain it. The status is that of a signal without a core: its number. */
      {"panic_in_goroutine", panic_in_goroutine, SIGABRT, "panic: boom elsewhere\n\ngoroutine "},
  };
  return run_tests(tests, sizeof tests / sizeof tests[0], argc, argv);
}
