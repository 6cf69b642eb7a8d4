/* host CASE LIBRARY...: replaces libraries, and prints what comes of it. Judges nothing but itself. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cshared/module.h"
#include "cshared/status.h"

enum { VARIANT, CALL_BACK, GC, SPIN, NIL_RECOVER, FUNCTIONS };
static const char *const names[FUNCTIONS] = {"Variant", "CallBack", "GC", "Spin", "NilRecover"};

#define MUST(condition)                                              \
  do {                                                               \
    if (!(condition)) {                                              \
      printf("%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      exit(3);                                                       \
    }                                                                \
  } while (0)

static cshared_module *module;
static char **paths;
static int count;

static cshared_module_options defaults(void) {
  cshared_module_options o;
  memset(&o, 0, sizeof o);
  o.size = sizeof o;
  o.functions = names;
  o.function_count = FUNCTIONS;
  o.self_test = "module_self_test";
  return o;
}

static void sleep_us(long us) {
  const struct timespec t = {us / 1000000, us % 1000000 * 1000};
  nanosleep(&t, NULL);
}

/* The variant that serves; -1 none. */
static int serving(void) {
  const cshared_module_function *f = cshared_module_acquire(module);
  if (f == NULL) return -1;
  const int variant = ((int (*)(void))f[VARIANT])();
  cshared_module_release();
  return variant;
}

static cshared_module_report last;

static int load_digest(const char *path, const char *sha256) {
  memset(&last, 0, sizeof last);
  last.size = sizeof last;
  const int status = cshared_module_load(module, path, sha256, &last);
  MUST(status == last.status);
  return status;
}

static int load(const char *path) { return load_digest(path, NULL); }

static void print_last(const char *name) {
  printf("%s %s step %d serving %d\n", name, last.status == 0 ? "OK" : cshared_status_name(last.status), last.step, serving());
  printf("%s_text %s\n", name, last.text);
}

static void print_stats(void) {
  cshared_module_stats s;
  MUST(cshared_module_get_stats(module, &s) == 0);
  printf("stats loads %llu failures %llu switches %llu current %u loaded %u busy %u leaked %u\n", (unsigned long long)s.loads,
         (unsigned long long)s.failures, (unsigned long long)s.switches, s.current, s.loaded, s.busy, s.leaked);
  printf("static_tls %llu\n", (unsigned long long)s.static_tls);
}

static void open_module(cshared_module_options o) {
  MUST(cshared_module_close(module) == 0);
  MUST(cshared_module_open(&o, &module) == 0);
}

/* The first library is loaded and serves; then each of the others is tried, by the name it has as a file. */
static void faults(int flags, const char *preflight) {
  cshared_module_options o = defaults();
  o.preflight = preflight;
  o.start_timeout_ns = INT64_C(1500000000);
  o.flags = flags;
  open_module(o);
  print_last("before");
  for (int i = 0; i < count; i++) {
    (void)load(paths[i]);
    const char *slash = strrchr(paths[i], '/');
    print_last(slash != NULL ? slash + 1 : paths[i]);
  }
  print_stats();
}

static __thread char tls[4096];
static _Atomic int running = 1;
static _Atomic long calls, wrong;
static _Atomic int newest, oldest;

/* Calls must land on the generation that serves; and while one is running, nobody may have been told that all
 * calls of its generation are over. */
static void *caller(void *unused) {
  (void)unused;
  long n = 0, bad = 0;
  while (atomic_load(&running)) {
    const cshared_module_function *f = cshared_module_acquire(module);
    const int got = ((int (*)(void))f[VARIANT])();
    if (got < atomic_load(&oldest) || got > atomic_load(&newest)) bad++;
    cshared_module_release();
    n++;
  }
  atomic_fetch_add(&calls, n);
  atomic_fetch_add(&wrong, bad);
  return NULL;
}

static _Atomic long seen;
static void on_signal(int sig) {
  (void)sig;
  atomic_fetch_add(&seen, 1);
}

static void *pester(void *unused) {
  (void)unused;
  while (atomic_load(&running)) {
    kill(getpid(), SIGUSR1);
    kill(getpid(), SIGURG);
    sleep_us(900);
  }
  return NULL;
}

