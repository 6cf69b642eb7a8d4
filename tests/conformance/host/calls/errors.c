#include <errno.h>
#include <string.h>

#include "calls.h"

static void check_status(struct calls_refusal *r) {
  int got = r->function->call(r->values, NULL);
  if (got != r->want) {
    host_fail("%s with %s returns %s, want %s", r->function->name, r->what, calls_named(got), calls_named(r->want));
  }
}

static void check_statuses(enum calls_flaw flaw, const char *none) {
  size_t count = calls_each_refusal(flaw, check_status);
  if (count == 0) {
    host_skip("%s", none);
  }
  host_line("%zu calls", count);
}

void calls_null_output(void) { check_statuses(CALLS_NULL_OUTPUT, "no function with a status has an output"); }

void calls_null_input(void) { check_statuses(CALLS_NULL_INPUT, "no function takes text, bytes or elements"); }

void calls_sizes(void) { check_statuses(CALLS_TOO_LARGE, "no function takes text, bytes or elements"); }

static void check_object(struct calls_refusal *r) {
  void *err = NULL;
  int status = r->function->call(r->values, &err);
  const char *name = r->function->name;
  if (status == 0) {
    return; /* Others of these checks tell. */
  }
  if (err == NULL) {
    host_fail("%s with %s returns %s, but leaves err NULL, want an error object", name, r->what, calls_named(status));
    return;
  }
  int code = calls_error_code(err);
  const char *message = calls_error_message(err);
  const char *stack = calls_error_stack(err);
  if (code != status) {
    host_fail("%s with %s returns %s, but the code of its error is %s, want the same", name, r->what,
              calls_named(status), calls_named(code));
  } else if (message == NULL || message[0] == '\0') {
    host_fail("%s with %s: the error has no message", name, r->what);
  } else if (stack == NULL || stack[0] != '\0') {
    host_fail("%s with %s: the error has a Go stack, want \"\", as there was no panic", name, r->what);
  }
  calls_error_free(err);
}

void calls_object(void) { host_line("%zu calls", calls_all_refusals(check_object)); }

static void check_null_err(struct calls_refusal *r) {
  void *err = NULL;
  int with = r->function->call(r->values, &err);
  calls_error_free(err);
  int without = r->function->call(r->values, NULL);
  if (with != without) {
    host_fail("%s with %s returns %s, but with err = NULL %s: want the same", r->function->name, r->what,
              calls_named(with), calls_named(without));
  }
}

void calls_null_err(void) { host_line("%zu calls", calls_all_refusals(check_null_err)); }

static void check_outputs(struct calls_refusal *r) {
  if (r->function->call(r->values, NULL) != 0) {
    (void)calls_untouched(r->function, r->values);
  }
}

void calls_outputs(void) {
  size_t count = calls_each_refusal(CALLS_NULL_INPUT, check_outputs) + calls_each_refusal(CALLS_TOO_LARGE, check_outputs) +
                 calls_each_refusal(CALLS_NO_OBJECT, check_outputs) + calls_each_refusal(CALLS_NULL_OUTPUT, check_outputs);
  if (count == 0) {
    host_skip("no function can be called so that it fails for sure");
  }
  host_line("%zu calls", count);
}

enum { errno_before = 4711 }; /* no errno value of any system */

static void expect_errno(const char *prefix, const char *name) {
  if (errno != errno_before) {
    host_fail("%s%s changes errno: it is %s now, want it kept", prefix, name, calls_named(errno));
  }
}

static void check_errno(struct calls_refusal *r) {
  void *err = NULL;
  errno = errno_before;
  (void)r->function->call(r->values, &err);
  expect_errno("", r->function->name);
  calls_error_free(err);
}

