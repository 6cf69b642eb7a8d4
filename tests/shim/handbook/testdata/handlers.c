/* Handlers that a host installs, and alternate stacks. */
#include "cases.h"

#include <sys/mman.h>

static struct sigaction former;

static void install(int sig, void (*handler)(int, siginfo_t *, void *), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO | flags;
  sigaction(sig, &action, &former);
}

static void report(int sig, siginfo_t *info, void *context) {
  (void)sig;
  (void)info;
  (void)context;
  static const char text[] = "reported 1\n";
  if (write(1, text, sizeof text - 1) < 0) {
    _exit(5);
  }
  _exit(9);
}

/* Passes on what is not its own; here nothing is. */
static void chain(int sig, siginfo_t *info, void *context) {
  if (former.sa_flags & SA_SIGINFO) {
    former.sa_sigaction(sig, info, context);
  } else {
    signal(sig, SIG_DFL);
  }
}

static void reporter_before(void) {
  install(SIGSEGV, report, SA_ONSTACK);
  const library l = load(path);
  printf("recovered %d\n", l.nil_recover());
}

static void reporter_after(void) {
  const library l = load(path);
  l.nop();
  install(SIGSEGV, report, SA_ONSTACK);
  printf("recovered %d\n", l.nil_recover());
}

static void reporter_chained(void) {
  const library l = load(path);
  l.nop();
  install(SIGSEGV, chain, SA_ONSTACK);
  printf("recovered %d\n", l.nil_recover());
}

/* A handler that needs some stack, while its thread is in Go. */
enum { NEED = 20 * 1024 };
static void use_stack(int sig, siginfo_t *info, void *context) {
  (void)sig;
  (void)info;
  (void)context;
  char room[NEED];
  memset(room, 0xA5, sizeof room);
  __asm__ volatile("" : : "r"(room) : "memory");
}

/* Several threads, whose stacks in Go lie side by side. */
enum { SPINNERS = 4 };
static void hit_spinners(const library *l) {
  for (int round = 0; round < 10; round++) {
    spinner s[SPINNERS];
    for (int k = 0; k < SPINNERS; k++) {
      spinner_start(&s[k], l);
    }
    for (int i = 0; i < 10 * SPINNERS; i++) {
      pthread_kill(s[i % SPINNERS].thread, SIGUSR1);
      sleep_us(200);
    }
    for (int k = 0; k < SPINNERS; k++) {
      __atomic_store_n(&s[k].stop, 1, __ATOMIC_SEQ_CST);
      pthread_join(s[k].thread, NULL);
    }
    use(l);
  }
  printf("survived 1\n");
}

static void without_onstack(void) {
  const library l = load(path);
  use(&l);
  install(SIGUSR1, use_stack, 0);
  hit_spinners(&l);
}

static void with_onstack(void) {
  const library l = load(path);
  use(&l);
  install(SIGUSR1, use_stack, SA_ONSTACK);
  hit_spinners(&l);
}

/* A call from a handler that may have interrupted Go, and one from a thread that the handler wakes. */
static library shared;
static atomic_int asked;

static void call_go(int sig, siginfo_t *info, void *context) {
  (void)sig;
  (void)info;
  (void)context;
  shared.nop();
}

static void ask(int sig, siginfo_t *info, void *context) {
  (void)sig;
  (void)info;
  (void)context;
  asked++;
}

static void export_in_handler(void) {
  shared = load(path);
  use(&shared);
  install(SIGUSR1, call_go, SA_ONSTACK);
  hit_spinners(&shared);
}

static void *answer(void *over) {
  int answered = 0;
  while (!*(atomic_int *)over) {
    while (answered < asked) {
      shared.nop();
      answered++;
    }
    sleep_us(100);
  }
  return NULL;
}

static void export_by_thread(void) {
  shared = load(path);
  use(&shared);
  atomic_int over = 0;
  pthread_t t;
  pthread_create(&t, NULL, answer, &over);
  install(SIGUSR1, ask, SA_ONSTACK);
  hit_spinners(&shared);
  over = 1;
  pthread_join(t, NULL);
  printf("asked %d\n", asked);
}

/* A thread with an alternate stack of its own, the least that the kernel takes or of so many bytes,
 * above a page that nobody may touch. */
static void *spin_with_stack(void *data) {
  const bool least = strcmp(argument, "least") == 0;
  stack_t stack = {.ss_size = (size_t)(least ? sysconf(_SC_MINSIGSTKSZ) : atol(argument))};
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  char *guard = mmap(NULL, page + stack.ss_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  stack.ss_sp = guard + page;
  if (guard == MAP_FAILED || mprotect(guard, page, PROT_NONE) != 0 || sigaltstack(&stack, NULL) != 0) {
    exit(3);
  }
  return spin_thread(data);
}

static void own_stack(void) {
  const library l = load(path);
  l.nop();
  spinner s;
  memset(&s, 0, sizeof s);
  s.lib = &l;
  pthread_create(&s.thread, NULL, spin_with_stack, &s);
  while (!s.running) {
    sleep_us(100);
  }
  for (int i = 0; i < 50; i++) {
    l.gc();
  }
  __atomic_store_n(&s.stop, 1, __ATOMIC_SEQ_CST);
  pthread_join(s.thread, NULL);
  printf("survived 1\n");
}

/* A thread-local destructor that calls Go, after the thread's runtime took the alternate stack away. */
static void destroy(void *value) {
  (void)value;
  printf("destroyed %d\n", shared.nil_recover()); /* a signal comes to Go here */
  fflush(stdout);
}

static void *end_thread(void *key) {
  shared.nop();
  pthread_setspecific(*(pthread_key_t *)key, &shared);
  if (strcmp(argument, "disable") == 0) {
    const stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
  }
  return NULL;
}

static void destructor(void) {
  pthread_key_t key; /* earlier than Go's own, and so destroyed earlier */
  pthread_key_create(&key, destroy);
  shared = load(path);
  pthread_t t;
  pthread_create(&t, NULL, end_thread, &key);
  pthread_join(t, NULL);
}

/* SIGURG stays unblocked on threads that have called: a signalfd never gets it. */
static void signalfd_for(void) {
  const int sig = atoi(argument);
  block(sig);
  const library l = load(path);
  use(&l);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, sig);
  const int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  int got = 0;
  for (int i = 0; i < 20; i++) {
    kill(getpid(), sig);
    struct pollfd p = {.fd = fd, .events = POLLIN};
    struct signalfd_siginfo info;
    got += poll(&p, 1, 50) == 1 && read(fd, &info, sizeof info) == (ssize_t)sizeof info;
  }
  printf("got %d\n", got);
}

static void ignore_pipe_after(void) {
  const library l = load(path);
  use(&l);
  signal(SIGPIPE, SIG_IGN);
  int p[2];
  if (pipe(p) != 0) {
    exit(3);
  }
  close(p[0]);
  printf("go_errno %d\n", l.write_errno(p[1]));
  const ssize_t n = write(p[1], "x", 1);
  printf("c_errno %d\n", n < 0 ? errno : 0);
}

CASES({"reporter_before", reporter_before}, {"reporter_after", reporter_after}, {"reporter_chained", reporter_chained},
      {"without_onstack", without_onstack}, {"with_onstack", with_onstack}, {"export_in_handler", export_in_handler},
      {"export_by_thread", export_by_thread}, {"own_stack", own_stack}, {"destructor", destructor},
      {"signalfd_for", signalfd_for}, {"ignore_pipe_after", ignore_pipe_after})