static long threads_now(void) {
  char line[256];
  long threads = 0;
  FILE *file = fopen("/proc/self/status", "re");
  MUST(file != NULL);
  while (fgets(line, sizeof line, file) != NULL) (void)sscanf(line, "Threads: %ld", &threads);
  fclose(file);
  return threads;
}

/* reload ROUNDS CALLERS FLAGS VARIANT1 VARIANT2...: the libraries in turns, where the variant is the number. */
static void reload(void) {
  const int rounds = atoi(paths[0]), callers = atoi(paths[1]);
  cshared_module_options o = defaults();
  o.max_generations = (uint32_t)rounds;
  o.flags = atoi(paths[2]);
  o.tls = tls, o.tls_size = sizeof tls;
  open_module(o);
  cshared_module_stats start, end;
  long threads_before = 0;
  const int libraries = count - 3;
  pthread_t threads[16], pest;
  MUST(callers <= 16);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  MUST(sigaction(SIGUSR1, &action, NULL) == 0);
  int64_t worst_switch = 0, worst_drain = 0, sum_switch = 0, sum_drain = 0;
  long failed = 0;
  for (int i = 0; i < rounds; i++) {
    /* Variants grow: round i loads the library i % libraries, and all callers see at least the one before. */
    if (i < libraries) atomic_store(&newest, i + 1);
    if (load(paths[3 + i % libraries]) != 0) {
      printf("failure %s\n", last.text);
      failed++;
    }
    if (i < libraries && last.busy == 0) atomic_store(&oldest, i + 1);
    if (i + 1 >= libraries) atomic_store(&oldest, 1); /* From now on all of them come again. */
    if (last.busy != 0) printf("busy %u\n", last.busy);
    sum_switch += last.switch_ns, sum_drain += last.drain_ns;
    worst_switch = last.switch_ns > worst_switch ? last.switch_ns : worst_switch;
    worst_drain = last.drain_ns > worst_drain ? last.drain_ns : worst_drain;
    if (i == 0) {
      MUST(cshared_module_get_stats(module, &start) == 0);
      threads_before = threads_now();
      for (int k = 0; k < callers; k++) MUST(pthread_create(&threads[k], NULL, caller, NULL) == 0);
      MUST(pthread_create(&pest, NULL, pester, NULL) == 0);
    }
  }
  const int served = serving();
  atomic_store(&running, 0);
  for (int k = 0; k < callers; k++) pthread_join(threads[k], NULL);
  pthread_join(pest, NULL);
  MUST(cshared_module_get_stats(module, &end) == 0);
  printf("rss_kb %.0f\n", ((double)end.rss - (double)start.rss) / 1024 / (rounds - 1));
  printf("threads %.1f\n", (double)(threads_now() - threads_before) / (rounds - 1));
  printf("failed %ld\nwrong %ld\ncalls %ld\nserved %d\nsignals %ld\n", failed, wrong, calls, served, seen);
  printf("switch_us mean %.1f max %.1f\n", (double)sum_switch / rounds / 1e3, (double)worst_switch / 1e3);
  printf("drain_us mean %.1f max %.1f\n", (double)sum_drain / rounds / 1e3, (double)worst_drain / 1e3);
  MUST(load(paths[3]) == CSHARED_EXHAUSTED);
  print_last("budget");
  print_stats();
}

static volatile uint32_t stop;

static void *spin(void *unused) {
  (void)unused;
  MUST(serving() == 1); /* The first acquire of a thread is another code than the others. */
  const cshared_module_function *f = cshared_module_acquire(module);
  ((void (*)(volatile uint32_t *))f[SPIN])(&stop);
  const int variant = ((int (*)(void))f[VARIANT])();
  cshared_module_release();
  return (void *)(intptr_t)variant;
}

/* A call that does not end: the drain says so, the new generation serves, and the call ends where it began. */
static void drain(void) {
  cshared_module_options o = defaults();
  o.drain_timeout_ns = 50000000;
  open_module(o);
  MUST(load(paths[0]) == 0);
  pthread_t t;
  MUST(pthread_create(&t, NULL, spin, NULL) == 0);
  sleep_us(50000);
  (void)load(paths[1]);
  print_last("load");
  printf("busy %u thread %d\n", last.busy, last.busy_thread > 0 && last.busy_thread != (long)getpid());
  print_stats();
  printf("close_while_busy %s\n", cshared_status_name(cshared_module_close(module)));
  __atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
  void *variant;
  pthread_join(t, &variant);
  printf("ended_on %d\n", (int)(intptr_t)variant);
  print_stats();
  printf("close %d\n", cshared_module_close(module));
}

