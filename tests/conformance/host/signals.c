#include "signals.h"

#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

bool signals_read(struct dispositions *all) {
  memset(all, 0, sizeof *all);
  for (int signal = 1; signal <= last_signal; signal++) {
    struct disposition *one = &all->of[signal];
    if (syscall(SYS_rt_sigaction, signal, NULL, one, sizeof one->mask) != 0) {
      host_fail("rt_sigaction of signal %d failed", signal);
      return false;
    }
  }
  return true;
}

/* Flags and masks differ from signal to signal, so that a change of either shows. */
void signals_handle_all(void (*handler)(int)) {
  for (int signal = 1; signal <= last_signal; signal++) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = signal % 2 == 0 ? SA_RESTART : SA_NODEFER};
    (void)sigaddset(&action.sa_mask, signal % 3 == 0 ? SIGHUP : SIGUSR2);
    if (!is_fixed(signal)) {
      (void)sigaction(signal, &action, NULL);
    }
  }
}

void signals_ignore_all(void) {
  for (int signal = 1; signal <= last_signal; signal++) {
    struct sigaction action = {.sa_handler = SIG_IGN};
    if (!is_fixed(signal)) {
      (void)sigaction(signal, &action, NULL);
    }
  }
}

bool signals_handle(int signal, void (*handler)(int, siginfo_t *, void *)) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
  if (sigaction(signal, &action, NULL) == 0) {
    return true;
  }
  host_fail("sigaction of signal %d failed", signal);
  return false;
}

uint64_t signals_mask(void) {
  uint64_t mask = 0;
  (void)syscall(SYS_rt_sigprocmask, SIG_SETMASK, NULL, &mask, sizeof mask);
  return mask;
}

/* Directly, since glibc never blocks the signals that it uses itself. */
void signals_set_mask(uint64_t mask) { (void)syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, sizeof mask); }

void signals_block(int signal) { signals_set_mask(signals_mask() | signal_bit(signal)); }

const char *signals_name(int signal, char *text) {
  const char *name = signal < first_real_time ? sigabbrev_np(signal) : NULL;
  if (name != NULL) {
    (void)snprintf(text, signal_text, "SIG%s", name);
  } else {
    (void)snprintf(text, signal_text, "signal %d", signal);
  }
  return text;
}

const char *signals_names(uint64_t set, char *text) {
  char name[signal_text];
  size_t used = 0;
  text[0] = '\0';
  for (int signal = 1; signal <= last_signal; signal++) {
    if ((set & signal_bit(signal)) != 0 && used < signal_text) {
      used += (size_t)snprintf(text + used, signal_text - used, "%s%s", used == 0 ? "" : " ", signals_name(signal, name));
    }
  }
  return set == 0 ? "none" : text;
}
