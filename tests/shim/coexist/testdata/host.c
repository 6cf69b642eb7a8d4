/* host CASE LIBRARY...: loads the libraries in this order and prints what it sees. Judges nothing.
 * A "+" before a path: recheck after loading it. */
#define _GNU_SOURCE
#include "host.h"

#include <ucontext.h>

#include "cshared/coexist.h"

enum { MAX = 128 };
static library libs[MAX];
static int count;
static char **paths;

static void load_all(void) {
  for (int i = 0; i < count; i++) {
    const bool recheck = paths[i][0] == '+';
    libs[i] = load(paths[i] + recheck);
    if (recheck) {
      int taken;
      if (cshared_coexist_recheck(&taken) != 0) {
        printf("recheck failed\n");
      }
      printf("taken%d %d\n", i, taken);
    }
    libs[i].nop();
  }
}

/* Each library's collection while it spins itself; and library 0's while the others spin. */
static void gc(void) {
  load_all();
  double worst = 0, cross = 0;
  for (int i = 0; i < count; i++) {
    spinner s;
    spinner_start(&s, &libs[i]);
    const double ms = gc_latency(&libs[i], &s.stop, 1000);
    __atomic_store_n(&s.stop, 1, __ATOMIC_SEQ_CST);
    pthread_join(s.thread, NULL);
    printf("gc%d %.0f\n", i, ms);
    worst = ms > worst ? ms : worst;
    if (i > 0) {
      spinner_start(&s, &libs[i]);
      const double other = gc_latency(&libs[0], &s.stop, 1000);
      __atomic_store_n(&s.stop, 1, __ATOMIC_SEQ_CST);
      pthread_join(s.thread, NULL);
      cross = other > cross ? other : cross;
    }
  }
  printf("worst %.0f\ncross %.0f\n", worst, cross);
}

static void *recover_all(void *ok) {
  for (int i = 0; i < count; i++) {
    *(int *)ok += libs[i].nil_recover() == 1 && libs[i].nil_func_recover() == 1;
  }
  return NULL;
}

static double cost_of(const library *l) {
  double best = 1e9;
  for (int round = 0; round < 9; round++) {
    const double start = now_ms();
    for (int k = 0; k < 200; k++) {
      (void)l->nil_recover();
    }
    const double took = now_ms() - start;
    best = took < best ? took : best;
  }
  return best * 1000 / 200;
}

static void nil(void) {
  load_all();
  int here = 0, there = 0;
  recover_all(&here);
  pthread_t t;
  pthread_create(&t, NULL, recover_all, &there);
  pthread_join(t, NULL);
  const double oldest = cost_of(&libs[0]), newest = cost_of(&libs[count - 1]);
  printf("recovered %d\nelsewhere %d\noldest_us %.1f\nnewest_us %.1f\nratio %.2f\n", here, there, oldest, newest, oldest / newest);
}

static void notify(void) {
  load_all();
  for (int i = 0; i < count; i++) {
    libs[i].notify(SIGUSR1);
  }
  for (int k = 0; k < 10; k++) {
    send_and_wait(SIGUSR1, libs, count);
  }
  long least = 1000;
  for (int i = 0; i < count; i++) {
    const long n = (long)libs[i].received();
    least = n < least ? n : least;
  }
  printf("least %ld\n", least);
  fflush(stdout);
  libs[0].reset(SIGUSR1);
  for (int k = 0; k < 10; k++) {
    send_and_wait(SIGUSR1, libs + 1, count - 1);
  }
  printf("first_after_reset %ld\nlast_after_reset %ld\n", (long)libs[0].received(), (long)libs[count - 1].received());
}

static atomic_int urgent;
static void on_urgent(int sig) {
  (void)sig;
  urgent++;
}

static void real_urg(void) {
  urgent = 0;
  double best = 1e9;
  for (int k = 0; k < 20; k++) {
    const double start = now_ms();
    kill(getpid(), SIGURG);
    const double took = now_ms() - start;
    best = took < best ? took : best;
    sleep_us(2000);
  }
  sleep_us(20000);
  printf("real_seen_by_host %d\nmicroseconds %.0f\n", urgent, best * 1000);
}

/* Without collections under a loop: for GODEBUG=asyncpreemptoff=1, where they would never end. */
static void urg_idle(void) {
  set_handler(SIGURG, on_urgent, SA_RESTART);
  load_all();
  real_urg();
  int here = 0;
  for (int i = 0; i < count; i++) {
    libs[i].work();
    here += libs[i].nil_recover();
  }
  printf("recovered %d\n", here);
}

static void urg(void) {
  set_handler(SIGURG, on_urgent, SA_RESTART);
  load_all();
  for (int i = 0; i < count; i++) {
    spinner s;
    spinner_start(&s, &libs[i]);
    for (int k = 0; k < 20; k++) {
      (void)gc_latency(&libs[i], &s.stop, 1000); /* under ThreadSanitizer no loop is preempted */
    }
    __atomic_store_n(&s.stop, 1, __ATOMIC_SEQ_CST);
    pthread_join(s.thread, NULL);
  }
  printf("runtimes_seen_by_host %d\n", urgent);
  real_urg();
}

