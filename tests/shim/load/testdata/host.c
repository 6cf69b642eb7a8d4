/* host LIBRARY CASE: prints what a host sees, one "name value" a line. Judges nothing. */
#include "host.h"

static const char *path;
static pthread_t main_thread;
static atomic_int handled, handled_elsewhere;

static void count(int sig) {
  (void)sig;
  if (pthread_equal(pthread_self(), main_thread)) {
    handled++;
  } else {
    handled_elsewhere++;
  }
}

/* Signals for the process while the host's thread blocks them: they wait, or a Go thread gets them. */
static void stray(void) {
  const int sigs[] = {SIGUSR1, SIGTERM, SIGRTMIN + 3};
  for (int i = 0; i < 3; i++) {
    set_handler(sigs[i], count, 0);
  }
  const library l = load(path);
  l.nop();
  l.work();
  const char *names[] = {"usr1", "term", "rt"};
  for (int i = 0; i < 3; i++) {
    block(sigs[i]);
    handled_elsewhere = 0;
    for (int k = 0; k < 200; k++) {
      kill(getpid(), sigs[i]);
      sleep_us(200);
    }
    sleep_us(20000);
    printf("%s %d\n", names[i], handled_elsewhere);
  }
}

static void sigchld(void) {
  block(SIGCHLD);
  const library l = load(path);
  l.nop();
  l.work();
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  const int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  int got = 0;
  for (int i = 0; i < 50; i++) {
    const pid_t child = fork();
    if (child == 0) {
      _exit(0);
    }
    waitpid(child, NULL, 0);
    struct pollfd p = {.fd = fd, .events = POLLIN};
    struct signalfd_siginfo info;
    if (poll(&p, 1, 100) == 1 && read(fd, &info, sizeof info) == (ssize_t)sizeof info) {
      got++;
    }
  }
  printf("sigchld %d\n", got);
}

/* Blocked and with the default action, which kills. */
static void rtmin(void) {
  block(34);
  const library l = load(path);
  l.nop();
  l.work();
  for (int i = 0; i < 50; i++) {
    kill(getpid(), 34);
    l.nop();
    sleep_us(200);
  }
  printf("alive 1\n");
}

static uint64_t everything(void) {
  uint64_t all = ~UINT64_C(0);
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL, 8);
  return get_mask();
}

static void *call_and_mask(void *data) {
  const library *l = data;
  static uint64_t lost;
  const uint64_t before = everything();
  l->nop();
  lost = before & ~get_mask();
  l->work();
  return &lost;
}

static void masks(void) {
  const library l = load(path);
  const uint64_t loader = get_mask();
  pthread_t t;
  void *lost;
  pthread_create(&t, NULL, call_and_mask, (void *)&l);
  pthread_join(t, &lost);
  printf("loader_mask %016llx\nlost %016llx\n", (unsigned long long)loader, *(unsigned long long *)lost);
  l.nop();
  l.work();
  sleep_us(20000);
  /* What no runtime thread blocks, of all blockable signals. */
  unsigned long long unblocked = 0;
  int threads = 0;
  DIR *d = opendir("/proc/self/task");
  for (struct dirent *e; (e = readdir(d)) != NULL;) {
    char name[300], line[200];
    if (e->d_name[0] == '.' || atoi(e->d_name) == getpid()) {
      continue;
    }
    snprintf(name, sizeof name, "/proc/self/task/%s/status", e->d_name);
    FILE *f = fopen(name, "r");
    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
      if (strncmp(line, "SigBlk:", 7) == 0) {
        unblocked |= ~strtoull(line + 7, NULL, 16);
        threads++;
      }
    }
    if (f != NULL) {
      fclose(f);
    }
  }
  closedir(d);
  unblocked &= ~(1ull << (SIGKILL - 1) | 1ull << (SIGSTOP - 1) | 1ull << 31 | 1ull << 32);
  printf("runtime_threads %d\nruntime_unblocked %016llx\n", threads, unblocked);
}

