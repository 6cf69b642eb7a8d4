#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "calls.h"

enum { seconds = 1000000000 };

void calls_same_version(void) {
  const char *version = calls_version();
  if (version == NULL || strcmp(version, calls_library.header_version) != 0) {
    host_fail("%sversion() is %s, but the header says %s", calls_library.prefix, version == NULL ? "NULL" : version,
              calls_library.header_version);
  } else if (strcmp(version, calls_library.version) != 0) {
    host_fail("%sversion() is %s, but abi.json says %s", calls_library.prefix, version, calls_library.version);
  }
  const char *wrong = calls_in_cxx(calls_handle());
  if (wrong != NULL) {
    host_fail("called by C++: %s", wrong);
  }
  host_line("%s, to C and C++", version);
}

static void free_error(struct calls_refusal *r) {
  void *err = NULL;
  (void)r->function->call(r->values, &err);
  calls_error_free(err);
}

void calls_counted(void) {
  const char *prefix = calls_library.prefix;
  struct calls_counters counters = {.size = sizeof counters};
  if (!calls_nothing_lives("at the start")) {
    return;
  }
  if (calls_stats(&counters) != 0 || counters.panics != 0) {
    host_fail("%sstats at the start counts %llu panics, want 0", prefix, (unsigned long long)counters.panics);
  }
  counters.size = 0;
  int none = calls_stats(&counters);
  int null = calls_stats(NULL);
  if (none != EINVAL || null != EINVAL) {
    host_fail("%sstats returns %s for a size of 0, and %s for NULL, want EINVAL", prefix, calls_named(none), calls_named(null));
  }
  /* A caller with an older header has a smaller struct. */
  memset(&counters, 0x5a, sizeof counters);
  counters.size = offsetof(struct calls_counters, errors);
  int older = calls_stats(&counters);
  if (older != 0 || counters.buffers != 0 || counters.errors != UINT64_C(0x5a5a5a5a5a5a5a5a)) {
    host_fail("%sstats for a struct that ends behind buffers returns %s and writes behind it, want OK, and that it does not",
              prefix, calls_named(older));
  }
  host_line("%zu calls", calls_all_refusals(free_error));
  (void)calls_nothing_lives("after calls that failed, whose errors were freed");
}

static void expect_init(const char *when, const struct calls_options *options, int want) {
  void *mark = &mark;
  void *err = mark;
  int got = calls_init(options, &err);
  if (got != want) {
    host_fail("%sinit %s returns %s, want %s", calls_library.prefix, when, calls_named(got), calls_named(want));
  }
  if (got == 0 && err != mark) {
    host_fail("%sinit %s returns OK, but changes err, want it left alone", calls_library.prefix, when);
  }
  if (got != 0) {
    calls_error_free(err);
  }
}

void calls_init_once(void) {
  const struct calls_options bad = {.size = sizeof bad, .gomaxprocs = -1};
  const struct calls_options good = {.size = sizeof good};
  expect_init("with gomaxprocs = -1", &bad, EINVAL);
  expect_init("with nothing set, after a call that failed", &good, 0);
  expect_init("for the second time", &good, EALREADY);
  expect_init("for the third time, with NULL", NULL, EALREADY);
}

/* What the code of the author does at the end is its own affair: the library is closed, whatever it says. */
static bool close_library(void) {
  struct calls_counters left = {.size = sizeof left};
  void *err = NULL;
  int status = calls_shutdown(-1, &left, NULL);
  if (status != EINVAL) {
    host_fail("%sshutdown with a timeout of -1 returns %s, want EINVAL", calls_library.prefix, calls_named(status));
    return false;
  }
  status = calls_shutdown(INT64_C(5) * seconds, &left, &err);
  if (status != 0) {
    host_line("%sshutdown: %s: %s", calls_library.prefix, calls_named(status), calls_error_message(err));
    calls_error_free(err);
  }
  return true;
}

static void expect_closed(const char *name, int got) {
  if (got != calls_code("CLOSED")) {
    host_fail("%s after %sshutdown returns %s, want CLOSED", name, calls_library.prefix, calls_named(got));
  }
}

