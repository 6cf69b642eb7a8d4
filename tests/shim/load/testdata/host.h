/* A host of the fixture library: what the cases of load and coexist share. */
#ifndef HOST_H
#define HOST_H

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fenv.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct library {
  void *handle;
  void (*nop)(void);
  void (*gc)(void);
  void (*spin)(volatile uint32_t *);
  void (*go_spin)(volatile uint32_t *);
  void (*work)(void);
  int (*nil_recover)(void);
  int (*nil_func_recover)(void);
  void (*c_fault)(void);
  int (*fp)(void);
  int (*num_cpu)(void);
  void (*notify)(int);
  void (*reset)(int);
  int64_t (*received)(void);
  int (*profile_start)(void);
  int (*profile_stop)(void);
  int (*write_errno)(int);
  int (*write_output)(int);
  int (*getenv)(const char *name, const char *value);
  int (*user_sigaction)(int);
  uint64_t (*user_thread)(void);
  int (*user_thread_rounding)(void);
  int (*user_mmap)(void);
} library;

static inline void *symbol(void *handle, const char *name) {
  void *p = dlsym(handle, name);
  if (p == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    exit(3);
  }
  return p;
}

static inline library load(const char *path) {
  library l;
  l.handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (l.handle == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    exit(3);
  }
#define FIND(field, name) *(void **)&l.field = symbol(l.handle, name)
  FIND(nop, "Nop");
  FIND(gc, "GC");
  FIND(spin, "Spin");
  FIND(go_spin, "GoSpin");
  FIND(work, "Work");
  FIND(nil_recover, "NilRecover");
  FIND(nil_func_recover, "NilFuncRecover");
  FIND(c_fault, "CFault");
  FIND(fp, "FP");
  FIND(num_cpu, "NumCPU");
  FIND(notify, "Notify");
  FIND(reset, "Reset");
  FIND(received, "Received");
  FIND(profile_start, "ProfileStart");
  FIND(profile_stop, "ProfileStop");
  FIND(write_errno, "WriteErrno");
  FIND(write_output, "WriteOutput");
  FIND(getenv, "Getenv");
  FIND(user_sigaction, "UserSigaction");
  FIND(user_thread, "UserThread");
  FIND(user_thread_rounding, "UserThreadRounding");
  FIND(user_mmap, "UserMmap");
#undef FIND
  return l;
}

static inline double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static inline void sleep_us(long us) {
  struct timespec t = {us / 1000000, us % 1000000 * 1000};
  while (nanosleep(&t, &t) != 0 && errno == EINTR) {
  }
}

static inline void set_handler(int sig, void (*handler)(int), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(sig, &action, NULL);
}

static inline void block(int sig) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, sig);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/* The kernel's view; libc hides some. */
typedef struct kernel_action {
  uintptr_t handler;
  uint64_t flags;
  uintptr_t restorer;
  uint64_t mask;
} kernel_action;

static inline kernel_action get_action(int sig) {
  kernel_action a = {0};
  syscall(SYS_rt_sigaction, sig, NULL, &a, 8);
  return a;
}

static inline uint64_t get_mask(void) {
  uint64_t mask = 0;
  syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &mask, 8);
  return mask;
}

/* Sends a signal and waits until the library's subscriber has it: signals that wait are merged, which
 * on a loaded machine is not what a case is about. */
static inline void send_and_wait(int sig, const library *libs, int n) {
  int64_t before[128];
  for (int i = 0; i < n; i++) {
    before[i] = libs[i].received();
  }
  kill(getpid(), sig);
  const double start = now_ms();
  for (int i = 0; i < n && now_ms() - start < 200;) {
    if (libs[i].received() > before[i]) {
      i++;
    } else {
      sleep_us(500);
    }
  }
}

/* A spinning call in a thread, ended by a deadline, and how long a collection takes meanwhile. */
typedef struct spinner {
  const library *lib;
  volatile uint32_t stop;
  atomic_int running;
  pthread_t thread;
} spinner;

static inline void *spin_thread(void *data) {
  spinner *s = data;
  s->running = 1;
  s->lib->spin(&s->stop);
  return NULL;
}

static inline void spinner_start(spinner *s, const library *lib) {
  memset(s, 0, sizeof *s);
  s->lib = lib;
  pthread_create(&s->thread, NULL, spin_thread, s);
  while (!s->running) {
    sleep_us(100);
  }
  sleep_us(5000);
}

typedef struct watchdog {
  volatile uint32_t *stop;
  atomic_int over;
  long limit_ms;
} watchdog;

static inline void *watchdog_thread(void *data) {
  watchdog *w = data;
  const double start = now_ms();
  while (!w->over && now_ms() - start < (double)w->limit_ms) {
    sleep_us(1000);
  }
  __atomic_store_n(w->stop, 1, __ATOMIC_SEQ_CST);
  return NULL;
}

/* Milliseconds of a collection in `lib` while `stop` keeps something spinning, at most `limit_ms`. */
static inline double gc_latency(const library *lib, volatile uint32_t *stop, long limit_ms) {
  watchdog w = {stop, 0, limit_ms};
  pthread_t t;
  pthread_create(&t, NULL, watchdog_thread, &w);
  const double start = now_ms();
  lib->gc();
  const double took = now_ms() - start;
  w.over = 1;
  pthread_join(t, NULL);
  return took;
}

#endif
