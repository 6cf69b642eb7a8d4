#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "signals.h"

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

/* What no mask can have, and what belongs to glibc, which unblocks its own at will. */
static uint64_t fixed_signals(void) {
  uint64_t set = 0;
  for (int signal = 1; signal <= last_signal; signal++) {
    set |= is_fixed(signal) ? signal_bit(signal) : 0;
  }
  return set;
}

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

static void judge_others(const char *when, const struct masks *masks, uint64_t unblocked) {
  char names[2][signal_text];
  for (size_t i = 0; i < masks->count; i++) {
    uint64_t mask = masks->others[i].mask;
    host_line("%s: %d other thread%s %016" PRIx64, when, masks->others[i].threads,
              masks->others[i].threads == 1 ? " blocks" : "s block", mask);
    uint64_t differs = (~mask ^ unblocked) & ~fixed_signals();
    if (differs != 0) {
      host_fail("%s: %d thread%s of the library should leave exactly the expected signals unblocked. Blocked, and should "
                "not be: %s. Unblocked, and should not be: %s. Signals for the process land on a thread that does not "
                "block them: create threads with all signals blocked",
                when, masks->others[i].threads, masks->others[i].threads == 1 ? "" : "s",
                signals_names(differs & mask, names[0]), signals_names(differs & ~mask, names[1]));
    }
  }
}

/* A call may unblock some signals on its thread until that ends; nothing else, and nothing may be blocked. */
static void judge_caller(const char *when, uint64_t before, uint64_t now, uint64_t may_unblock) {
  char names[3][signal_text];
  uint64_t lost = before & ~now & ~fixed_signals();
  uint64_t gained = now & ~before & ~fixed_signals();
  host_line("%s: calling thread blocks %016" PRIx64, when, now);
  if ((lost & ~may_unblock) != 0 || gained != 0) {
    host_fail("%s: on the host's thread these are unblocked: %s; and these blocked: %s. Its mask is the host's, but for what "
              "may be unblocked here (%s): give the caller its mask back",
              when, signals_names(lost & ~may_unblock, names[0]), signals_names(gained, names[1]),
              signals_names(may_unblock, names[2]));
  }
}

static bool has_other(const struct masks *masks, uint64_t unblocked) {
  for (size_t i = 0; i < masks->count; i++) {
    if (((~masks->others[i].mask ^ unblocked) & ~fixed_signals()) != 0) {
      return true;
    }
  }
  return false;
}

/* A thread that is just being created, or creates one, blocks everything for a moment: that is glibc's doing. */
static bool read_at_rest(struct masks *masks, uint64_t unblocked) {
  enum { most_samples = 20, pause_us = 5000 };
  (void)host_threads_at_rest();
  for (int i = 0; i < most_samples; i++) {
    memset(masks, 0, sizeof *masks);
    if (!host_each_entry("/proc/self/task", add_thread, masks)) {
      return false;
    }
    if (!has_other(masks, unblocked)) {
      return true;
    }
    (void)usleep(pause_us);
  }
  return true;
}

static void judge(const struct host_input *input, const char *when, uint64_t before, bool called, const char *others) {
  struct masks masks;
  if (HOST_HAS_THREAD_SANITIZER) {
    host_skip("this program has ThreadSanitizer, which has a thread of its own");
    return;
  }
  if (read_at_rest(&masks, host_expected_set(input, others))) {
    judge_caller(when, before, masks.own, called ? host_expected_set(input, "caller_unblocks") : 0);
    judge_others(when, &masks, host_expected_set(input, others));
  }
}

static void judge_all(const struct host_input *input, const char *others) {
  uint64_t before = signals_mask();
  host_line("before load: calling thread blocks %016" PRIx64, before);
  void *handle = host_load(input->library);
  if (handle == NULL) {
    return;
  }
  judge(input, "after load", before, false, others);
  if (input->first_call != NULL && host_calls(input, handle, 1)) {
    judge(input, "after first call", before, true, others);
  }
}

void host_masks_open(const struct host_input *input) {
  signals_set_mask(0);
  judge_all(input, "runtime_unblocks_open");
}

void host_masks_blocked(const struct host_input *input) {
  signals_set_mask(UINT64_MAX);
  judge_all(input, "runtime_unblocks");
}

/* The host blocks everything when the library is there, but before it enters Go. */
void host_masks_after_load(const struct host_input *input) {
  signals_set_mask(0);
  void *handle = host_load(input->library);
  if (handle == NULL) {
    return;
  }
  (void)host_threads_at_rest();
  signals_set_mask(UINT64_MAX);
  uint64_t before = signals_mask();
  if (host_calls(input, handle, 1)) {
    judge(input, "after first call", before, true, "runtime_unblocks_open");
  }
}

/* What the first call has unblocked may be blocked again, for good. */
void host_masks_after_call(const struct host_input *input) {
  enum { calls = 200 };
  signals_set_mask(0);
  void *handle = host_load(input->library);
  if (handle == NULL || !host_calls(input, handle, 1)) {
    return;
  }
  signals_set_mask(UINT64_MAX);
  uint64_t before = signals_mask();
  if (host_calls(input, handle, calls)) {
    judge_caller("after more calls", before, signals_mask(), 0);
  }
}

struct caller {
  const struct host_input *input;
  void *handle;
  uint64_t before;
  uint64_t after;
};

static void call_blocked(void *argument) {
  struct caller *caller = argument;
  signals_set_mask(UINT64_MAX);
  caller->before = signals_mask();
  (void)host_calls(caller->input, caller->handle, 2);
  caller->after = signals_mask();
}

/* A call is nothing to other threads; and a thread that was started later is treated as the first one. */
void host_masks_other_threads(const struct host_input *input) {
  signals_set_mask(signal_bit(SIGUSR2) | signal_bit(SIGHUP));
  struct caller caller = {input, host_load(input->library), 0, 0};
  if (caller.handle == NULL || !host_calls(input, caller.handle, 1)) {
    return;
  }
  uint64_t mine = signals_mask();
  if (host_on_thread(call_blocked, &caller)) {
    judge_caller("on a second thread", caller.before, caller.after, host_expected_set(input, "caller_unblocks"));
    judge_caller("after the end of the second thread", mine, signals_mask(), 0);
  }
}
