/* How a process ends, and what is left of it. */
#include "cases.h"

static void *find(const library *l, const char *name) { return symbol(l->handle, name); }

static void at_exit(void) {
  static const char text[] = "at_exit 1\n";
  if (write(1, text, sizeof text - 1) < 0) {
    _exit(5);
  }
}

static void on_abort(int sig) {
  (void)sig;
  static const char text[] = "host_handler 1\n";
  if (write(1, text, sizeof text - 1) < 0) {
    _exit(5);
  }
}

/* The argument is the export that ends it. */
static void call(void) {
  atexit(at_exit);
  set_handler(SIGABRT, on_abort, SA_ONSTACK);
  const library l = load(path);
  l.nop();
  void (*end)(void);
  *(void **)&end = find(&l, argument);
  end();
  sleep(30); /* another goroutine does it */
}

static void exit_code(void) {
  atexit(at_exit);
  const library l = load(path);
  void (*end)(int);
  *(void **)&end = find(&l, "Exit");
  end(7);
}

/* Returns through the host. */
static void return_code(void) {
  atexit(at_exit);
  const library l = load(path);
  use(&l);
  exit(7);
}

static void host_fault(void) {
  const library l = load(path);
  use(&l);
  *(volatile int *volatile)NULL = 1;
}

/* The machine decides whether there are core files: compare with a host without Go. */
static void core(void) {
  const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
  setrlimit(RLIMIT_CORE, &all);
  if (chdir(argument) != 0) {
    exit(3);
  }
  if (strcmp(path, "none") == 0) {
    abort();
  }
  const library l = load(path);
  void (*end)(void);
  *(void **)&end = find(&l, "Panic");
  end();
}

static void floating_point(void) {
  const library l = load(path);
  double (*divide)(double, double);
  *(void **)&divide = find(&l, "Divide");
  fenv_t before;
  feenableexcept(FE_DIVBYZERO);
  if (strcmp(argument, "held") == 0) {
    feholdexcept(&before); /* non-stop for the time of the call */
  }
  printf("quotient %f\n", divide(1, 0));
}

CASES({"call", call}, {"exit_code", exit_code}, {"return_code", return_code}, {"host_fault", host_fault},
      {"core", core}, {"floating_point", floating_point})
