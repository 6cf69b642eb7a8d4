/* host LIBRARY CASE [plain]: prints what a host sees, one "name value" a line. Judges nothing. "plain"
 * calls the exports as cgo makes them, which have no guard and no status. */
#include "host.h"

static bool plain;

static struct {
  int (*nop)(void);
  int (*gc)(void);
  int (*spin)(volatile uint32_t *);
  int (*clobber_errno)(void);
  int (*call)(int);
  int (*stop)(int);
} guarded;

static library raw;

static int raw_nop(void) { raw.nop(); return 0; }
static int raw_gc(void) { raw.gc(); return 0; }
static int raw_spin(volatile uint32_t *stop) { raw.spin(stop); return 0; }

static void load_guarded(const char *path) {
  raw = load(path);
  if (plain) {
    guarded.nop = raw_nop;
    guarded.gc = raw_gc;
    guarded.spin = raw_spin;
    return;
  }
  *(void **)&guarded.nop = symbol(raw.handle, "guarded_nop");
  *(void **)&guarded.gc = symbol(raw.handle, "guarded_gc");
  *(void **)&guarded.spin = symbol(raw.handle, "guarded_spin");
  *(void **)&guarded.clobber_errno = symbol(raw.handle, "guarded_clobber_errno");
  *(void **)&guarded.call = symbol(raw.handle, "guarded_call");
  *(void **)&guarded.stop = symbol(raw.handle, "guarded_stop");
}

static const char *path;

/* The exit status of a child that does something, 128 plus the signal that ended it. */
static int in_child(int (*function)(void)) {
  fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    alarm(3);
    _exit(function());
  }
  int status;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Low byte of a status: that is what an exit status can carry. */
static int call_twice(void) {
  const int first = guarded.gc();
  return guarded.nop() == first ? first & 0xff : 1;
}

static int fork_and_call(void) { return in_child(call_twice); }

static int become_true(void) {
  execl("/bin/true", "true", (char *)NULL);
  return 9;
}

static int load_and_call(void) {
  load_guarded(path);
  return guarded.gc();
}

static void *call_in_child(void *unused) {
  (void)unused;
  return (void *)(intptr_t)in_child(call_twice);
}

static void forks(void) {
  printf("fork_then_load %d\n", in_child(load_and_call));
  load_guarded(path);
  guarded.nop();
  raw.work();
  printf("child %d\n", in_child(call_twice));
  printf("grandchild %d\n", in_child(fork_and_call));
  printf("exec %d\n", in_child(become_true));
  printf("system %d\n", system("true"));
  pthread_t t; /* a thread that has not called yet */
  void *status;
  pthread_create(&t, NULL, call_in_child, NULL);
  pthread_join(t, &status);
  printf("of_new_thread %d\n", (int)(intptr_t)status);
  printf("parent %d\n", guarded.gc());
}

/* Calls as the first of a thread and as later ones. */
static void *call_some(void *result) {
  int *right = result;
  for (int i = 0; i < 6; i++) {
    errno = 4711 + i;
    *right += guarded.call(i % 3 != 2) == 1 && errno == 4711 + i;
  }
  return NULL;
}

static void calls(void) {
  load_guarded(path);
  int right = 0;
  call_some(&right);
  for (int i = 0; i < 3; i++) {
    pthread_t t;
    pthread_create(&t, NULL, call_some, &right);
    pthread_join(t, NULL);
  }
  guarded.stop(4099);
  printf("right %d\nstopped %d %d\n", right, guarded.call(0), guarded.call(1));
}

static void errno_is_kept(void) {
  load_guarded(path);
  int changed = 0;
  for (int i = 0; i < 3; i++) {
    errno = 4711;
    guarded.clobber_errno();
    changed += errno != 4711;
  }
  guarded.stop(4099);
  errno = 4711;
  printf("refused %d\n", guarded.clobber_errno());
  printf("changed %d\n", changed + (errno != 4711));
  void (*clobber)(void);
  *(void **)&clobber = symbol(raw.handle, "ClobberErrno");
  clobber();
  printf("plain_changes %d\n", errno != 4711);
}

static void *nop_in_thread(void *unused) {
  (void)unused;
  return (void *)(intptr_t)guarded.nop();
}

static void stops(void) {
  load_guarded(path);
  printf("before %d\n", guarded.nop());
  printf("bad %d %d %d\n", guarded.stop(0), guarded.stop(-1), guarded.stop(4096));
  printf("still %d\n", guarded.nop());
  printf("stop %d\n", guarded.stop(4098));
  printf("after %d\n", guarded.nop());
  printf("again %d\n", guarded.stop(4100));
  printf("stays %d\n", guarded.nop());
  pthread_t t;
  void *status;
  pthread_create(&t, NULL, nop_in_thread, NULL);
  pthread_join(t, &status);
  printf("elsewhere %d\n", (int)(intptr_t)status);
}

/* A thread of a runtime that has a signal stack of its own and takes it away when its function
 * ends, before the destructors of thread-local objects: so does Rust's standard library. */
extern int __cxa_thread_atexit_impl(void (*)(void *), void *, void *);
extern void *__dso_handle;

static bool keeps_stack;
static int in_destructor = -1;

static volatile uint32_t spun_enough;

static atomic_int collections;

static void *end_spin(void *unused) {
  const int before = collections;
  const double start = now_ms();
  while (collections < before + 3 && now_ms() - start < 10000) {
    sleep_us(1000);
  }
  spun_enough = 1;
  return unused;
}

/* Long enough in Go for several collections: none can end without stopping this loop by a signal. */
static void destroy(void *unused) {
  (void)unused;
  spun_enough = 0;
  pthread_t t;
  pthread_create(&t, NULL, end_spin, NULL);
  in_destructor = guarded.spin(&spun_enough);
  pthread_join(t, NULL);
}

static void *foreign_thread(void *unused) {
  (void)unused;
  const stack_t own = {.ss_sp = malloc(65536), .ss_size = 65536};
  const stack_t none = {.ss_flags = SS_DISABLE};
  sigaltstack(&own, NULL);
  __cxa_thread_atexit_impl(destroy, NULL, &__dso_handle);
  if (guarded.nop() != 0) {
    exit(3);
  }
  if (!keeps_stack) {
    sigaltstack(&none, NULL);
    free(own.ss_sp);
  }
  return NULL;
}

static void *collect(void *stop) {
  while (!*(atomic_int *)stop) {
    raw.gc();
    collections++;
  }
  return NULL;
}

static void signal_stack(void) {
  load_guarded(path);
  static atomic_int stop;
  pthread_t collector, t;
  pthread_create(&collector, NULL, collect, &stop);
  pthread_create(&t, NULL, foreign_thread, NULL);
  pthread_join(t, NULL);
  printf("taken_away %d\n", in_destructor);
  keeps_stack = true;
  pthread_create(&t, NULL, foreign_thread, NULL);
  pthread_join(t, NULL);
  printf("kept %d\n", in_destructor);
  stop = 1;
  pthread_join(collector, NULL);
}

static const struct {
  const char *name;
  void (*run)(void);
} cases[] = {{"forks", forks}, {"calls", calls}, {"errno", errno_is_kept}, {"stops", stops}, {"signal_stack", signal_stack}};

int main(int argc, char **argv) {
  if (argc < 3) {
    return 2;
  }
  path = argv[1];
  plain = argc > 3;
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
