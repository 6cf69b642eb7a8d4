/* Signal state as the kernel has it: libc hides signals 32 and 33, and bits of masks. */
#ifndef CSHARED_LOAD_KERNEL_H
#define CSHARED_LOAD_KERNEL_H

#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* struct sigaction of the kernel: the same on amd64 and arm64. */
typedef struct cshared_load_action {
  uintptr_t handler;
  uint64_t flags;
  uintptr_t restorer;
  uint64_t mask;
} cshared_load_action;

#define CSHARED_LOAD_DFL ((uintptr_t)0)
#define CSHARED_LOAD_IGN ((uintptr_t)1)
#define CSHARED_LOAD_RESTORER UINT64_C(0x04000000)

static inline uint64_t cshared_load_bit(int signal) { return UINT64_C(1) << (unsigned)(signal - 1); }

static inline int cshared_load_kernel_action(int signal, const cshared_load_action *set, cshared_load_action *old) {
  return (int)syscall(SYS_rt_sigaction, signal, set, old, sizeof(uint64_t));
}

static inline void cshared_load_kernel_mask(int how, const uint64_t *set, uint64_t *old) {
  (void)syscall(SYS_rt_sigprocmask, how, set, old, sizeof(uint64_t));
}

#endif
