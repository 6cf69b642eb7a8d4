#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host.h"

enum { last_signal = 64, text_size = 160 };

/* The kernel's own struct, as amd64 and arm64 have it. The system call is made directly because
 * glibc hides the signals that it uses itself. */
struct disposition {
  uintptr_t handler;
  unsigned long flags;
  uintptr_t restorer;
  uint64_t mask;
};

static bool read_all(struct disposition *all) {
  for (int signal = 1; signal <= last_signal; signal++) {
    memset(&all[signal], 0, sizeof all[signal]);
    if (syscall(SYS_rt_sigaction, signal, NULL, &all[signal], sizeof all[signal].mask) != 0) {
      host_fail("rt_sigaction of signal %d failed", signal);
      return false;
    }
  }
  return true;
}

static const char *signal_name(int signal, char *text) {
  static const char *const names[] = {
      [SIGHUP] = "SIGHUP",   [SIGINT] = "SIGINT",       [SIGQUIT] = "SIGQUIT", [SIGILL] = "SIGILL",
      [SIGTRAP] = "SIGTRAP", [SIGABRT] = "SIGABRT",     [SIGBUS] = "SIGBUS",   [SIGFPE] = "SIGFPE",
      [SIGKILL] = "SIGKILL", [SIGUSR1] = "SIGUSR1",     [SIGSEGV] = "SIGSEGV", [SIGUSR2] = "SIGUSR2",
      [SIGPIPE] = "SIGPIPE", [SIGALRM] = "SIGALRM",     [SIGTERM] = "SIGTERM", [SIGCHLD] = "SIGCHLD",
      [SIGCONT] = "SIGCONT", [SIGSTOP] = "SIGSTOP",     [SIGTSTP] = "SIGTSTP", [SIGTTIN] = "SIGTTIN",
      [SIGTTOU] = "SIGTTOU", [SIGURG] = "SIGURG",       [SIGXCPU] = "SIGXCPU", [SIGXFSZ] = "SIGXFSZ",
      [SIGPROF] = "SIGPROF", [SIGVTALRM] = "SIGVTALRM", [SIGWINCH] = "SIGWINCH", [SIGIO] = "SIGIO",
      [SIGPWR] = "SIGPWR",   [SIGSYS] = "SIGSYS",
  };
  if ((size_t)signal < sizeof names / sizeof names[0] && names[signal] != NULL) {
    return names[signal];
  }
  (void)snprintf(text, text_size, "signal %d", signal);
  return text;
}

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

static void report_change(int signal, const struct disposition *old, const struct disposition *now) {
  char name[text_size];
  char texts[4][text_size];
  if (memcmp(old, now, sizeof *old) == 0) {
    return;
  }
  host_line("%s: %s -> %s; flags %s -> %s; mask %016llx -> %016llx", signal_name(signal, name),
             handler_name(old->handler, texts[0]), handler_name(now->handler, texts[1]),
             flag_names(old->flags, texts[2]), flag_names(now->flags, texts[3]),
             (unsigned long long)old->mask, (unsigned long long)now->mask);
}

void host_dispositions(const struct host_input *input) {
  static struct disposition before[last_signal + 1];
  static struct disposition after[last_signal + 1];
  if (!read_all(before) || !host_load_and_call(input)) {
    return;
  }
  (void)host_threads_at_rest();
  if (!read_all(after)) {
    return;
  }
  for (int signal = 1; signal <= last_signal; signal++) {
    report_change(signal, &before[signal], &after[signal]);
  }
}