static int inner_status, inner_variant, depth_reached;

static void from_callback(void) {
  inner_status = load(paths[1]);
  inner_variant = serving();
}

static void *load_second(void *unused) {
  (void)unused;
  cshared_module_report r;
  r.size = sizeof r;
  MUST(cshared_module_load(module, paths[1], NULL, &r) == 0);
  return NULL;
}

/* Another thread switches while this one is in a callback: calls from there stay on the outer generation. */
static void switch_in_callback(void) {
  pthread_t t;
  MUST(pthread_create(&t, NULL, load_second, NULL) == 0);
  pthread_join(t, NULL);
  inner_variant = serving();
}

static void nest(void) {
  const cshared_module_function *f = cshared_module_acquire(module);
  MUST(f != NULL);
  if (++depth_reached < 40) nest();
  if (depth_reached == 40) {
    depth_reached++;
    switch_in_callback();
  }
  cshared_module_release();
}

static void callback(void) {
  cshared_module_options o = defaults();
  o.drain_timeout_ns = -1;
  open_module(o);
  MUST(load(paths[0]) == 0);
  const cshared_module_function *f = cshared_module_acquire(module);
  ((void (*)(void *))f[CALL_BACK])((void *)(uintptr_t)from_callback);
  cshared_module_release();
  printf("load %s inner %d\nload_text %s\n", cshared_status_name(inner_status), inner_variant, last.text);
  f = cshared_module_acquire(module);
  ((void (*)(void *))f[CALL_BACK])((void *)(uintptr_t)switch_in_callback);
  cshared_module_release();
  printf("nested inner %d after %d\n", inner_variant, serving());
  nest();
  printf("deep inner %d after %d\n", inner_variant, serving());
}

static int start_calls;
static int slow_start(void *user, const cshared_module_function *f) {
  MUST(user == &start_calls && f[VARIANT] != NULL);
  start_calls++;
  sleep_us(300000);
  return ((int (*)(void))f[VARIANT])() == 2 ? 0 : start_calls - 1;
}

/* Two loads at once; the start function of the host. */
static void twice(void) {
  cshared_module_options o = defaults();
  o.start = slow_start;
  o.user = &start_calls;
  open_module(o);
  pthread_t t;
  MUST(pthread_create(&t, NULL, load_second, NULL) == 0);
  sleep_us(100000);
  (void)load(paths[0]);
  print_last("second");
  printf("close_while_loading %s\n", cshared_status_name(cshared_module_close(module)));
  pthread_join(t, NULL);
  (void)load(paths[0]);
  print_last("third");
}

/* Children of fork made all the time while libraries are loaded. */
static void *fork_all_the_time(void *unused) {
  (void)unused;
  long n = 0;
  while (atomic_load(&running)) {
    const pid_t child = fork();
    if (child == 0) {
      alarm(20);
      cshared_module_report r;
      r.size = sizeof r;
      const int status = cshared_module_load(module, paths[0], NULL, &r);
      const bool text = strncmp(r.text, "this process was forked", 23) == 0;
      _exit(status == CSHARED_AFTER_FORK && text && cshared_module_acquire(module) != NULL ? 0 : 1);
    }
    int status = 0;
    MUST(child > 0 && waitpid(child, &status, 0) == child);
    if (status != 0) atomic_fetch_add(&wrong, 1);
    n++;
  }
  atomic_fetch_add(&calls, n);
  return NULL;
}

static void forks(void) {
  open_module(defaults());
  MUST(load(paths[0]) == 0);
  pthread_t t;
  MUST(pthread_create(&t, NULL, fork_all_the_time, NULL) == 0);
  long failed = 0;
  for (int i = 0; i < 12; i++) failed += load(paths[i % count]) != 0;
  atomic_store(&running, 0);
  pthread_join(t, NULL);
  printf("failed %ld\nwrong %ld\nchildren %d\n", failed, wrong, calls > 0);
}

static void *rename_all_the_time(void *folder) {
  char from[600], to[600];
  for (int i = 0; atomic_load(&running); i++) {
    snprintf(from, sizeof from, "%s/new.so", (char *)folder);
    snprintf(to, sizeof to, "%s/lib.so", (char *)folder);
    unlink(from);
    MUST(link(paths[1 + i % 2], from) == 0 && rename(from, to) == 0);
  }
  return NULL;
}

