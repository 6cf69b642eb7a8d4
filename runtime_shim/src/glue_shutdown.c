/* The end of a generated library: cshared/lifecycle.h. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cshared/lifecycle.h"
#include "glue_log.h"

enum { SECOND = 1000000000, WARNING = 4 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ended; /* of CLOCK_MONOTONIC */
static enum { OPEN, ENDING, ENDED } state;

static int64_t now(void) {
  struct timespec t;
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * SECOND + t.tv_nsec;
}

static int64_t after(int64_t duration) {
  int64_t sum;
  return __builtin_add_overflow(now(), duration, &sum) ? INT64_MAX : sum;
}

/* Says whether the caller is the one who ends the library. If another one does, waits for it: false with
 * a status. */
static bool begin(int64_t deadline, int *status) {
  const struct timespec until = {.tv_sec = deadline / SECOND, .tv_nsec = deadline % SECOND};
  *status = 0;
  (void)pthread_mutex_lock(&mutex);
  const bool is_first = state == OPEN;
  if (is_first) {
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&ended, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    state = ENDING;
  }
  while (!is_first && state == ENDING && *status == 0) {
    *status = pthread_cond_timedwait(&ended, &mutex, &until);
  }
  if (state == ENDED) {
    *status = 0;
  }
  (void)pthread_mutex_unlock(&mutex);
  return is_first;
}

static void end(void) {
  (void)pthread_mutex_lock(&mutex);
  state = ENDED;
  (void)pthread_cond_broadcast(&ended);
  (void)pthread_mutex_unlock(&mutex);
}

__attribute__((format(printf, 3, 4))) static void append(char *text, size_t room, const char *format, ...) {
  const size_t used = strlen(text);
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(text + used, room - used, format, arguments);
  va_end(arguments);
}

/* "2 objects, 1 buffer": what the host has not given back, "" if nothing. */
static void describe_live(const cshared_lifecycle_library *library, void *counters, char *text, size_t room) {
  cshared_lifecycle_live kinds[CSHARED_LIFECYCLE_KINDS];
  const size_t n = library->live(counters, kinds);
  text[0] = '\0';
  for (size_t i = 0; i < n; i++) {
    if (kinds[i].count != 0) {
      append(text, room, "%s%llu %s%s", text[0] != '\0' ? ", " : "", (unsigned long long)kinds[i].count, kinds[i].what,
             kinds[i].count != 1 ? "s" : "");
    }
  }
}

/* The error object: what the hooks said, then what is live. */
static void explain(int status, cshared_error hooks, const char *more, cshared_error *error) {
  const char *message = "", *stack = "";
  size_t message_size = 0, stack_size = 0;
  if (hooks != 0) {
    (void)cshared_error_message(hooks, &message, &message_size);
    (void)cshared_error_stack(hooks, &stack, &stack_size);
  }
  const size_t more_size = strlen(more);
  char *text = malloc(message_size + more_size);
  if (text != NULL) {
    memcpy(text, message, message_size);
    memcpy(text + message_size, more, more_size);
  }
  (void)cshared_error_new(status, text, text != NULL ? message_size + more_size : 0, stack, stack_size, error);
  free(text);
}

static int run(const cshared_lifecycle_library *library, int64_t timeout_ns, int64_t deadline, void *counters,
               cshared_error *error) {
  (void)cshared_guard_stop(CSHARED_CLOSED); /* a poisoned library stays so */
  uint64_t scratch[CSHARED_GLUE_SCRATCH / sizeof(uint64_t)];
  cshared_lifecycle_end call = {.timeout_ns = timeout_ns};
  cshared_glue_begin(&call.call, scratch, sizeof scratch, error != NULL);
  library->go(&call);
  int status = call.call.status;
  char live[192], more[320] = "";
  describe_live(library, counters, live, sizeof live); /* before there is an error object of ours */
  if (live[0] != '\0') {
    append(more, sizeof more, "%s: still live: %s", library->function, live);
    (void)cshared_lifecycle_log(WARNING, more, strlen(more));
    more[0] = '\0';
  }
  if (!cshared_glue_log_close(deadline)) {
    append(more, sizeof more, "%s%s: a call of the log sink has not returned", status != 0 ? "; " : "", library->function);
    status = status != 0 ? status : ETIMEDOUT;
  }
  if (error == NULL || status == 0) {
    return status;
  }
  if (live[0] != '\0') {
    append(more, sizeof more, "; still live: %s", live);
  }
  cshared_error hooks = 0;
  if (call.call.status != 0) {
    (void)cshared_glue_fail(&call.call, library->fetch, &hooks);
  }
  explain(status, hooks, more, error);
  if (hooks != 0) {
    (void)cshared_error_free(hooks);
  }
  return status;
}

int cshared_lifecycle_shutdown(const cshared_lifecycle_library *library, int64_t timeout_ns, void *counters,
                               cshared_error *error) {
  const int saved = errno;
  int status = cshared_guard_late();
  if (status != 0) {
    return cshared_lifecycle_refuse(status, error);
  }
  char text[128];
  if (timeout_ns < 0) {
    (void)snprintf(text, sizeof text, "%s: timeout_ns is %lld, and cannot be negative", library->function, (long long)timeout_ns);
    return cshared_glue_refuse(EINVAL, text, error);
  }
  /* As Go's half: hooks have a second more, to notice that their time is over. */
  const int64_t deadline = after(timeout_ns < INT64_MAX - SECOND ? timeout_ns + SECOND : INT64_MAX);
  if (begin(deadline, &status)) {
    status = run(library, timeout_ns, deadline, counters, error);
    end();
  } else if (status != 0) {
    (void)snprintf(text, sizeof text, "%s: another call of it has not come to its end", library->function);
    status = cshared_glue_refuse(status, text, error);
  }
  errno = saved;
  return status;
}
