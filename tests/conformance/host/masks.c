#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host.h"

enum { most_masks = 32 };

/* The masks of one moment: that of the main thread, and those of all others with how many have it. */
struct masks {
  uint64_t own;
  size_t count;
  struct {
    uint64_t mask;
    int threads;
  } others[most_masks];
};

static void add_thread(const char *entry, void *argument) {
  struct masks *masks = argument;
  char path[300];
  char text[64];
  (void)snprintf(path, sizeof path, "/proc/self/task/%s/status", entry);
  if (!host_status(path, "SigBlk", text, sizeof text)) {
    return;
  }
  uint64_t mask = strtoull(text, NULL, 16);
  if (atol(entry) == (long)getpid()) {
    masks->own = mask;
    return;
  }
  size_t i = 0;
  while (i < masks->count && masks->others[i].mask != mask) {
    i++;
  }
  if (i == most_masks) {
    return;
  }
  if (i == masks->count) {
    masks->count++;
    masks->others[i].mask = mask;
    masks->others[i].threads = 0;
  }
  masks->others[i].threads++;
}

static void report_masks(const char *when) {
  struct masks masks = {.own = 0, .count = 0};
  if (!host_each_entry("/proc/self/task", add_thread, &masks)) {
    return;
  }
  host_line("%s: calling thread blocks %016" PRIx64, when, masks.own);
  for (size_t i = 0; i < masks.count; i++) {
    host_line("%s: %d other thread%s %016" PRIx64, when, masks.others[i].threads,
               masks.others[i].threads == 1 ? " blocks" : "s block", masks.others[i].mask);
  }
}

static void report(const struct host_input *input) {
  report_masks("before load");
  void *handle = host_load(input->library);
  if (handle == NULL) {
    return;
  }
  (void)host_threads_at_rest();
  report_masks("after load");
  if (input->first_call != NULL && host_call(handle, input->first_call)) {
    (void)host_threads_at_rest();
    report_masks("after first call");
  }
}

void host_masks_open(const struct host_input *input) {
  sigset_t none;
  (void)sigemptyset(&none);
  (void)sigprocmask(SIG_SETMASK, &none, NULL);
  report(input);
}

void host_masks_blocked(const struct host_input *input) {
  /* Directly, since glibc never blocks the signals that it uses itself. */
  uint64_t all = UINT64_MAX;
  (void)syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL, sizeof all);
  report(input);
}
