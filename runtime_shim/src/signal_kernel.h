/* The kernel's own signal calls, which see all 64 signals. Internal. */
#ifndef CSHARED_SRC_SIGNAL_KERNEL_H
#define CSHARED_SRC_SIGNAL_KERNEL_H

#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Signals are as many as the kernel's _NSIG on amd64 and arm64. */
enum { CSHARED_SIGNAL_COUNT = 64 };

#if defined(__x86_64__) || defined(__aarch64__)

/* arch/x86/include/uapi/asm/signal.h; arm64 has include/uapi/asm-generic/signal.h with SA_RESTORER
 * defined in arch/arm64/include/uapi/asm/signal.h: the same four words. */
struct cshared_kernel_action {
  uint64_t handler;
  uint64_t flags;
  uint64_t restorer;
  uint64_t mask;
};

static inline int cshared_kernel_sigaction(int number, const struct cshared_kernel_action *set,
                                           struct cshared_kernel_action *get) {
  return syscall(SYS_rt_sigaction, (long)number, set, get, sizeof set->mask) == 0 ? 0 : errno;
}

static inline int cshared_kernel_sigmask(int how, const uint64_t *set, uint64_t *get) {
  return syscall(SYS_rt_sigprocmask, (long)how, set, get, sizeof *set) == 0 ? 0 : errno;
}

#else /* Other layouts are not written down here: callers get ENOSYS. */

struct cshared_kernel_action {
  uint64_t handler, flags, restorer, mask;
};

static inline int cshared_kernel_sigaction(int number, const struct cshared_kernel_action *set,
                                           struct cshared_kernel_action *get) {
  (void)number, (void)set, (void)get;
  return ENOSYS;
}

static inline int cshared_kernel_sigmask(int how, const uint64_t *set, uint64_t *get) {
  (void)how, (void)set, (void)get;
  return ENOSYS;
}

#endif
#endif