void calls_errno(void) {
  size_t count = calls_all_refusals(check_errno);
  struct calls_counters counters = {.size = sizeof counters};
  const char *prefix = calls_library.prefix;
  errno = errno_before;
  (void)calls_version();
  expect_errno(prefix, "version");
  (void)calls_status_text(EINVAL);
  expect_errno(prefix, "status_text");
  (void)calls_status_name(EINVAL);
  expect_errno(prefix, "status_name");
  (void)calls_stats(&counters);
  expect_errno(prefix, "stats");
  (void)calls_init(NULL, NULL);
  expect_errno(prefix, "init");
  calls_free(NULL);
  expect_errno(prefix, "free");
  calls_error_free(NULL);
  expect_errno(prefix, "error_free");
  for (size_t i = 0; i < calls_library.handle_count; i++) {
    (void)calls_free_object(&calls_library.handles[i], (void *)calls_no_objects[0]);
    expect_errno("", calls_library.handles[i].free);
  }
  host_line("%zu calls", count + 7 + calls_library.handle_count);
}

static int kept_code(void *error) {
  calls_error_free(error);
  return calls_error_code(error);
}

void calls_freed(void) {
  const struct calls_options bad = {.size = sizeof bad, .gomaxprocs = -1};
  const char *prefix = calls_library.prefix;
  void *err = NULL;
  calls_free(NULL);
  calls_error_free(NULL);
  if (calls_init(&bad, &err) == 0 || err == NULL) {
    host_fail("%sinit with gomaxprocs = -1 gives no error", prefix);
    return;
  }
  struct calls_counters one = {.size = sizeof one};
  if (calls_stats(&one) != 0 || one.errors != 1) {
    host_fail("%sstats counts %llu errors while one lives, want 1", prefix, (unsigned long long)one.errors);
  }
  int code = kept_code(err);
  if (code != calls_code("STALE_HANDLE")) {
    host_fail("%serror_code of an error that was freed is %s, want STALE_HANDLE", prefix, calls_named(code));
  }
  if (strcmp(calls_error_message(err), "") != 0 || strcmp(calls_error_stack(err), "") != 0) {
    host_fail("%serror_message of an error that was freed is not \"\"", prefix);
  }
  calls_error_free(err);
  code = calls_error_code((const void *)calls_no_objects[1]);
  if (code != calls_code("FOREIGN_HANDLE")) {
    host_fail("%serror_code of what is no error is %s, want FOREIGN_HANDLE", prefix, calls_named(code));
  }
  (void)calls_nothing_lives("after the only error was freed, twice");
}

static bool is_text(const char *text) { return text != NULL && text[0] != '\0'; }

void calls_status_names(void) {
  const char *prefix = calls_library.prefix;
  for (size_t i = 0; i < calls_library.status_count; i++) {
    const struct calls_status *s = &calls_library.statuses[i];
    const char *name = calls_status_name(s->value);
    const char *text = calls_status_text(s->value);
    if (name == NULL || strcmp(name, s->name) != 0) {
      host_fail("%sstatus_name(%d) is %s, want %s", prefix, s->value, name == NULL ? "NULL" : name, s->name);
    }
    if (!is_text(text) || strcmp(text, "unknown status") == 0) {
      host_fail("%sstatus_text(%d) is %s, want what %s means", prefix, s->value, is_text(text) ? text : "nothing", s->name);
    }
  }
  const char *errno_name = calls_status_name(ENOENT);
  if (errno_name == NULL || strcmp(errno_name, "ENOENT") != 0) {
    host_fail("%sstatus_name(%d) is %s, want ENOENT", prefix, ENOENT, errno_name == NULL ? "NULL" : errno_name);
  }
  const char *unknown = calls_status_text(1 << 20);
  if (calls_status_name(1 << 20) != NULL || unknown == NULL || strcmp(unknown, "unknown status") != 0) {
    host_fail("%sstatus_name and %sstatus_text know %d, want NULL and \"unknown status\"", prefix, prefix, 1 << 20);
  }
  host_line("%zu statuses", calls_library.status_count);
}

/* A vector that wants PANIC is the only way to know of a call that panics. */
void calls_contained(void) {
  struct calls_counters before = {.size = sizeof before};
  struct calls_counters after = {.size = sizeof after};
  (void)calls_stats(&before);
  if (!calls_run_to_panic()) {
    return;
  }
  if (calls_stats(&after) != 0 || after.panics < before.panics + 1) {
    host_fail("%sstats counts %llu panics after one, want more than %llu", calls_library.prefix,
              (unsigned long long)after.panics, (unsigned long long)before.panics);
  }
}
