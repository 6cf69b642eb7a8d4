#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"

/* What a child of fork says to this process: which call it makes, and what was wrong. */
struct told {
  char call[256];
  char wrong[512];
};

static struct told *told;

static void call(const char *name) { (void)snprintf(told->call, sizeof told->call, "%s", name); }

static void expect_status(const char *name, int got) {
  if (got != calls_code("AFTER_FORK") && told->wrong[0] == '\0') {
    (void)snprintf(told->wrong, sizeof told->wrong, "%s in a child of fork returns %s, want AFTER_FORK", name,
                   calls_named(got));
  }
}

static void call_fixed_functions(void) {
  struct calls_counters counters = {.size = sizeof counters};
  call("version, status_text and status_name");
  (void)calls_version();
  (void)calls_status_text(EINVAL);
  (void)calls_status_name(EINVAL);
  call("init");
  expect_status("init", calls_init(NULL, NULL));
  call("stats");
  expect_status("stats", calls_stats(&counters));
  call("shutdown");
  expect_status("shutdown", calls_shutdown(0, &counters, NULL));
  call("free(NULL) and error_free(NULL)");
  calls_free(NULL);
  calls_error_free(NULL);
  if (calls_library.contexts) {
    void *context = NULL;
    call("context_new");
    expect_status("context_new", calls_context_new(-1, &context, NULL));
  }
  for (size_t i = 0; i < calls_library.handle_count; i++) {
    call(calls_library.handles[i].free);
    expect_status(calls_library.handles[i].free,
                  calls_free_object(&calls_library.handles[i], (void *)calls_no_objects[1]));
  }
}

static void call_all(void *argument) {
  (void)argument;
  uintptr_t values[calls_most_parameters];
  for (size_t i = 0; i < calls_library.function_count; i++) {
    const struct calls_function *f = &calls_library.functions[i];
    if (f->infallible) {
      continue;
    }
    void *err = NULL;
    call(f->name);
    calls_zeros(f, values);
    expect_status(f->name, f->call(values, &err));
    calls_error_free(err);
  }
  call_fixed_functions();
}

static void call_one(void *argument) {
  const struct calls_function *f = argument;
  uintptr_t values[calls_most_parameters];
  call(f->name);
  calls_zeros(f, values);
  (void)f->call(values, NULL);
}

static bool wait_for(pid_t child, int *status) {
  enum { limit = 2500, pause_ms = 2 }; /* 5 seconds */
  const struct timespec pause = {.tv_sec = 0, .tv_nsec = pause_ms * 1000000L};
  for (int i = 0; i < limit; i++) {
    if (waitpid(child, status, WNOHANG) == child) {
      return true;
    }
    (void)nanosleep(&pause, NULL);
  }
  (void)kill(child, SIGKILL);
  (void)waitpid(child, status, 0);
  return false;
}

/* Returns the wait status, -1 if the child hangs. */
static int in_child(void (*work)(void *), void *argument) {
  memset(told, 0, sizeof *told);
  pid_t child = fork();
  if (child < 0) {
    host_fail("fork: %s", strerror(errno));
    return -1;
  }
  if (child == 0) {
    work(argument);
    _exit(0);
  }
  int status = 0;
  if (!wait_for(child, &status)) {
    host_fail("%s hangs in a child of fork, want AFTER_FORK", told->call);
    return -1;
  }
  return status;
}

static void check_fork(void) {
  told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (told == MAP_FAILED) {
    host_fail("mmap: %s", strerror(errno));
    return;
  }
  int status = in_child(call_all, NULL);
  if (status != 0 && !host_failed()) {
    host_fail("%s ends a child of fork (wait status %#x), want AFTER_FORK", told->call, (unsigned)status);
  } else if (told->wrong[0] != '\0') {
    host_fail("%s", told->wrong);
  }
  enum { most_aborts = 8 }; /* each costs a process */
  size_t infallible = 0;
  for (size_t i = 0; i < calls_library.function_count && !host_failed(); i++) {
    const struct calls_function *f = &calls_library.functions[i];
    if (!f->infallible || infallible == most_aborts) {
      continue;
    }
    infallible++;
    status = in_child(call_one, (void *)f);
    if (!host_failed() && (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT)) {
      host_fail("%s, which has no status, does not abort in a child of fork (wait status %#x)", f->name, (unsigned)status);
    }
  }
  host_line("%zu functions, and %zu without a status, which abort", calls_library.function_count, infallible);
}

void calls_fork_first(void) { check_fork(); }

void calls_fork_later(void) {
  (void)calls_init(NULL, NULL);
  struct calls_counters counters = {.size = sizeof counters};
  (void)calls_stats(&counters);
  check_fork();
  /* The parent is not touched by what its child did. */
  int status = calls_stats(&counters);
  if (status != 0) {
    host_fail("%sstats in the parent, after a child was forked, returns %s, want OK", calls_library.prefix, calls_named(status));
  }
}
