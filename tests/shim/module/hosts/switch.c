/* switch SWITCHES: only the way in and out, and the switch, as fast as they go: no libraries. A table that nobody
 * is in after a switch is made invalid; who finds an invalid one within its call has lost. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <sched.h>
#include <unistd.h>

#include "../../../../runtime_shim/src/module_state.h"
#include "../../compile/check.h"

enum { CALLERS = 2, GENERATIONS = 4 };

/* Generations with a table of one function, which is NULL while it is invalid. */
static cshared_module_generation *generations[GENERATIONS];
static cshared_module_state module;
static _Atomic int running = 1;
static _Atomic uint64_t calls, lost;

static void nothing(void) {}

static void *caller(void *unused) {
  (void)unused;
  uint64_t n = 0, bad = 0;
  while (atomic_load_explicit(&running, memory_order_relaxed)) {
    const cshared_module_function *f = cshared_module_acquire(&module.head);
    bad += __atomic_load_n(&f[0], __ATOMIC_RELAXED) == NULL;
    if (n % 16 == 0) {
      bad += cshared_module_acquire(&module.head) != f;
      cshared_module_release();
    }
    bad += __atomic_load_n(&f[0], __ATOMIC_RELAXED) == NULL;
    cshared_module_release();
    n++;
  }
  atomic_fetch_add(&calls, n);
  atomic_fetch_add(&lost, bad);
  return NULL;
}

static void run(long switches, int flags) {
  CHECK_STATUS(0, cshared_module_threads_start(flags));
  atomic_store(&running, 1);
  atomic_store(&calls, 0);
  for (int i = 0; i < GENERATIONS; i++) {
    generations[i] = calloc(1, sizeof *generations[i] + sizeof(cshared_module_function));
    CHECK(generations[i] != NULL);
    generations[i]->module = &module;
  }
  generations[0]->functions[0] = nothing;
  module.head.current = generations[0]->functions;
  pthread_t threads[CALLERS];
  for (int i = 0; i < CALLERS; i++) CHECK_STATUS(0, pthread_create(&threads[i], NULL, caller, NULL));
  for (long i = 1; i <= switches; i++) {
    cshared_module_generation *before = generations[(i - 1) % GENERATIONS], *now = generations[i % GENERATIONS];
    __atomic_store_n(&now->functions[0], nothing, __ATOMIC_RELAXED);
    const cshared_module_function *functions = now->functions;
    (void)__atomic_exchange_n(&module.head.current, functions, __ATOMIC_SEQ_CST);
    CHECK_STATUS(0, cshared_module_barrier());
    while (cshared_module_busy(&module, false, NULL) != 0) sched_yield();
    __atomic_store_n(&before->functions[0], NULL, __ATOMIC_RELAXED);
  }
  atomic_store(&running, 0);
  for (int i = 0; i < CALLERS; i++) CHECK_STATUS(0, pthread_join(threads[i], NULL));
  printf("calls %llu, lost %llu\n", (unsigned long long)calls, (unsigned long long)lost);
  CHECK(atomic_load(&calls) > 0 && atomic_load(&lost) == 0 && cshared_module_busy(&module, true, NULL) == 0);
  for (int i = 0; i < GENERATIONS; i++) free(generations[i]);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  alarm(240);
  run(atol(argv[1]), 0);
  run(atol(argv[1]), CSHARED_MODULE_SEQ_CST);
  return 0;
}
