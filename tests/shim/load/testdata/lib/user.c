#define _GNU_SOURCE
#include "user.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

void user_fault(void) { *(volatile int *)0 = 1; }

void user_set_errno(void) { errno = EDOM; }

void user_call(void *f) {
  void (*function)(void);
  *(void **)&function = f;
  function();
}

static void handler(int sig) { (void)sig; }

int user_sigaction(int sig) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  if (sigaction(sig, &action, NULL) != 0) {
    return -1;
  }
  struct {
    void (*handler)(int);
    unsigned long flags;
    void *restorer;
    uint64_t mask;
  } kernel;
  syscall(SYS_rt_sigaction, sig, NULL, &kernel, 8);
  return kernel.handler == handler && kernel.mask == 0 && (kernel.flags & SA_ONSTACK) == 0;
}

int user_sigaction_as_go(int sig) {
  struct sigaction action, now;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigfillset(&action.sa_mask);
  return sigaction(sig, &action, NULL) == 0 && sigaction(sig, NULL, &now) == 0 && now.sa_handler == handler;
}

static void *read_mask(void *out) {
  syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, out, 8);
  return NULL;
}

uint64_t user_thread_mask(void) {
  uint64_t mask = 0;
  pthread_t t;
  if (pthread_create(&t, NULL, read_mask, &mask) != 0) {
    return ~0ull;
  }
  pthread_join(t, NULL);
  return mask;
}

static void *read_mode(void *out) {
#if defined(__x86_64__)
  unsigned mxcsr;
  __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
  *(int *)out = (int)(mxcsr >> 13 & 3);
#else
  *(int *)out = 0;
#endif
  return NULL;
}

int user_thread_rounding(void) {
  int mode = -1;
  pthread_t t;
  if (pthread_create(&t, NULL, read_mode, &mode) != 0) {
    return -1;
  }
  pthread_join(t, NULL);
  return mode;
}

int user_mmap(void) {
  void *p = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return p != MAP_FAILED && munmap(p, 4096) == 0;
}

extern int64_t MixedAgain(int64_t);

int64_t user_call_back(int64_t i) { return MixedAgain(i); }

extern int user_variant(void) __attribute__((weak));

int user_which(void) { return user_variant != NULL ? user_variant() : 0; }