static void set_unusual_mode(void) {
  fesetround(FE_UPWARD);
#if defined(__x86_64__)
  unsigned mxcsr;
  __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
  mxcsr |= 0x8040; /* FTZ, DAZ */
  __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
#endif
}

static bool mode_is_unusual(void) {
#if defined(__x86_64__)
  unsigned mxcsr;
  __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
  if ((mxcsr & 0x8040) != 0x8040) {
    return false;
  }
#endif
  return fegetround() == FE_UPWARD;
}

static void floating_point(void) {
  set_unusual_mode();
  const library l = load(path);
  printf("goroutines %d\n", l.fp());
  printf("host_kept %d\n", mode_is_unusual());
}

/* Threads that Go starts during a call are none of the load. */
static void floating_point_of_load(void) {
  set_unusual_mode();
  const library l = load(path);
  printf("host_kept %d\n", mode_is_unusual());
  fesetenv(FE_DFL_ENV);
  printf("goroutines %d\n", l.fp());
}

static void affinity(void) {
  cpu_set_t set;
  sched_getaffinity(0, sizeof set, &set);
  printf("cpus %d\n", CPU_COUNT(&set));
  fflush(stdout);
  /* Another thread than the main one loads, pinned. */
  pthread_t t;
  void *pinned(void *);
  pthread_create(&t, NULL, pinned, NULL);
  void *n;
  pthread_join(t, &n);
  printf("numcpu %d\n", (int)(intptr_t)n);
}

void *pinned(void *unused) {
  (void)unused;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  sched_setaffinity(0, sizeof one, &one);
  const library l = load(path);
  return (void *)(intptr_t)l.num_cpu();
}

static void flags(void) {
  for (int s = 1; s <= 64; s++) {
    if (s != SIGALRM && s != 32 && s != 33) {
      set_handler(s, count, s % 2 ? SA_RESTART : 0);
    }
  }
  kernel_action before[65];
  for (int s = 1; s <= 64; s++) {
    before[s] = get_action(s);
  }
  const library l = load(path);
  l.nop();
  l.work();
  int changed = 0, owned = 0;
  for (int s = 1; s <= 64; s++) {
    const kernel_action now = get_action(s);
    if (s == 33 || memcmp(&now, &before[s], sizeof now) == 0) {
      continue; /* 33 is glibc's own, from its first pthread_create */
    }
    if (s == SIGBUS || s == SIGFPE || s == SIGSEGV || s == SIGPIPE || s == SIGURG) {
      owned++;
    } else {
      changed++;
    }
  }
  printf("owned %d\nothers_changed %d\n", owned, changed);
}

static void sigpipe(void) {
  signal(SIGPIPE, SIG_IGN);
  const library l = load(path);
  l.nop();
  printf("ignored %d\n", get_action(SIGPIPE).handler == (uintptr_t)SIG_IGN);
  fflush(stdout);
  int p[2];
  if (pipe(p) != 0) {
    exit(3);
  }
  close(p[0]);
  printf("go_write_errno %d\n", l.write_errno(p[1]));
  const ssize_t n = write(p[1], "x", 1);
  printf("c_write_epipe %d\n", n == -1 && errno == EPIPE);
  fflush(stdout);
  if (system("awk '$1 == \"SigIgn:\" { print \"child_ignores\", substr($2, 13, 1) == \"1\" }' /proc/self/status") != 0) {
    exit(3);
  }
}

/* Go prints to a standard output and error that nobody reads any more. */
static void print(void) {
  const library l = load(path);
  l.nop();
  const int out = dup(STDOUT_FILENO);
  int p[2];
  if (pipe(p) != 0 || dup2(p[1], STDOUT_FILENO) < 0 || dup2(p[1], STDERR_FILENO) < 0) {
    exit(3);
  }
  close(p[0]);
  const int to_output = l.write_output(1), to_error = l.write_output(2);
  dup2(out, STDOUT_FILENO);
  printf("stdout_errno %d\nstderr_errno %d\nhost_saw %d\n", to_output, to_error, handled + handled_elsewhere);
}

static void print_default(void) {
  signal(SIGPIPE, SIG_DFL);
  print();
}

