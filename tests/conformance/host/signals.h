/* Signals as the kernel has them: glibc hides the two that it uses itself. */
#ifndef HOST_SIGNALS_H
#define HOST_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "host.h"

enum { last_signal = 64, first_real_time = 34, signal_text = 700 };

/* The kernel's own struct, as amd64 and arm64 have it. */
struct disposition {
  uintptr_t handler;
  unsigned long flags;
  uintptr_t restorer;
  uint64_t mask;
};

/* Indexed by the number of the signal. */
struct dispositions {
  struct disposition of[last_signal + 1];
};

static inline uint64_t signal_bit(int signal) { return UINT64_C(1) << (signal - 1); }

static inline bool is_of_libc(int signal) { return signal == 32 || signal == 33; }

static inline bool is_fixed(int signal) { return signal == SIGKILL || signal == SIGSTOP || is_of_libc(signal); }

/* signals.c. `text` has room for signal_text characters. */
bool signals_read(struct dispositions *all);
void signals_handle_all(void (*handler)(int));
void signals_ignore_all(void);
bool signals_handle(int signal, void (*handler)(int, siginfo_t *, void *));
uint64_t signals_mask(void);
void signals_set_mask(uint64_t mask);
void signals_block(int signal);
const char *signals_name(int signal, char *text);
const char *signals_names(uint64_t set, char *text);

#endif /* HOST_SIGNALS_H */
