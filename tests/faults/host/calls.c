/* Steps that call the library. */
#include <errno.h>
#include <string.h>

#include "steps.h"

/* Says the name of a status, and the message behind it. */
static void say(const char *step, int status, faults_error *error) {
  if (status == FAULTS_OK) {
    printf("%s ok\n", step);
    return;
  }
  const char *message = error != NULL ? faults.error_message(error) : "";
  printf("%s %s%s%s\n", step, faults.status_name(status), *message != '\0' ? ": " : "", message);
  faults.error_free(error);
}

static void answer(const char *value, faults_error **error) {
  (void)value;
  int64_t result = 0;
  const int status = faults.answer(&result, error);
  NEED(status != FAULTS_OK || result == 42);
  say("answer", status, *error);
}

/* One result: memory of the C library. */
static void text(const char *value, faults_error **error) {
  char *result = NULL;
  size_t size = 0;
  const int status = faults.text(atoll(value), &result, &size, error);
  NEED(status != FAULTS_OK || size == (size_t)atoll(value));
  say("text", status, *error);
  faults.free(result);
}

static void count(void *user, int64_t i) { *(int64_t *)user += i; }

static void steps(const char *value, faults_error **error) {
  int64_t sum = 0;
  const int status = faults.steps(atoll(value), count, &sum, error);
  NEED(status != FAULTS_OK || sum == atoll(value) * (atoll(value) - 1) / 2);
  say("steps", status, *error);
}

/* What is not given back. */
static void stats(const char *value, faults_error **error) {
  (void)value;
  (void)error;
  faults_counters counters = {.size = sizeof counters};
  const int status = faults.stats(&counters);
  NEED(status == FAULTS_OK);
  printf("stats %d\n", (int)(counters.buffers + counters.errors + counters.handles + counters.callbacks + counters.contexts + counters.iterators));
}

static void to_file(void *user, int level, const char *message, size_t size) {
  (void)level;
  errno = 0;
  if (fwrite(message, 1, size, user) != size || fflush(user) != 0) {
    printf("sink %s\n", strerrorname_np(errno));
    clearerr(user);
  }
}

/* Gives the library a sink that writes to a file. */
static void sink(const char *value, faults_error **error) {
  FILE *file = fopen(value, "w");
  NEED(file != NULL);
  setbuf(file, NULL);
  const faults_options options = {.size = sizeof options, .log = to_file, .log_user = file};
  const int status = faults.init(&options, error);
  say("sink", status, *error);
}

/* A queue of the router: a thread and a descriptor. */
static void router(const char *value, faults_error **error) {
  (void)value;
  (void)error;
  faults_subscription subscription = 0;
  int descriptor;
  const int status = faults.router_subscribe_queue(FAULTS_SIGNAL(10), 0, 16, &subscription, &descriptor);
  if (status == FAULTS_OK) {
    NEED(faults.router_unsubscribe(subscription) == FAULTS_OK);
  }
  say("router", status, NULL);
}

/* A domain with an OS thread of its own. */
static void domain(const char *value, faults_error **error) {
  (void)value;
  (void)error;
  faults_domain made = 0;
  const int status = faults.domain_new(FAULTS_DOMAIN_THREAD, &made);
  if (status == FAULTS_OK) {
    NEED(faults.domain_free(made) == FAULTS_OK);
  }
  say("domain", status, NULL);
}

/* Mutex and timer have neither. */
static void primitives(const char *value, faults_error **error) {
  (void)value;
  (void)error;
  faults_mutex mutex;
  faults_timer timer;
  int64_t now;
  int status = faults.mutex_new(FAULTS_MUTEX_ERRORCHECK, &mutex);
  if (status == FAULTS_OK) {
    NEED(faults.mutex_lock_for(mutex, 1000000) == FAULTS_OK && faults.mutex_unlock(mutex) == FAULTS_OK &&
         faults.mutex_free(mutex) == FAULTS_OK);
    status = faults.timer_new(FAULTS_TIMER_MONOTONIC, &timer);
  }
  if (status == FAULTS_OK) {
    NEED(faults.timer_now(timer, &now) == FAULTS_OK && faults.timer_free(timer) == FAULTS_OK);
  }
  say("primitives", status, NULL);
}

static void snapshot(const char *value, faults_error **error) {
  (void)value;
  (void)error;
  faults_signal_snapshot made;
  const int status = faults.signal_snapshot_take(&made);
  if (status == FAULTS_OK) {
    NEED(faults.signal_snapshot_free(made) == FAULTS_OK);
  }
  say("snapshot", status, NULL);
}

#define STEP(name, call)                                            \
  static void go_##name(const char *value, faults_error **error) {  \
    (void)value;                                                    \
    const int status = (call);                                      \
    say(#name, status, *error);                                     \
  }
#define NUMBER(name) STEP(name, faults.name(atoll(value), error))
#define TEXT(name) STEP(name, faults.name(value, FAULTS_NUL_TERMINATED, error))
#define NOTHING(name) STEP(name, faults.name(error))
NUMBER(sleep)
NUMBER(allocate)
NUMBER(block)
NOTHING(unblock)
TEXT(open)
TEXT(print)
TEXT(log)
NOTHING(collect)
NOTHING(random)
NOTHING(recover)
STEP(shutdown, faults.shutdown(1000000000, NULL, error))

bool step_of_calls(const char *name, const char *value) {
  static const struct {
    const char *name;
    void (*call)(const char *value, faults_error **error);
  } calls[] = {
      {"answer", answer}, {"text", text}, {"steps", steps}, {"stats", stats}, {"sink", sink},
      {"router", router}, {"domain", domain}, {"primitives", primitives}, {"snapshot", snapshot},
      {"sleep", go_sleep}, {"allocate", go_allocate}, {"block", go_block}, {"unblock", go_unblock}, {"open", go_open},
      {"print", go_print}, {"log", go_log}, {"collect", go_collect}, {"random", go_random}, {"recover", go_recover},
      {"shutdown", go_shutdown},
  };
  for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
    if (strcmp(calls[i].name, name) == 0) {
      faults_error *error = NULL;
      calls[i].call(value, &error);
      return true;
    }
  }
  return false;
}