static void print_ignored(void) {
  signal(SIGPIPE, SIG_IGN);
  print();
}

static void print_handled(void) {
  set_handler(SIGPIPE, count, 0);
  print();
  raise(SIGPIPE);
  printf("host_sees_its_own %d\n", handled);
}

/* The parent of the host has set HOST_REMOVED and HOST_CHANGED. */
static void environment(void) {
  char changing[] = "HOST_PUT=early";
  setenv("HOST_ADDED", "1", 1);
  setenv("HOST_CHANGED", "new", 1);
  unsetenv("HOST_REMOVED");
  putenv(changing);
  const library l = load(path);
  memcpy(changing + sizeof "HOST_PUT=" - 1, "LATER", sizeof "LATER" - 1);
  setenv("HOST_AFTERWARDS", "1", 1);
  printf("added %d\n", l.getenv("HOST_ADDED", "1"));
  printf("changed %d\n", l.getenv("HOST_CHANGED", "new"));
  printf("removed %d\n", !l.getenv("HOST_REMOVED", "old"));
  printf("put %d\n", l.getenv("HOST_PUT", "early"));
  printf("afterwards %d\n", l.getenv("HOST_AFTERWARDS", "1"));
  printf("host_kept %d\n", strcmp(getenv("HOST_PUT"), "LATER") == 0 && getenv("HOST_REMOVED") == NULL);
}

/* environ is nobody's any more. */
static void no_environment(void) {
  clearenv();
  const library l = load(path);
  printf("changed %d\n", l.getenv("HOST_CHANGED", "old"));
}

static void *make_one_call(void *l) {
  ((library *)l)->nop();
  return NULL;
}

/* The host changes its limit after Go did, before its first call. */
static void limits_between(void) {
  struct rlimit r;
  getrlimit(RLIMIT_NOFILE, &r);
  r.rlim_cur = 512;
  setrlimit(RLIMIT_NOFILE, &r);
  const library l = load(path);
  for (int i = 0; i < 1000 && r.rlim_cur == 512; i++) {
    sleep_us(1000);
    getrlimit(RLIMIT_NOFILE, &r);
  }
  r.rlim_cur = 700;
  setrlimit(RLIMIT_NOFILE, &r);
  l.nop();
  getrlimit(RLIMIT_NOFILE, &r);
  printf("nofile %llu\n", (unsigned long long)r.rlim_cur);
}

static void limits(void) {
  struct rlimit r;
  getrlimit(RLIMIT_NOFILE, &r);
  r.rlim_cur = 512;
  setrlimit(RLIMIT_NOFILE, &r);
  const library l = load(path);
  l.nop();
  getrlimit(RLIMIT_NOFILE, &r);
  printf("nofile %llu\n", (unsigned long long)r.rlim_cur);
  /* What the host sets later stays. */
  r.rlim_cur = r.rlim_max - 1;
  setrlimit(RLIMIT_NOFILE, &r);
  pthread_t t; /* its first call */
  pthread_create(&t, NULL, make_one_call, (void *)&l);
  pthread_join(t, NULL);
  getrlimit(RLIMIT_NOFILE, &r);
  printf("later_kept %d\n", r.rlim_cur == r.rlim_max - 1);
}

static void user(void) {
  const library l = load(path);
  l.nop();
  printf("sigaction %d\n", l.user_sigaction(SIGUSR2));
  printf("sigaction_urg %d\n", l.user_sigaction(SIGURG));
  uint64_t mask = get_mask();
  printf("thread_mask_inherited %d\n", l.user_thread() == mask);
  fesetround(FE_UPWARD);
  printf("thread_rounding_inherited %d\n", l.user_thread_rounding() == 2);
  printf("mmap %d\n", l.user_mmap());
}

