/* Signals of the host that Go code has to do with: faults, broken pipes, what Go asks for and gives back. */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

enum { reported = 42 };

static void report(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)info;
  (void)context;
  _exit(reported);
}

static void install(int number, void (*handler)(int, siginfo_t *, void *), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO | flags;
  (void)sigaction(number, &action, NULL);
}

static void fault_in_host(const struct host_input *input) {
  install(SIGSEGV, report, SA_ONSTACK);
  struct probe probe = probe_in_child(input);
  probe.work();
  *(volatile int *volatile)NULL = 1;
}

static void fault_in_c(const struct host_input *input) {
  install(SIGSEGV, report, SA_ONSTACK);
  struct probe probe = probe_in_child(input);
  probe.work();
  probe.c_fault();
}

static void fault_by_raise(const struct host_input *input) {
  install(SIGFPE, report, SA_ONSTACK);
  struct probe probe = probe_in_child(input);
  probe.work();
  (void)raise(SIGFPE);
}

static void fault_in_go(const struct host_input *input) {
  install(SIGSEGV, report, SA_ONSTACK);
  struct probe probe = probe_in_child(input);
  _exit(probe.recover() == probe_faults ? 0 : 1);
}

static void expect_report(const char *what, int want, void (*work)(const struct host_input *), const struct host_input *input) {
  char texts[2][32];
  int status = probe_child(work, input);
  if (!host_failed() && status != want << 8) {
    host_fail("%s: the process ended with %s, want %s, %s", what, probe_status(status, texts[0]), probe_status(want << 8, texts[1]),
              want == reported ? "which the host's handler from before the load exits with" : "as Go recovers and the host's handler is not called");
  } else if (!host_failed()) {
    host_line("%s: as should be", what);
  }
}

void host_faults_of_host(const struct host_input *input) {
  expect_report("a fault in the host's code", reported, fault_in_host, input);
  expect_report("SIGFPE by raise", reported, fault_by_raise, input);
}

void host_faults_of_c(const struct host_input *input) {
  expect_report("a fault in C code below Go", reported, fault_in_c, input);
}

void host_faults_of_go(const struct host_input *input) {
  expect_report("faults in Go code beside a handler of the host", 0, fault_in_go, input);
}

/* Broken pipes ----------------------------------------------------------------------------------- */

static int broken_pipe(void) {
  int both[2];
  if (pipe(both) != 0) {
    _exit(125);
  }
  (void)close(both[0]);
  return both[1];
}

static void write_to_pipe(const struct host_input *input) {
  (void)signal(SIGPIPE, SIG_DFL);
  struct probe probe = probe_in_child(input);
  _exit(probe.write(broken_pipe()) == EPIPE ? 0 : 1);
}

static void print_to_pipe(const struct host_input *input) {
  (void)signal(SIGPIPE, SIG_DFL);
  struct probe probe = probe_in_child(input);
  if (dup2(broken_pipe(), STDOUT_FILENO) < 0) {
    _exit(125);
  }
  _exit(probe.print(STDOUT_FILENO) == EPIPE ? 0 : 1);
}

static void expect_end(const char *what, int want, void (*work)(const struct host_input *), const struct host_input *input, const char *why) {
  char texts[2][32];
  int status = probe_child(work, input);
  if (!host_failed() && status != want) {
    host_fail("%s: the process ended with %s, want %s: %s", what, probe_status(status, texts[0]), probe_status(want, texts[1]), why);
  } else if (!host_failed()) {
    host_line("%s: %s", what, probe_status(status, texts[0]));
  }
}

void host_go_broken_pipe(const struct host_input *input) {
  expect_end("Go writes to a pipe whose reader is gone", 0, write_to_pipe, input, "EPIPE is an error in Go");
}

void host_broken_output(const struct host_input *input) {
  bool dies = probe_policy_is_go(input);
  if (probe_is_fallback(input) && !dies) {
    host_skip("the fallback is in force, with which SIGPIPE ends the process then: see `shim` of go_cshared_library");
    return;
  }
  expect_end("Go prints to a standard output whose reader is gone", dies ? SIGPIPE : 0, print_to_pipe, input,
             dies ? "signals = \"go\" leaves that to the runtime" : "EPIPE is an error in Go with signals = \"quiet\"");
}

/* What Go asks for and gives back ---------------------------------------------------------------- */

struct disposition {
  uintptr_t handler;
  unsigned long flags;
  uintptr_t restorer;
  uint64_t mask;
};

static struct disposition disposition(int number) {
  struct disposition now = {0, 0, 0, 0};
  (void)syscall(SYS_rt_sigaction, number, NULL, &now, sizeof now.mask);
  return now;
}

static void ignore(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)info;
  (void)context;
}

static bool given_back(int number, const char *name, const char *after, const struct disposition *before) {
  struct disposition now = disposition(number);
  if (memcmp(&now, before, sizeof now) != 0) {
    host_fail("after %s the host's action for %s has %s handler, flags %lx instead of %lx and mask %llx instead of %llx", after, name,
              now.handler == before->handler ? "its" : "another", now.flags, before->flags, (unsigned long long)now.mask,
              (unsigned long long)before->mask);
  }
  return !host_failed();
}

void host_given_back(const struct host_input *input) {
  if (probe_is_fallback(input)) {
    host_skip("the fallback is in force, with which actions come back without their flags: see `shim` of go_cshared_library");
    return;
  }
  install(SIGUSR1, ignore, SA_NODEFER);
  install(SIGPROF, ignore, SA_NODEFER);
  struct probe probe;
  if (!probe_of(input, &probe)) {
    return;
  }
  probe.nop();
  struct disposition usr1 = disposition(SIGUSR1);
  struct disposition prof = disposition(SIGPROF);
  probe.notify(SIGUSR1);
  (void)kill(getpid(), SIGUSR1);
  for (double start = probe_milliseconds(); probe.received() == 0 && probe_milliseconds() - start < 1000;) {
    probe_pause(200);
  }
  if (probe.received() == 0) {
    host_fail("os/signal was asked for SIGUSR1, and one that was sent did not come");
    return;
  }
  probe.reset(SIGUSR1);
  if (!given_back(SIGUSR1, "SIGUSR1", "signal.Notify and signal.Reset", &usr1)) {
    return;
  }
  if (probe.profile_start() != 1) {
    host_fail("a CPU profile cannot be started");
    return;
  }
  probe_pause(10000);
  int size = probe.profile_stop();
  if (size <= 0) {
    host_fail("a CPU profile is empty");
    return;
  }
  if (given_back(SIGPROF, "SIGPROF", "a CPU profile", &prof)) {
    host_line("SIGUSR1 after os/signal, SIGPROF after a profile: as before");
  }
}