/* renamed FOLDER LIBRARY LIBRARY: the path leads to another file all the time. */
static void renamed(void) {
  open_module(defaults());
  pthread_t t;
  MUST(pthread_create(&t, NULL, rename_all_the_time, paths[0]) == 0);
  sleep_us(50000);
  char path[600];
  snprintf(path, sizeof path, "%s/lib.so", paths[0]);
  long failed = 0, changed = 0;
  for (int i = 0; i < 20; i++) {
    const int status = load(path);
    if (status == ETXTBSY) { /* Its number of names changed, which moves the time of change. */
      changed++;
      continue;
    }
    const int got = serving();
    failed += status != 0 || got < 1 || got > 2;
    if (status != 0) printf("failure %s\n", last.text);
  }
  atomic_store(&running, 0);
  pthread_join(t, NULL);
  printf("failed %ld\nchanged %ld\n", failed, changed);
}

static const char *copied;
void module_test_copying(void);
void module_test_copying(void) {
  if (copied == NULL) return;
  const int fd = open(copied, O_WRONLY);
  MUST(fd >= 0 && pwrite(fd, "x", 1, 500000) == 1);
  close(fd);
}

/* The file is written to in the middle of the copy. */
static void overwritten(void) {
  open_module(defaults());
  MUST(load(paths[0]) == 0);
  copied = paths[1];
  (void)load(paths[1]);
  print_last("overwritten");
  copied = NULL;
}

static const cshared_module_function *tables[32];
static _Atomic int spinning;

static void *spin_on(void *table) {
  atomic_store(&spinning, 1);
  ((void (*)(volatile uint32_t *))((const cshared_module_function *)table)[SPIN])(&stop);
  return NULL;
}

static void *end_spin(void *unused) {
  for (int ms = 0; ms < 4000 && atomic_load(&running); ms++) sleep_us(1000);
  __atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
  return unused;
}

static double milliseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* How long a collection in each generation takes while that one runs a tight loop of four seconds: long enough that a busy
 * machine does not pass for a loop that is not preempted. */
static void collections(void) {
  cshared_module_options o = defaults();
  o.self_test = NULL;
  o.flags = CSHARED_MODULE_WITHOUT_NOTE;
  open_module(o);
  double worst = 0;
  for (int i = 0; i < count; i++) {
    MUST(load(paths[i]) == 0);
    MUST((tables[i] = cshared_module_acquire(module)) != NULL); /* The table stays; nobody waits for us. */
    cshared_module_release();
    ((void (*)(void))tables[i][GC])();
  }
  for (int i = 0; i < count; i++) {
    pthread_t spinner, end;
    atomic_store(&running, 1);
    __atomic_store_n(&stop, 0, __ATOMIC_SEQ_CST);
    atomic_store(&spinning, 0);
    MUST(pthread_create(&spinner, NULL, spin_on, (void *)(uintptr_t)tables[i]) == 0);
    while (!atomic_load(&spinning)) sleep_us(100);
    sleep_us(5000);
    MUST(pthread_create(&end, NULL, end_spin, NULL) == 0);
    const double start = milliseconds();
    ((void (*)(void))tables[i][GC])();
    const double took = milliseconds() - start;
    atomic_store(&running, 0);
    pthread_join(end, NULL);
    pthread_join(spinner, NULL);
    worst = took > worst ? took : worst;
  }
  printf("worst %.0f\n", worst);
}

/* Each private copy is a memfd with the same number. */
static void memfd_names(void) {
  cshared_module_options o = defaults();
  o.flags = CSHARED_MODULE_MEMFD;
  open_module(o);
  int fillers[60], below = 0;
  do { /* All numbers below are taken, but for one that the file is read by, and that Go then takes. */
    fillers[below] = open("/dev/null", O_RDONLY | O_CLOEXEC);
  } while (fillers[below++] < 59);
  for (int i = 0; i < count; i++) {
    close(fillers[i]);
    (void)load(paths[i]);
    char name[32];
    snprintf(name, sizeof name, "memfd%d", i);
    print_last(name);
  }
}

