/* Threads of the host in Go, and what a runtime's own threads have from the one that loads. */
#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

void host_gc_during_loop(const struct host_input *input) {
  struct probe probe;
  if (probe_of(input, &probe) && probe_gc_is_fast("the library alone", &probe, &probe)) {
    host_line("2 collections, each in less than %d ms of loops of %d", probe_promised_ms, probe_loop_ms);
  }
}

/* Short calls while a collector runs: does a thread that made them stay preemptible? */
enum { callers = 8, collecting_ms = 3000, looping_ms = 1000 };

static struct probe shared;
static atomic_bool finish;
static atomic_int turn = -1;
static atomic_bool looping;
static volatile uint32_t stops[callers];

static void *call_shortly(void *argument) {
  const int number = *(const int *)argument;
  while (!finish) {
    for (int i = 0; i < 2000; i++) {
      shared.nop();
    }
    probe_pause(10);
  }
  while (turn != number) {
    probe_pause(200);
  }
  looping = true;
  shared.spin(&stops[number]);
  return NULL;
}

static void *stop_in_time(void *argument) {
  const int number = *(const int *)argument;
  for (double start = probe_milliseconds(); stops[number] == 0 && probe_milliseconds() - start < looping_ms;) {
    probe_pause(1000);
  }
  stops[number] = 1;
  return NULL;
}

static bool collects_during(int number) {
  looping = false;
  turn = number;
  while (!looping) {
    probe_pause(100);
  }
  probe_pause(5000);
  pthread_t watchdog;
  if (pthread_create(&watchdog, NULL, stop_in_time, &number) != 0) {
    host_fail("a thread could not be started");
    return false;
  }
  double start = probe_milliseconds();
  shared.gc();
  double took = probe_milliseconds() - start;
  stops[number] = 1;
  (void)pthread_join(watchdog, NULL);
  return took < looping_ms * 9.0 / 10; /* to the end of its loop; less is a busy machine */
}

void host_preemption(const struct host_input *input) {
  static int numbers[callers];
  pthread_t threads[callers];
  if (probe_is_fallback(input)) {
    host_skip("the fallback is in force, with which a thread can lose preemption for good: see `shim` of go_cshared_library");
    return;
  }
  if (!probe_of(input, &shared)) {
    return;
  }
  for (int i = 0; i < callers; i++) {
    numbers[i] = i;
    if (pthread_create(&threads[i], NULL, call_shortly, &numbers[i]) != 0) {
      host_fail("a thread could not be started");
      return;
    }
  }
  for (double start = probe_milliseconds(); probe_milliseconds() - start < collecting_ms;) {
    shared.gc();
  }
  finish = true;
  int lost = 0;
  for (int i = 0; i < callers && !host_failed(); i++) {
    lost += !collects_during(i);
    (void)pthread_join(threads[i], NULL);
  }
  if (lost > 0) {
    host_fail("%d of %d threads that made short calls under collections for %d ms are not preempted any more: a collection waits for their loops "
              "to end, want none. The runtime lost a SIGURG that it takes for still on its way",
              lost, callers, collecting_ms);
  } else if (!host_failed()) {
    host_line("%d of %d threads are preempted after short calls under collections", callers, callers);
  }
}

/* Which thread Go runs on. */

static void note_thread(void *user) { *(long *)user = syscall(SYS_gettid); }

static void call_and_compare(void *argument) {
  const struct probe *probe = argument;
  long own = syscall(SYS_gettid);
  long in_callback = 0;
  void (*function)(void *) = note_thread;
  void *address;
  memcpy(&address, &function, sizeof address);
  probe->call_back(address, &in_callback);
  int in_go = probe->thread();
  if (in_go != own || in_callback != own) {
    host_fail("called on thread %s, Go ran on %s, and its callback on %s: thread-local state of the host is not that of the call",
              "A", in_go == own ? "A" : "another", in_callback == own ? "A" : "another");
  }
}

void host_callback_thread(const struct host_input *input) {
  struct probe probe;
  if (!probe_of(input, &probe)) {
    return;
  }
  call_and_compare(&probe);
  if (host_on_thread(call_and_compare, &probe) && !host_failed()) {
    host_line("call and callback run on the caller's thread, twice");
  }
}

static double cost_of_call(const struct probe *probe) {
  enum { times = 200 };
  double start = probe_milliseconds();
  for (int i = 0; i < times; i++) {
    probe->nop();
  }
  return (probe_milliseconds() - start) * 1e6 / times;
}

static void use_on_thread(void *argument) {
  const struct probe *probe = argument;
  probe->work();
  (void)probe_recovers("a thread of a host without free thread keys", probe);
}

