/* Options and the log sink of a generated library: cshared/lifecycle.h. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cshared/lifecycle.h"
#include "glue_log.h"

/* The kernel's own limit (NR_CPUS), and what is no size of options, whoever wrote them. */
enum { MOST_CPUS = 8192, MOST_OPTIONS = 4096 };

static atomic_bool started;

/* The thread on which Go takes over an environment: it is Go's then, and not libc's. */
static pthread_t taker;
static atomic_bool is_taking;
static cshared_lifecycle_variable set_before, unset_before;

static bool is_ours(void) { return atomic_load(&is_taking) && pthread_equal(taker, pthread_self()); }

static void set_variable(char **name_and_value) {
  if (!is_ours()) {
    set_before(name_and_value);
  }
}

static void unset_variable(char **name) {
  if (!is_ours()) {
    unset_before(name);
  }
}

__attribute__((format(printf, 2, 3))) static int refuse(cshared_error *error, const char *format, ...) {
  char text[256];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return cshared_glue_refuse(EINVAL, text, error);
}

/* Copies what the caller's version of the struct has. */
static int read_options(const char *function, const cshared_lifecycle_options *from, cshared_lifecycle_options *to,
                        cshared_error *error) {
  const size_t size = from->size;
  if (size < sizeof size || size > MOST_OPTIONS || size % sizeof(uint64_t) != 0) {
    return refuse(error, "%s: options->size is %zu, which is no size of this struct: write sizeof there", function, size);
  }
  for (size_t i = sizeof *to; i < size; i++) {
    if (((const unsigned char *)from)[i] != 0) {
      return refuse(error, "%s: the options have a value at byte %zu that this version of the library does not know (it knows %zu bytes): leave it 0",
                    function, i, sizeof *to);
    }
  }
  memset(to, 0, sizeof *to);
  memcpy(to, from, size < sizeof *to ? size : sizeof *to);
  return 0;
}

static int check_environment(const char *function, const char *const *environment, cshared_error *error) {
  for (size_t i = 0; environment != NULL && environment[i] != NULL; i++) {
    const char *sign = strchr(environment[i], '=');
    if (sign == NULL || sign == environment[i]) {
      return refuse(error, "%s: environment[%zu] is not of the form NAME=VALUE", function, i);
    }
  }
  return 0;
}

static int check(const char *function, const cshared_lifecycle_options *o, cshared_error *error) {
  if (o->gomaxprocs < 0 || o->gomaxprocs > MOST_CPUS) {
    return refuse(error, "%s: gomaxprocs is %lld, and must be 1 to %d, or 0 to leave it", function, (long long)o->gomaxprocs, MOST_CPUS);
  }
  if (o->gc_percent < -1 || o->gc_percent > INT32_MAX) {
    return refuse(error, "%s: gc_percent is %lld, and must be 1 to %d, -1 for no collections, or 0 to leave it", function,
                  (long long)o->gc_percent, INT32_MAX);
  }
  if (o->memory_limit < 0) {
    return refuse(error, "%s: memory_limit is %lld, and must be a number of bytes, INT64_MAX for no limit, or 0 to leave it",
                  function, (long long)o->memory_limit);
  }
  if (o->log == NULL && o->log_user != NULL) {
    return refuse(error, "%s: log_user is set, but log is NULL", function);
  }
  return check_environment(function, o->environment, error);
}

static int apply(const cshared_lifecycle_library *library, const cshared_lifecycle_options *o, cshared_error *error) {
  uint64_t scratch[CSHARED_GLUE_SCRATCH / sizeof(uint64_t)];
  cshared_lifecycle_start start = {
      .gomaxprocs = o->gomaxprocs, .gc_percent = o->gc_percent, .memory_limit = o->memory_limit,
      .environment = o->environment, .set_variable = set_variable, .unset_variable = unset_variable,
      .set_before = &set_before, .unset_before = &unset_before,
      .has_log = o->log != NULL,
  };
  cshared_glue_begin(&start.call, scratch, sizeof scratch, error != NULL);
  taker = pthread_self();
  atomic_store(&is_taking, true);
  library->go(&start);
  atomic_store(&is_taking, false);
  if (start.call.status != 0) {
    return cshared_glue_fail(&start.call, library->fetch, error);
  }
  if (o->log != NULL) {
    cshared_glue_log_open(o->log, o->log_user);
  }
  return 0;
}

int cshared_lifecycle_init(const cshared_lifecycle_library *library, const cshared_lifecycle_options *options,
                           cshared_error *error) {
  const int saved = errno;
  int status = cshared_guard_enter();
  if (status != 0) {
    return cshared_lifecycle_refuse(status, error);
  }
  cshared_lifecycle_options known = {.size = sizeof known};
  status = options != NULL ? read_options(library->function, options, &known, error) : 0;
  if (status == 0) {
    status = check(library->function, &known, error);
  }
  if (status == 0) {
    bool before = false;
    if (!atomic_compare_exchange_strong(&started, &before, true)) {
      char text[128];
      (void)snprintf(text, sizeof text, "%s: was called before, and what it was given stays", library->function);
      status = cshared_glue_refuse(EALREADY, text, error);
    } else if ((status = apply(library, &known, error)) != 0) {
      atomic_store(&started, false);
    }
  }
  errno = saved;
  return status;
}