static void *recover_here(void *unused) {
  const cshared_module_function *f = cshared_module_acquire(module);
  const bool ok = ((int (*)(void))f[NIL_RECOVER])() == 1;
  cshared_module_release();
  return ok ? &tls : unused;
}

static _Atomic int watched, watched_failed;
static cshared_module_watch *watch;

static void on_loaded(void *user, const cshared_module_report *r) {
  MUST(user == &watched && cshared_module_watch_stop(watch) == EDEADLK);
  if (r->status != 0) {
    printf("watch_failure %s\n", r->text);
    atomic_fetch_add(&watched_failed, 1);
  }
  atomic_fetch_add(&watched, 1);
}

/* Waits until the watch has loaded once more; whether it has. */
static bool came(int before) {
  for (int ms = 0; ms < 5000 && atomic_load(&watched) == before; ms++) sleep_us(1000);
  return atomic_load(&watched) == before + 1;
}

static void print_came(const char *name, int before) {
  const bool once = came(before); /* First. */
  printf("%s %d serving %d\n", name, once, serving());
}

static void copy_part(const char *from, int to, size_t begin, size_t end) {
  char buffer[4096];
  const int fd = open(from, O_RDONLY);
  MUST(fd >= 0);
  for (ssize_t got = 1; begin < end && got > 0; begin += (size_t)got) {
    got = pread(fd, buffer, end - begin < sizeof buffer ? end - begin : sizeof buffer, (off_t)begin);
    MUST(got >= 0 && write(to, buffer, (size_t)got) == got);
  }
  close(fd);
}

/* watch FOLDER LIBRARY LIBRARY LIBRARY LIBRARY: new files come to FOLDER/lib.so in all ways. */
static void watching(void) {
  char path[600], other[600];
  snprintf(path, sizeof path, "%s/lib.so", paths[0]);
  snprintf(other, sizeof other, "%s/other.so", paths[0]);
  open_module(defaults());
  MUST(cshared_module_watch_start(module, "/nowhere/lib.so", NULL, NULL, &watch) == ENOENT);
  MUST(cshared_module_watch_start(module, "folder/", NULL, NULL, &watch) == EINVAL);
  MUST(cshared_module_watch_start(module, path, on_loaded, &watched, &watch) == 0);
  MUST(link(paths[1], other) == 0); /* Another name. */
  sleep_us(100000);
  printf("other %d\n", atomic_load(&watched));
  MUST(rename(other, path) == 0);
  print_came("renamed", 0);
  MUST(unlink(path) == 0);
  const int fd = open(path, O_WRONLY | O_CREAT, 0644);
  MUST(fd >= 0);
  copy_part(paths[2], fd, 0, 1000000);
  sleep_us(200000);
  printf("half %d serving %d\n", atomic_load(&watched), serving());
  copy_part(paths[2], fd, 1000000, SIZE_MAX);
  close(fd);
  print_came("written", 1);
  MUST(unlink(path) == 0 && link(paths[3], path) == 0);
  print_came("linked", 2);
  MUST(symlink(paths[4], other) == 0 && rename(other, path) == 0);
  print_came("symlinked", 3);
  MUST(truncate(paths[4], 100000) == 0);
  MUST(unlink(path) == 0);
  const int bad = open(path, O_WRONLY | O_CREAT, 0644);
  copy_part(paths[4], bad, 0, 100000);
  close(bad);
  print_came("cut", 4);
  MUST(cshared_module_watch_stop(watch) == 0 && cshared_module_watch_stop(NULL) == 0);
  printf("failed %d\n", atomic_load(&watched_failed));
  MUST(cshared_module_close(module) == 0);
  module = NULL;
}

/* many MOVED COUNT LIBRARY LIBRARY: more generations than libc has static TLS for. */
static void many(void) {
  cshared_module_options o = defaults();
  o.max_generations = 1000;
  if (atoi(paths[0]) != 0) o.tls = tls, o.tls_size = sizeof tls;
  open_module(o);
  const int loads = atoi(paths[1]);
  int done = 0;
  long recovered = 0;
  while (done < loads && load(paths[2 + done % 2]) == 0) {
    MUST(serving() == 1 + done % 2);
    done++;
    pthread_t t;
    void *result;
    MUST(pthread_create(&t, NULL, recover_here, NULL) == 0);
    pthread_join(t, &result);
    recovered += result != NULL && recover_here(NULL) != NULL;
  }
  printf("done %d\nrecovered %ld\n", done, recovered);
  print_last("last");
  print_stats();
}

