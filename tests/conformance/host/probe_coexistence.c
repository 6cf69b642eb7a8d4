/* Several Go runtimes in one process. */
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

static bool load_two(const struct host_input *input, struct probe two[2]) {
  return probe_of(input, &two[0]) && probe_copy(input->library, RTLD_LOCAL, &two[1]);
}

/* Each collects while each loops. */
static bool all_collect(const char *const *names, const struct probe *all, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (!probe_gc_is_fast(names[i], &all[i], &all[i])) {
      return false;
    }
  }
  return true;
}

static const char *const copies[] = {"first copy", "second copy"};

void host_copies_collect(const struct host_input *input) {
  struct probe two[2];
  if (!load_two(input, two)) {
    return;
  }
  if (all_collect(copies, two, 2) && probe_gc_is_fast("first copy, while the second loops", &two[0], &two[1]) &&
      probe_gc_is_fast("second copy, while the first loops", &two[1], &two[0])) {
    host_line("8 collections, each in less than %d ms of loops of %d", probe_promised_ms, probe_loop_ms);
  }
}

static void recover_both(void *argument) {
  const struct probe *two = argument;
  for (int i = 0; i < 2 && probe_recovers(copies[i], &two[i]); i++) {
  }
}

void host_copies_recover(const struct host_input *input) {
  struct probe two[2];
  if (!load_two(input, two)) {
    return;
  }
  recover_both(two);
  if (!host_failed() && host_on_thread(recover_both, two) && !host_failed()) {
    host_line("%d faults in each copy, on two threads", probe_faults);
  }
}

/* Signals that wait are merged, so each is waited for. */
static int deliver(const struct probe *to, size_t count, int times) {
  int seen = 0;
  for (int k = 0; k < times; k++) {
    int64_t before[2] = {to[0].received(), to[count - 1].received()};
    (void)kill(getpid(), SIGUSR1);
    bool all = false;
    for (double start = probe_milliseconds(); !all && probe_milliseconds() - start < 200;) {
      all = to[0].received() > before[0] && to[count - 1].received() > before[1];
      if (!all) {
        probe_pause(200);
      }
    }
    seen += all;
  }
  return seen;
}

static void ignore(int signal) { (void)signal; }

void host_copies_signals(const struct host_input *input) {
  enum { times = 10 };
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = ignore; /* or SIGUSR1 ends the process when both have given it back */
  (void)sigaction(SIGUSR1, &action, NULL);
  struct probe two[2];
  if (!load_two(input, two)) {
    return;
  }
  if (probe_is_fallback(input)) {
    host_skip("the fallback is in force, with which a library loses the signals of os/signal that another takes: see "
              "`shim` of go_cshared_library");
    return;
  }
  two[0].notify(SIGUSR1);
  two[1].notify(SIGUSR1);
  int both = deliver(two, 2, times);
  if (both != times) {
    host_fail("both copies have asked os/signal for SIGUSR1, and %d of %d came to both, want all", both, times);
    return;
  }
  two[0].reset(SIGUSR1);
  int last = deliver(&two[1], 1, times);
  if (last != times) {
    host_fail("after signal.Reset in the first copy %d of %d SIGUSR1 came to the second, want all", last, times);
    return;
  }
  host_line("%d signals in both copies, %d more in the one that went on asking", times, times);
}

void host_copies_isolated(const struct host_input *input) {
  struct probe two[2];
  if (!probe_load(input->library, RTLD_GLOBAL, &two[0]) || !probe_copy(input->library, RTLD_GLOBAL, &two[1])) {
    return;
  }
  enum { times = 3 };
  int64_t first = 0;
  for (int i = 0; i < times; i++) {
    first = two[0].count();
  }
  int64_t second = two[1].count();
  if (first != times || second != 1) {
    host_fail("opened with RTLD_GLOBAL, the copies counted %lld and %lld calls, want %d and 1: one of them runs into the code or data of "
              "the other. Link with -Bsymbolic",
              (long long)first, (long long)second, times);
    return;
  }
  host_line("counters of two copies with RTLD_GLOBAL are two");
}