void host_go_keys_exhausted(const struct host_input *input) {
  pthread_key_t key;
  int taken = 0;
  while (pthread_key_create(&key, NULL) == 0) {
    taken++;
  }
  struct probe probe;
  if (!probe_of(input, &probe)) {
    return;
  }
  use_on_thread(&probe);
  if (!host_failed() && host_on_thread(use_on_thread, &probe) && !host_failed()) {
    host_line("works after %d keys were taken; a call costs %.0f ns", taken, cost_of_call(&probe));
  }
}

static struct probe in_destructor;
static atomic_int destroyed;

static void call_late(void *value) {
  (void)value;
  in_destructor.work();
  destroyed = in_destructor.recover();
}

static void set_key(void *argument) {
  in_destructor.nop();
  (void)pthread_setspecific(*(pthread_key_t *)argument, argument);
}

/* The key is made behind Go's own, so that its destructor runs behind Go's. */
void host_key_destructor(const struct host_input *input) {
  pthread_key_t key;
  if (!probe_of(input, &in_destructor)) {
    return;
  }
  in_destructor.nop();
  if (pthread_key_create(&key, call_late) != 0) {
    host_fail("no thread key to be had");
    return;
  }
  if (!host_on_thread(set_key, &key)) {
    return;
  }
  if (destroyed != probe_faults) {
    host_fail("a thread-local destructor that ran behind the one of Go called Go, which recovered from %d of %d faults there, want all",
              destroyed, probe_faults);
    return;
  }
  host_line("a destructor behind Go's own called Go");
}

/* Users ------------------------------------------------------------------------------------------ */

static void count_roots(const char *entry, void *argument) {
  char path[300];
  char text[64];
  (void)snprintf(path, sizeof path, "/proc/self/task/%s/status", entry);
  unsigned real = 1;
  unsigned effective = 1;
  if (host_status(path, "Uid", text, sizeof text)) {
    char *end = NULL;
    real = (unsigned)strtoul(text, &end, 10);
    effective = (unsigned)strtoul(end, NULL, 10);
  }
  *(int *)argument += real == 0 || effective == 0;
}

void host_change_user(const struct host_input *input) {
  enum { nobody = 65534 };
  struct probe probe;
  if (geteuid() != 0) {
    host_skip("only root can change its user, and the test is not run by root");
    return;
  }
  if (!probe_of(input, &probe)) {
    return;
  }
  probe.work();
  if (setresuid(nobody, nobody, nobody) != 0) {
    host_skip("setresuid is not allowed here");
    return;
  }
  int roots = 0;
  if (!host_each_entry("/proc/self/task", count_roots, &roots)) {
    return;
  }
  if (roots > 0) {
    host_fail("after setresuid %d threads are still those of root, want none: a thread of the library is not known to the C library", roots);
    return;
  }
  probe.work();
  host_line("all threads follow setresuid");
}

/* CPUs ------------------------------------------------------------------------------------------- */

struct cpus {
  const struct host_input *input;
  int of_go;
  int of_goroutine;
};

static void load_pinned(void *argument) {
  struct cpus *cpus = argument;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET((unsigned)sched_getcpu(), &one);
  struct probe probe;
  if (sched_setaffinity(0, sizeof one, &one) != 0) {
    host_fail("a thread could not be pinned to one CPU");
    return;
  }
  if (probe_of(cpus->input, &probe)) {
    cpus->of_go = probe.cpus();
    cpus->of_goroutine = probe.cpus_of_goroutine();
  }
}

void host_affinity(const struct host_input *input) {
  bool of_process = strcmp(probe_fact(input, "cpus"), "process") == 0;
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) {
    host_fail("sched_getaffinity failed");
    return;
  }
  if (CPU_COUNT(&set) < 2) {
    host_skip("this machine gives the test one CPU, with which both choices are one");
    return;
  }
  if (of_process && probe_is_fallback(input)) {
    host_skip("the fallback is in force, with which `cpus` changes nothing: see `shim` of go_cshared_library");
    return;
  }
  struct cpus cpus = {.input = input};
  if (!host_on_thread(load_pinned, &cpus) || host_failed()) {
    return;
  }
  int want = of_process ? CPU_COUNT(&set) : 1;
  if (cpus.of_go != want || cpus.of_goroutine != want) {
    host_fail("loaded by a thread that is pinned to one CPU, in a process with %d, Go counts %d CPUs and a goroutine may use %d, want %d and %d: cpus = \"%s\"",
              CPU_COUNT(&set), cpus.of_go, cpus.of_goroutine, want, want, of_process ? "process" : "loader");
    return;
  }
  host_line("%d of %d CPUs, those of the %s", want, CPU_COUNT(&set), of_process ? "process" : "thread that loads");
}
