/* What Go sees of the process: environment, arguments, clocks, floating-point mode; and its start. */
#include <fenv.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "probe.h"

/* Start ------------------------------------------------------------------------------------------ */

static struct probe shared;

static void *call_first(void *inits) {
  *(int *)inits = shared.inits();
  return NULL;
}

void host_init_once(const struct host_input *input) {
  enum { callers = 8 };
  pthread_t threads[callers];
  int inits[callers] = {0};
  if (!probe_of(input, &shared)) {
    return;
  }
  for (int i = 0; i < callers; i++) {
    if (pthread_create(&threads[i], NULL, call_first, &inits[i]) != 0) {
      host_fail("a thread could not be started");
      return;
    }
  }
  for (int i = 0; i < callers; i++) {
    (void)pthread_join(threads[i], NULL);
  }
  for (int i = 0; i < callers; i++) {
    if (inits[i] != 1) {
      host_fail("the first call on one of %d threads at once found that init had run %d times, want once before any call returns", callers,
                inits[i]);
      return;
    }
  }
  host_line("init had run once when the first of %d calls at once came", callers);
}

/* Environment ------------------------------------------------------------------------------------ */

void host_go_variables(const struct host_input *input) {
  static const char name[] = "CSHARED_PROBE_ADDED";
  if (probe_is_fallback(input) && !probe_policy_is_go(input)) {
    host_skip("the fallback is in force, with which Go sees the environment of the start of the process: see `shim` of go_cshared_library");
    return;
  }
  /* The runner has set CSHARED_PROBE_CHANGED and CSHARED_PROBE_REMOVED to "start". */
  struct probe probe;
  if (setenv(name, "host", 1) != 0 || setenv("CSHARED_PROBE_CHANGED", "host", 1) != 0 || unsetenv("CSHARED_PROBE_REMOVED") != 0) {
    host_fail("the environment cannot be changed");
    return;
  }
  if (!probe_of(input, &probe)) {
    return;
  }
  bool of_start = probe_policy_is_go(input);
  bool added = probe.variable(name, "host") == 1;
  bool changed = probe.variable("CSHARED_PROBE_CHANGED", "host") == 1;
  bool removed = probe.variable("CSHARED_PROBE_REMOVED", "start") == 0;
  if (added == of_start || changed == of_start || removed == of_start) {
    host_fail("of what the host has set by setenv and unsetenv before the load, Go sees: added %s, changed %s, removed %s; want %s, the environment of "
              "the %s, with signals = \"%s\"",
              added ? "yes" : "no", changed ? "yes" : "no", removed ? "yes" : "no", of_start ? "none" : "all",
              of_start ? "start of the process" : "moment of loading", of_start ? "go" : "quiet");
    return;
  }
  host_line("Go sees the environment of the %s", of_start ? "start of the process" : "moment of loading");
}

void host_arguments(const struct host_input *input) {
  struct probe probe;
  if (!probe_of(input, &probe)) {
    return;
  }
  int count = probe.arguments();
  int same = 0;
  for (int i = 0; i < input->argument_count && i < count; i++) {
    same += probe.argument(i, input->arguments[i]) == 1;
  }
  if (count != input->argument_count || same != count) {
    host_fail("os.Args has %d elements, of which %d are those of main, want all %d of them", count, same, input->argument_count);
    return;
  }
  host_line("%d arguments", count);
}

/* Clocks ----------------------------------------------------------------------------------------- */

static int64_t now(void) {
  struct timespec t = {0, 0};
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void host_monotonic(const struct host_input *input) {
  enum { times = 5000 };
  struct probe probe;
  if (!probe_of(input, &probe)) {
    return;
  }
  for (int i = 0; i < times; i++) {
    int64_t before = now();
    int64_t in_go = probe.nanotime();
    int64_t after = now();
    if (in_go < before || in_go > after) {
      host_fail("Go's monotonic clock showed %lld ns %s than CLOCK_MONOTONIC of the host around it, want one and the same clock",
                (long long)(in_go < before ? before - in_go : in_go - after), in_go < before ? "less" : "more");
      return;
    }
  }
  host_line("%d readings lie between two of CLOCK_MONOTONIC", times);
}

void host_elapsed(const struct host_input *input) {
  enum { pause_us = 20000 };
  struct probe probe;
  if (!probe_of(input, &probe)) {
    return;
  }
  int64_t outer = now();
  (void)probe.elapsed();
  int64_t inner = now();
  probe_pause(pause_us);
  int64_t least = now() - inner;
  int64_t elapsed = probe.elapsed();
  int64_t most = now() - outer;
  if (elapsed < least || elapsed > most) {
    host_fail("time.Since says %lld ns of what the host measured from %lld to %lld ns", (long long)elapsed, (long long)least, (long long)most);
    return;
  }
  host_line("time.Since agrees with the host");
}

/* Floating point --------------------------------------------------------------------------------- */

enum { upwards = 1, flushed = 2 };

/* Rounds upwards and, on amd64, flushes denormals. Returns what the probes call that. */
static int set_unusual_mode(void) {
  (void)fesetround(FE_UPWARD);
#if defined(__x86_64__)
  unsigned mode = 0;
  __asm__ volatile("stmxcsr %0" : "=m"(mode));
  mode |= 0x8040;
  __asm__ volatile("ldmxcsr %0" : : "m"(mode));
  return upwards | flushed;
#else
  return upwards;
#endif
}

static const char *mode_name(int mode) {
  static const char *const names[] = {"the default", "rounds upwards", "flushes denormals", "rounds upwards and flushes denormals"};
  return mode >= 0 && mode <= (upwards | flushed) ? names[mode] : "unknown";
}

void host_fp_of_goroutines(const struct host_input *input) {
  int unusual = set_unusual_mode();
  struct probe probe;
  if (!probe_of(input, &probe)) {
    return;
  }
  int want = probe_policy_is_go(input) ? unusual : 0;
  if (want == 0 && probe_is_fallback(input)) {
    /* A thread that Go starts during a call has the mode of who called there: load.h. */
    (void)fesetenv(FE_DFL_ENV);
  }
  int mode = probe.fp_of_goroutines();
  if (mode != want) {
    host_fail("loaded by a thread that %s, the floating-point mode of goroutines is: %s; want %s, with signals = \"%s\"", mode_name(unusual),
              mode_name(mode), mode_name(want), want == 0 ? "quiet" : "go");
    return;
  }
  host_line("goroutines: %s", mode_name(mode));
}

void host_fp_of_caller(const struct host_input *input) {
  struct probe probe;
  if (!probe_of(input, &probe)) {
    return;
  }
  probe.work();
  int unusual = set_unusual_mode();
  int in_call = probe.fp_of_caller();
  probe.work();
  int after = probe.fp_of_caller();
  if (in_call != unusual || after != unusual || fegetround() != FE_UPWARD) {
    host_fail("called by a thread that %s, an exported function's mode is: %s; after more calls: %s; the thread's own rounding %s. Want the caller's in all",
              mode_name(unusual), mode_name(in_call), mode_name(after), fegetround() == FE_UPWARD ? "stayed" : "changed");
    return;
  }
  host_line("exported functions have the caller's mode, and leave it");
}
