/* What Go code does beside the calls: timers, goroutines, memory, programs that it starts. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

/* An early end is a wrong clock, a late one a timer that is lost; a busy machine is neither. */
void host_go_sleeps(const struct host_input *input) {
  enum { sleep_ms = 20, most_ms = 2000 };
  struct probe probe;
  if (!probe_of(input, &probe)) {
    return;
  }
  double start = probe_milliseconds();
  probe.sleep((int64_t)sleep_ms * 1000000);
  double took = probe_milliseconds() - start;
  if (took < sleep_ms || took > most_ms) {
    host_fail("time.Sleep of %d ms took %.0f ms by CLOCK_MONOTONIC of the host, want at least that, and less than %d", sleep_ms, took, most_ms);
    return;
  }
  host_line("a timer of Go ends in time");
}

static void work_on_thread(void *argument) {
  const struct probe *probe = argument;
  probe->nop();
  probe->work();
}

void host_goroutines(const struct host_input *input) {
  enum { threads = 50, most_ms = 2000 };
  struct probe probe;
  if (!probe_of(input, &probe)) {
    return;
  }
  work_on_thread(&probe);
  int before = probe.goroutines();
  for (int i = 0; i < threads; i++) {
    if (!host_on_thread(work_on_thread, &probe)) {
      return;
    }
  }
  int after = probe.goroutines();
  for (double start = probe_milliseconds(); after > before && probe_milliseconds() - start < most_ms; after = probe.goroutines()) {
    probe_pause(1000); /* one that has done its work is on its way out */
  }
  if (after > before) {
    host_fail("%d threads of the host have called and ended, and Go has %d goroutines, want at most %d as before: a call leaves one behind", threads,
              after, before);
    return;
  }
  host_line("%d goroutines, as before %d threads that called", after, threads);
}

/* Garbage of Go is collected while nobody asks for it. */
void host_garbage(const struct host_input *input) {
  enum { rounds_mb = 64, most_kb = rounds_mb * 1024 };
  struct probe probe;
  if (!probe_of(input, &probe)) {
    return;
  }
  probe.alloc((int64_t)rounds_mb << 20);
  long before = host_kilobytes("VmRSS");
  probe.alloc((int64_t)rounds_mb * 3 << 20);
  long growth = host_kilobytes("VmRSS") - before;
  if (growth > most_kb) {
    host_fail("after %d MB of garbage, %d MB more of it make the process %ld kB larger, want at most %d: memory that nobody needs is not collected",
              rounds_mb, rounds_mb * 3, growth, most_kb);
    return;
  }
  host_line("%+ld kB after %d MB of garbage", growth, rounds_mb * 3);
}

/* Programs --------------------------------------------------------------------------------------- */

enum { own_code = 3 };
static const uint64_t no_mask = ~UINT64_C(0);

struct start {
  const struct probe *probe;
  uint64_t mask;
};

/* On a thread that has not called yet. */
static void start_program(void *argument) {
  struct start *start = argument;
  static char path[1000];
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  if (pthread_sigmask(SIG_SETMASK, &blocked, NULL) != 0 || readlink("/proc/self/exe", path, sizeof path - 1) < 0) {
    host_fail("the host does not find itself");
    return;
  }
  start->mask = start->probe->program_mask(path);
}

void host_go_programs(const struct host_input *input) {
  int status = 0;
  struct probe probe;
  if (!probe_of(input, &probe)) {
    return;
  }
  pid_t own = fork();
  if (own == 0) {
    _exit(own_code);
  }
  struct start start = {&probe, no_mask};
  if (!host_on_thread(start_program, &start) || host_failed()) {
    return;
  }
  if (start.mask == no_mask) {
    host_fail("Go could not start a program, or could not wait for it, want its output and exit status 0");
  } else if (start.mask != UINT64_C(1) << (SIGUSR1 - 1)) {
    host_fail("a program that an exported function starts has the signals %llx blocked, want %llx: those that its caller blocks", (unsigned long long)start.mask,
              1ULL << (SIGUSR1 - 1));
  } else if (waitpid(own, &status, 0) != own || status != own_code << 8) {
    host_fail("a child of the host is gone when the host waits for it: Go has taken its status");
  } else {
    host_line("Go starts a program with the caller's mask and waits for it, and for no other");
  }
}