/* digest LIBRARY GOOD BAD; versions and budgets by options. */
static void digest(void) {
  open_module(defaults());
  MUST(load_digest(paths[0], paths[1]) == 0);
  (void)load_digest(paths[0], paths[2]);
  print_last("digest");
}

/* versions VERSION HASH LIBRARY...: which the host takes. */
static void versions(void) {
  for (int i = 2; i < count; i++) {
    cshared_module_options o = defaults();
    o.version = paths[0][0] != 0 ? paths[0] : NULL;
    o.abi_hash = paths[1];
    o.library = "fixture";
    open_module(o);
    (void)load(paths[i]);
    printf("%d %s\n%d_text %s\n", i - 2, last.status == 0 ? "OK" : cshared_status_name(last.status), i - 2, last.text);
  }
}

static void budgets(void) {
  cshared_module_options o = defaults();
  o.max_static_tls = 40;
  open_module(o);
  for (int i = 0; i < 3; i++) (void)load(paths[0]);
  print_last("tls");
  o = defaults();
  o.max_rss = 1;
  open_module(o);
  (void)load(paths[0]);
  print_last("rss");
  o.policy = CSHARED_MODULE_REPORT;
  open_module(o);
  (void)load(paths[0]);
  print_last("report");
}

static void arguments(void) {
  cshared_module_options o = defaults();
  cshared_module *m = NULL;
  printf("null %d %d\n", cshared_module_open(NULL, &m) == EINVAL, cshared_module_open(&o, NULL) == EINVAL);
#define REFUSED(change)                                                          \
  do {                                                                           \
    o = defaults();                                                              \
    change;                                                                      \
    if (cshared_module_open(&o, &m) != EINVAL) printf("taken %s\n", #change); \
  } while (0)
  REFUSED(o.size = 8);
  REFUSED(o.functions = NULL);
  REFUSED(o.function_count = 0);
  REFUSED(o.flags = 64);
  REFUSED(o.policy = 2);
  REFUSED(o.abi_hash = "ABC");
  REFUSED(o.version = "1.2");
  REFUSED(o.start_timeout_ns = -1);
  REFUSED(o.tls_size = 16);
  REFUSED((o.tls = &module, o.tls_size = 16));
  open_module(defaults());
  cshared_module_report r;
  r.size = 1;
  printf("load %d %d %d\n", cshared_module_load(NULL, "x", NULL, NULL) == EINVAL,
         cshared_module_load(module, NULL, NULL, NULL) == EINVAL, cshared_module_load(module, "x", NULL, &r) == EINVAL);
  errno = EDOM;
  printf("missing %s errno %d acquire %d\n", cshared_status_name(cshared_module_load(module, "/nowhere/lib.so", NULL, NULL)),
         errno == EDOM, cshared_module_acquire(module) == NULL);
  (void)load("/dev/null");
  print_last("device");
  printf("close %d %d\n", cshared_module_close(module), cshared_module_close(NULL));
}

int main(int argc, char **argv) {
  alarm(110);
  setvbuf(stdout, NULL, _IONBF, 0);
  MUST(argc >= 2);
  paths = argv + 2;
  count = argc - 2;
  const struct {
    const char *name;
    void (*run)(void);
  } cases[] = {{"reload", reload},   {"drain", drain},       {"callback", callback}, {"twice", twice},
               {"forks", forks},     {"renamed", renamed},   {"digest", digest},     {"versions", versions},
               {"budgets", budgets}, {"arguments", arguments}, {"overwritten", overwritten},
               {"collections", collections}, {"memfd_names", memfd_names},
               {"many", many},       {"watch", watching}};
  if (strcmp(argv[1], "faults") == 0) return faults(0, NULL), 0;
  if (strcmp(argv[1], "faults_memfd") == 0) return faults(CSHARED_MODULE_MEMFD, NULL), 0;
  if (strncmp(argv[1], "preflight", 9) == 0) {
    MUST(count > 0);
    paths++, count--;
    return faults(argv[1][9] == 0 ? 0 : CSHARED_MODULE_MEMFD, argv[2]), 0;
  }
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    if (strcmp(argv[1], cases[i].name) == 0) return cases[i].run(), 0;
  }
  return 3;
}
