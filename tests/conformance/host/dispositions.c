#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "signals.h"

enum { text_size = 160 };

/* What may differ between two readings; is_of_libc may always: glibc takes one at its first thread. */
struct allowed {
  uint64_t replaced;   /* signals whose handler may become one of the library */
  unsigned long flags; /* may be added to those of any other handler */
};

/* Names the file of the handler: addresses differ from run to run. */
static const char *handler_name(uintptr_t handler, char *text) {
  if (handler == (uintptr_t)SIG_DFL) {
    return "default";
  }
  if (handler == (uintptr_t)SIG_IGN) {
    return "ignored";
  }
  Dl_info info;
  const void *address;
  memcpy(&address, &handler, sizeof address);
  const char *file = dladdr(address, &info) != 0 ? info.dli_fname : "unknown code";
  const char *slash = strrchr(file, '/');
  (void)snprintf(text, text_size, "a handler in %s", slash == NULL ? file : slash + 1);
  return text;
}

static const char *flag_names(unsigned long flags, char *text) {
  static const struct {
    unsigned long bit;
    const char *name;
  } names[] = {
      {0x00000001, "NOCLDSTOP"}, {0x00000002, "NOCLDWAIT"}, {0x00000004, "SIGINFO"},
      {0x04000000, "RESTORER"},  {0x08000000, "ONSTACK"},   {0x10000000, "RESTART"},
      {0x40000000, "NODEFER"},   {0x80000000, "RESETHAND"},
  };
  size_t used = 0;
  text[0] = '\0';
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if ((flags & names[i].bit) != 0) {
      used += (size_t)snprintf(text + used, text_size - used, "%s%s", used == 0 ? "" : "|", names[i].name);
    }
  }
  return used == 0 ? "none" : text;
}

static bool may_change(int signal, const struct disposition *old, const struct disposition *now,
                       const struct allowed *allowed) {
  if ((allowed->replaced & signal_bit(signal)) != 0) {
    return now->handler != (uintptr_t)SIG_DFL && now->handler != (uintptr_t)SIG_IGN;
  }
  return old->handler == now->handler && old->mask == now->mask && (now->flags & ~allowed->flags) == old->flags;
}

static int changes;

static void judge_change(const char *when, int signal, const struct disposition *old, const struct disposition *now,
                         const struct allowed *allowed) {
  char name[signal_text];
  char owned[signal_text];
  char texts[4][text_size];
  char change[text_size * 5];
  if (is_of_libc(signal) || memcmp(old, now, sizeof *old) == 0) {
    return;
  }
  (void)snprintf(change, sizeof change, "%s: %s -> %s; flags %s -> %s; mask %016llx -> %016llx",
                 signals_name(signal, name), handler_name(old->handler, texts[0]), handler_name(now->handler, texts[1]),
                 flag_names(old->flags, texts[2]), flag_names(now->flags, texts[3]), (unsigned long long)old->mask,
                 (unsigned long long)now->mask);
  changes++;
  if (may_change(signal, old, now, allowed)) {
    host_line("%s", change);
    return;
  }
  host_fail("%s: %s. These may have another handler: %s%s; everything else stays. Look for sigaction, signal and os/signal "
            "in what the library runs by then",
            when, change, signals_names(allowed->replaced, owned),
            allowed->flags != 0 ? ", and SA_ONSTACK may be added to others" : "");
}

static void judge_changes(const char *when, const struct dispositions *before, const struct allowed *allowed) {
  struct dispositions now;
  (void)host_threads_at_rest();
  if (!signals_read(&now)) {
    return;
  }
  for (int signal = 1; signal <= last_signal; signal++) {
    judge_change(when, signal, &before->of[signal], &now.of[signal], allowed);
  }
}

static void judge_load_and_call(const struct host_input *input, const char *replaced, unsigned long flags) {
  const struct allowed allowed = {host_expected_set(input, replaced), flags};
  struct dispositions before;
  if (signals_read(&before) && host_load_and_call(input)) {
    judge_changes("after load and first call", &before, &allowed);
    host_line("%d handlers change", changes);
  }
}

/* A host without handlers of its own. Those of a sanitizer in this process are the host's, too. */
void host_dispositions(const struct host_input *input) { judge_load_and_call(input, "owned", 0); }

static void do_nothing(int signal) { (void)signal; }

void host_handled(const struct host_input *input) {
  signals_handle_all(do_nothing);
  judge_load_and_call(input, "owned", (unsigned long)host_expected_set(input, "flags_added"));
}

void host_ignored(const struct host_input *input) {
  signals_ignore_all();
  judge_load_and_call(input, "owned_ignored", 0);
}

/* The load has changed what it changes when dlopen returns. Calls change nothing, and neither does time. */
void host_after_calls(const struct host_input *input) {
  enum { threads = 8, calls = 200 };
  const struct allowed nothing = {0, 0};
  struct dispositions before;
  signals_handle_all(do_nothing);
  void *handle = host_load(input->library);
  if (handle == NULL || !signals_read(&before) || !host_calls(input, handle, 1)) {
    return;
  }
  judge_changes("between load and the end of the first call", &before, &nothing);
  if (host_calls(input, handle, calls) && host_calls_on_threads(input, handle, threads, calls)) {
    judge_changes("between load and the end of many calls on many threads", &before, &nothing);
    host_line("nothing changes in %d calls on %d threads", calls * (threads + 1) + 1, threads + 1);
  }
}