/* os/signal and profiles leave the host's action as they found it. */
static void restored(void) {
  set_handler(SIGUSR1, count, SA_NODEFER);
  set_handler(SIGPROF, count, SA_NODEFER);
  const library l = load(path);
  l.nop();
  const kernel_action usr1 = get_action(SIGUSR1), prof = get_action(SIGPROF);
  l.notify(SIGUSR1);
  for (int i = 0; i < 10; i++) {
    send_and_wait(SIGUSR1, &l, 1);
  }
  printf("received %d\nhost_received %d\n", (int)l.received(), handled + handled_elsewhere);
  l.reset(SIGUSR1);
  l.profile_start();
  sleep_us(20000);
  l.profile_stop();
  const kernel_action usr1_now = get_action(SIGUSR1), prof_now = get_action(SIGPROF);
  printf("usr1_restored %d\nprof_restored %d\n", memcmp(&usr1, &usr1_now, sizeof usr1) == 0,
         memcmp(&prof, &prof_now, sizeof prof) == 0);
}

/* Threads that make short calls while a collector runs: are they preemptible afterwards? */
enum { CALLERS = 8 };
static atomic_int finish, turn = -1, spinning;
static volatile uint32_t stops[CALLERS];
static library shared;

static void *caller(void *data) {
  const int i = (int)(intptr_t)data;
  while (!finish) {
    for (int k = 0; k < 2000; k++) {
      shared.nop();
    }
    sleep_us(10);
  }
  while (turn != i) {
    sleep_us(200);
  }
  spinning = 1;
  shared.spin(&stops[i]);
  return NULL;
}

static void stuck(void) {
  const char *ms = getenv("STUCK_MS");
  const double limit = ms != NULL ? atof(ms) : 3000;
  shared = load(path);
  pthread_t t[CALLERS];
  for (int i = 0; i < CALLERS; i++) {
    pthread_create(&t[i], NULL, caller, (void *)(intptr_t)i);
  }
  const double start = now_ms();
  while (now_ms() - start < limit) {
    shared.gc();
  }
  finish = 1;
  int n = 0;
  for (int i = 0; i < CALLERS; i++) {
    spinning = 0;
    turn = i;
    while (!spinning) {
      sleep_us(100);
    }
    sleep_us(5000);
    n += gc_latency(&shared, &stops[i], 1000) >= 900; /* to the end of its loop; less is a busy machine */
    __atomic_store_n(&stops[i], 1, __ATOMIC_SEQ_CST);
    pthread_join(t[i], NULL);
  }
  printf("stuck %d\n", n);
}

static void recover(void) {
  const library l = load(path);
  printf("nil %d\nnil_func %d\n", l.nil_recover(), l.nil_func_recover());
  spinner s;
  spinner_start(&s, &l);
  printf("gc_ms %.0f\n", gc_latency(&l, &s.stop, 1000));
  __atomic_store_n(&s.stop, 1, __ATOMIC_SEQ_CST);
  pthread_join(s.thread, NULL);
}

static void threads_end(void) {
  const library l = load(path);
  for (int i = 0; i < 2000; i++) {
    pthread_t t;
    pthread_create(&t, NULL, (void *(*)(void *))(void *)l.nop, NULL);
    pthread_join(t, NULL);
  }
  printf("done 1\n");
}

static const struct {
  const char *name;
  void (*run)(void);
} cases[] = {
    {"stray", stray},       {"sigchld", sigchld}, {"rtmin", rtmin},       {"masks", masks},     {"fp", floating_point},
    {"fp_of_load", floating_point_of_load},
    {"limits_between", limits_between}, {"affinity", affinity}, {"flags", flags},     {"sigpipe", sigpipe},   {"limits", limits},   {"user", user},
    {"print_default", print_default}, {"print_ignored", print_ignored}, {"print_handled", print_handled},
    {"environment", environment}, {"no_environment", no_environment},
    {"restored", restored}, {"stuck", stuck},     {"recover", recover},   {"threads", threads_end},
};

int main(int argc, char **argv) {
  if (argc != 3) {
    return 2;
  }
  path = argv[1];
  main_thread = pthread_self();
  alarm(60);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    if (strcmp(cases[i].name, argv[2]) == 0) {
      cases[i].run();
      fflush(stdout);
      _exit(0);
    }
  }
  return 2;
}