/* Neighbours: libraries of the stock tool chain -------------------------------------------------- */

void host_stock_before(const struct host_input *input) {
  static const char *const names[] = {"stock library, loaded first", "the library"};
  struct probe all[2];
  if (!probe_load(probe_fact(input, "neighbour"), RTLD_LOCAL, &all[0])) {
    return;
  }
  all[0].nop();
  if (!probe_of(input, &all[1]) || !all_collect(names, all, 2)) {
    return;
  }
  if (probe_recovers(names[0], &all[0]) && probe_recovers(names[1], &all[1])) {
    host_line("collections and faults of both");
  }
}

/* The stock library takes the signals of ours, and the next one of ours takes them back. Threads that have lost
 * one meanwhile stay without: so nothing is called in between. */
void host_stock_after(const struct host_input *input) {
  static const char *const names[] = {"the library", "stock library, loaded second", "another copy of the library"};
  struct probe all[3];
  if (!probe_of(input, &all[0]) || !probe_load(probe_fact(input, "neighbour"), RTLD_LOCAL, &all[1])) {
    return;
  }
  all[1].nop();
  if (!probe_copy(input->library, RTLD_LOCAL, &all[2]) || !all_collect(names, all, 3)) {
    return;
  }
  for (int i = 0; i < 3 && probe_recovers(names[i], &all[i]); i++) {
  }
  if (!host_failed()) {
    host_line("collections and faults of all three");
  }
}

static void mark(void *user) { *(int *)user = 1; }

/* A stock library, opened for all, defines what every Go library calls: crosscall2,
 * _cgo_wait_runtime_init_done and some forty more. */
void host_clashing_symbols(const struct host_input *input) {
  struct probe stock;
  struct probe ours;
  if (!probe_load(probe_fact(input, "neighbour"), RTLD_GLOBAL, &stock)) {
    return;
  }
  int64_t others = stock.count() + stock.count();
  if (!probe_of(input, &ours)) {
    return;
  }
  int64_t counted = ours.count();
  int called = 0;
  void (*function)(void *) = mark;
  void *address;
  memcpy(&address, &function, sizeof address);
  ours.call_back(address, &called);
  if (counted != 1 || called != 1) {
    host_fail("a library that defines the same symbols was opened with RTLD_GLOBAL before; then the first call counted %lld, after %lld there, "
              "and %s callback came: calls of the library lead into the other one. Link with -Bsymbolic and a version script",
              (long long)counted, (long long)others, called == 1 ? "a" : "no");
    return;
  }
  if (probe_recovers("the library", &ours)) {
    host_line("the library calls itself");
  }
}

/* Many copies ------------------------------------------------------------------------------------ */

static double cost(const struct probe *probe) {
  enum { rounds = 9, times = 100 };
  double best = 1e9;
  for (int round = 0; round < rounds; round++) {
    double start = probe_milliseconds();
    for (int i = 0; i < times; i++) {
      (void)probe->recover_nil();
    }
    double took = (probe_milliseconds() - start) * 1000 / times;
    best = took < best ? took : best;
  }
  return best;
}

void host_hundred_copies(const struct host_input *input) {
  enum { count = 100, most_times = 5 };
  static struct probe all[count];
  for (int i = 0; i < count; i++) {
    if (!(i == 0 ? probe_of(input, &all[i]) : probe_copy(input->library, RTLD_LOCAL, &all[i]))) {
      return;
    }
    all[i].nop();
  }
  for (int i = 0; i < count; i++) {
    if (!probe_recovers("one of a hundred copies", &all[i])) {
      return;
    }
  }
  double oldest = cost(&all[0]);
  double newest = cost(&all[count - 1]);
  if (oldest > most_times * newest) {
    host_fail("with %d copies a nil dereference that Go recovers from takes %.1f us in the oldest and %.1f us in the newest, want at most %d times as much: each "
              "signal goes through a chain of handlers",
              count, oldest, newest, most_times);
    return;
  }
  host_line("a recovered nil dereference takes %.1f us in the oldest of %d copies, %.1f us in the newest", oldest, count, newest);
}