void calls_closed(void) {
  uintptr_t values[calls_most_parameters];
  if (!close_library()) {
    return;
  }
  for (size_t i = 0; i < calls_library.function_count; i++) {
    const struct calls_function *f = &calls_library.functions[i];
    if (!f->infallible) {
      calls_zeros(f, values);
      expect_closed(f->name, f->call(values, NULL));
    }
  }
  expect_closed("init", calls_init(NULL, NULL));
  if (calls_library.contexts) {
    void *context = NULL;
    expect_closed("context_new", calls_context_new(-1, &context, NULL));
  }
  host_line("%zu functions", calls_library.function_count);
}

void calls_closed_twice(void) {
  const char *prefix = calls_library.prefix;
  void *kept = NULL;
  const struct calls_options bad = {.size = sizeof bad, .gomaxprocs = -1};
  (void)calls_init(&bad, &kept);
  if (!close_library()) {
    return;
  }
  struct calls_counters left = {.size = sizeof left};
  int status = calls_shutdown(0, &left, NULL);
  if (status != 0) {
    host_fail("%sshutdown for the second time returns %s, want OK", prefix, calls_named(status));
  }
  if (left.errors != 1) {
    host_fail("%sshutdown for the second time counts %llu errors in left, want 1: one lives", prefix,
              (unsigned long long)left.errors);
  }
  if (calls_error_code(kept) != EINVAL) {
    host_fail("%serror_code after shutdown is %s, want EINVAL as before", prefix, calls_named(calls_error_code(kept)));
  }
  calls_error_free(kept);
  calls_free(NULL);
  for (size_t i = 0; i < calls_library.handle_count; i++) {
    int freed = calls_free_object(&calls_library.handles[i], NULL);
    if (freed != 0) {
      host_fail("%s(NULL) after shutdown returns %s, want OK", calls_library.handles[i].free, calls_named(freed));
    }
  }
  (void)calls_version();
  (void)calls_nothing_lives("after shutdown");
}

/* The log sink of a host. The code of the author may log as well, at its end, and on several threads. */
struct sink {
  char wanted[200];
  int found;
  bool whole; /* `size` counts the text, and a NUL byte ends it */
};

static void take_message(void *user, int level, const char *text, size_t size) {
  struct sink *sink = user;
  const int warning = 4; /* as in slog */
  if (level == warning && size == strlen(sink->wanted) && memcmp(text, sink->wanted, size) == 0) {
    sink->found++;
    sink->whole = text[size] == '\0';
  }
}

/* Closes the library with standard error in memory, and returns whether the text stood there. */
static bool close_prints(const char *text) {
  static char printed[4000];
  int own = dup(STDERR_FILENO);
  int memory = memfd_create("stderr", MFD_CLOEXEC);
  if (own < 0 || memory < 0 || dup2(memory, STDERR_FILENO) < 0) {
    host_fail("standard error cannot be led elsewhere: %s", strerror(errno));
    return false;
  }
  bool closed = close_library();
  (void)dup2(own, STDERR_FILENO);
  ssize_t size = pread(memory, printed, sizeof printed - 1, 0);
  (void)close(own);
  (void)close(memory);
  return closed && size > 0 && strstr(printed, text) != NULL;
}

/* One message there is in every library: what is still live when it is shut down. Here, an error. */
void calls_logged(void) {
  const char *prefix = calls_library.prefix;
  struct sink sink = {.found = 0};
  void *kept = NULL;
  const struct calls_options bad = {.size = sizeof bad, .gomaxprocs = -1};
  const struct calls_options good = {.size = sizeof good, .log = take_message, .log_user = &sink};
  (void)snprintf(sink.wanted, sizeof sink.wanted, "%sshutdown: still live: 1 error", prefix);
  (void)calls_init(&bad, &kept);
  if (calls_init(&good, NULL) != 0) {
    host_fail("%sinit with a log sink does not return OK", prefix);
    return;
  }
  if (close_prints("still live")) {
    host_fail("%sshutdown of a library with a log sink prints what is live to standard error, want it in the sink", prefix);
  } else if (sink.found != 1) {
    host_fail("%sshutdown gives the text \"%s\" at level 4 to the log sink %d times, want once", prefix, sink.wanted, sink.found);
  } else if (!sink.whole) {
    host_fail("the log sink gets a text that no NUL byte ends, want one behind its size");
  } else {
    host_line("the log sink gets \"%s\", and standard error does not", sink.wanted);
  }
  calls_error_free(kept);
}
