/* Stacks that a host gives to its threads and handlers. */
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "probe.h"

enum { own_stack_size = 64 * 1024, small_stack_size = 16 * 1024 };

static struct probe shared;
static volatile uint32_t stop;
static atomic_bool looping;
static atomic_bool kept;

/* An alternate stack of the host's own, above a page that nobody may touch. */
static void *loop_with_own_stack(void *argument) {
  (void)argument;
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  char *guard = mmap(NULL, page + own_stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  stack_t stack = {.ss_size = own_stack_size};
  stack.ss_sp = guard + page;
  if (guard == MAP_FAILED || mprotect(guard, page, PROT_NONE) != 0 || sigaltstack(&stack, NULL) != 0) {
    host_fail("a thread could not get an alternate stack");
    looping = true;
    return NULL;
  }
  shared.nop();
  looping = true;
  shared.spin(&stop);
  (void)probe_recovers("a thread with an alternate stack of its own", &shared);
  stack_t now;
  kept = sigaltstack(NULL, &now) == 0 && now.ss_sp == stack.ss_sp && now.ss_size == stack.ss_size;
  return NULL;
}

void host_own_alternate_stack(const struct host_input *input) {
  enum { collections = 50 };
  pthread_t thread;
  if (!probe_of(input, &shared) || pthread_create(&thread, NULL, loop_with_own_stack, NULL) != 0) {
    return;
  }
  while (!looping) {
    probe_pause(100);
  }
  for (int i = 0; i < collections && !host_failed(); i++) {
    shared.gc();
  }
  stop = 1;
  (void)pthread_join(thread, NULL);
  if (!host_failed() && !kept) {
    host_fail("a thread's own alternate stack is gone or another one after calls into Go: handlers of the host would run elsewhere");
  }
  if (!host_failed()) {
    host_line("%d preemptions and %d faults on %d KiB of the host's own, which the thread still has", collections, probe_faults,
              own_stack_size / 1024);
  }
}

static void *use_all(void *done) {
  shared.nop();
  shared.work();
  shared.gc();
  *(bool *)done = probe_recovers("a thread with 16 KiB of stack", &shared);
  return NULL;
}

void host_small_stack(const struct host_input *input) {
  size_t size = PTHREAD_STACK_MIN > small_stack_size ? (size_t)PTHREAD_STACK_MIN : small_stack_size;
  pthread_attr_t attributes;
  pthread_t thread;
  bool done = false;
  if (!probe_of(input, &shared)) {
    return;
  }
  if (pthread_attr_init(&attributes) != 0 || pthread_attr_setstacksize(&attributes, size) != 0 ||
      pthread_create(&thread, &attributes, use_all, &done) != 0) {
    host_fail("a thread with %zu bytes of stack could not be started", size);
    return;
  }
  (void)pthread_join(thread, NULL);
  if (done) {
    host_line("calls, goroutines, a collection and faults on %zu KiB", size / 1024);
  }
}

/* Coroutines: calls in turn from the thread's own stack and from another one. */
enum { turns = 20 };
static ucontext_t outside;
static ucontext_t inside;
static int inside_recovered;

static void coroutine(void) {
  for (;;) {
    shared.nop();
    inside_recovered += shared.recover();
    (void)swapcontext(&inside, &outside);
  }
}

static void take_turns(void *argument) {
  (void)argument;
  static char stack[own_stack_size];
  (void)getcontext(&inside);
  inside.uc_stack.ss_sp = stack;
  inside.uc_stack.ss_size = sizeof stack;
  makecontext(&inside, coroutine, 0);
  inside_recovered = 0;
  int recovered = 0;
  for (int i = 0; i < turns; i++) {
    recovered += shared.recover();
    (void)swapcontext(&outside, &inside);
  }
  if (recovered != turns * probe_faults || inside_recovered != turns * probe_faults) {
    host_fail("with calls in turn from a thread's stack and from a coroutine's, Go recovered from %d and %d faults, want %d of each", recovered,
              inside_recovered, turns * probe_faults);
  }
}

void host_coroutines(const struct host_input *input) {
  if (!probe_of(input, &shared)) {
    return;
  }
  take_turns(NULL);
  if (!host_failed() && host_on_thread(take_turns, NULL) && !host_failed()) {
    host_line("%d turns each on the main thread and on another", turns);
  }
}