static void profile(void) {
  static volatile uint32_t stop[MAX];
  block(SIGPROF); /* so that samples come from Go's threads */
  load_all();
  for (int i = 0; i < count; i++) {
    libs[i].profile_start();
  }
  for (int i = 0; i < count; i++) {
    libs[i].go_spin(&stop[i]);
    sleep_us(300000);
    __atomic_store_n(&stop[i], 1, __ATOMIC_SEQ_CST);
  }
  int least = 1 << 30;
  for (int i = 0; i < count; i++) {
    const int n = libs[i].profile_stop();
    least = n < least ? n : least;
  }
  printf("least_spins %d\n", least);
}

/* A stock library comes second: threads of the first one lose signals until the recheck. */
static atomic_int finish, go;
static volatile uint32_t stops[8];

static void *caller(void *data) {
  const int i = (int)(intptr_t)data;
  while (!finish) {
    for (int k = 0; k < 2000; k++) {
      libs[0].nop();
    }
    sleep_us(10);
  }
  while (go != i + 1) {
    sleep_us(200);
  }
  libs[0].spin(&stops[i]);
  return NULL;
}

static void late(void) {
  pthread_t t[8];
  load_all();
  for (int i = 0; i < 8; i++) {
    pthread_create(&t[i], NULL, caller, (void *)(intptr_t)i);
  }
  const double start = now_ms();
  while (now_ms() - start < 2000) {
    libs[0].gc();
  }
  int taken;
  cshared_coexist_recheck(&taken);
  finish = 1;
  sleep_us(50000);
  int stuck = 0;
  for (int i = 0; i < 8; i++) {
    go = i + 1;
    sleep_us(10000);
    stuck += gc_latency(&libs[0], &stops[i], 1000) >= 900; /* to the end of its loop; less is a busy machine */
    __atomic_store_n(&stops[i], 1, __ATOMIC_SEQ_CST);
    pthread_join(t[i], NULL);
  }
  printf("taken %d\nstuck %d\n", taken, stuck);
}

/* Faults. The reporter says where. */
static struct sigaction chained;
static atomic_int reports;
static void report(int sig, siginfo_t *info, void *context) {
  reports++;
  Dl_info where = {0};
#if defined(__x86_64__)
  const uintptr_t pc = (uintptr_t)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
#else
  const uintptr_t pc = (uintptr_t)((ucontext_t *)context)->uc_mcontext.pc;
#endif
  dladdr((void *)pc, &where);
  printf("reported %d\naddress %p\nin %s\nreports %d\n", sig, info->si_addr, where.dli_fname != NULL ? strrchr(where.dli_fname, '/') : "?", reports);
  fflush(stdout);
  if (reports > 5) {
    _exit(4);
  }
  if (chained.sa_flags & SA_SIGINFO) {
    chained.sa_sigaction(sig, info, context);
  } else if (chained.sa_handler == SIG_DFL) {
    signal(sig, SIG_DFL);
  }
}

static void install_reporter(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = report;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGSEGV, &action, &chained);
}

static volatile int *volatile nowhere;

static void c_fault(void) {
  load_all();
  libs[0].c_fault();
}

static void host_fault(void) {
  load_all();
  *nowhere = 1;
}

static void sent_fault(void) {
  load_all();
  raise(SIGSEGV);
}

static void fault_reported_before(void) {
  install_reporter();
  load_all();
  libs[count - 1].nil_recover();
  printf("after_recover %d\n", reports);
  fflush(stdout);
  libs[0].c_fault();
}

/* Installed after load, chaining: it sees every fault first, Go's too. */
static void fault_reported_after(void) {
  load_all();
  install_reporter();
  printf("recovered %d\n", libs[count - 1].nil_recover());
  fflush(stdout);
  libs[0].c_fault();
}

static void chain_of_two(void) {
  install_reporter();
  load_all();
  install_reporter(); /* chains to the dispatcher, whose host is this same reporter */
  *nowhere = 1;
}

static const struct {
  const char *name;
  void (*run)(void);
} cases[] = {
    {"gc", gc},
    {"nil", nil},
    {"notify", notify},
    {"urg", urg},
    {"urg_idle", urg_idle},
    {"profile", profile},
    {"late", late},
    {"c_fault", c_fault},
    {"host_fault", host_fault},
    {"sent_fault", sent_fault},
    {"fault_reported_before", fault_reported_before},
    {"fault_reported_after", fault_reported_after},
    {"chain_of_two", chain_of_two},
};

int main(int argc, char **argv) {
  if (argc < 3 || argc - 2 > MAX) {
    return 2;
  }
  paths = argv + 2;
  count = argc - 2;
  alarm(120);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    if (strcmp(cases[i].name, argv[1]) == 0) {
      cases[i].run();
      fflush(stdout);
      _exit(0);
    }
  }
  return 2;
}
