/* Threads of the host, their stacks, and what they do below Go. */
#include "cases.h"

#include <limits.h>
#include <setjmp.h>
#include <ucontext.h>

static library l;

static void *use_all(void *unused) {
  (void)unused;
  use(&l);
  return &l;
}

static void smallest_stack(void) {
  l = load(path);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN > 16384 ? (size_t)PTHREAD_STACK_MIN : 16384);
  pthread_t t;
  void *used = NULL;
  if (pthread_create(&t, &attributes, use_all, NULL) != 0) {
    exit(3);
  }
  pthread_join(t, &used);
  printf("used %d\n", used == &l);
}

/* Calls in turn from the thread's own stack and from a coroutine's. */
static ucontext_t outside, inside;
enum { TURNS = 300 };

static void coroutine(void) {
  for (;;) {
    l.nop();
    swapcontext(&inside, &outside);
  }
}

static void *take_turns(void *unused) {
  (void)unused;
  static char stack[64 * 1024];
  getcontext(&inside);
  inside.uc_stack.ss_sp = stack;
  inside.uc_stack.ss_size = sizeof stack;
  makecontext(&inside, coroutine, 0);
  double best = 1e9;
  for (int round = 0; round < 5; round++) {
    const double start = now_ms();
    for (int i = 0; i < TURNS; i++) {
      l.nop();
      swapcontext(&outside, &inside);
    }
    const double took = now_ms() - start;
    best = took < best ? took : best;
  }
  printf("ns %.0f\n", best * 1e6 / TURNS);
  return NULL;
}

static void coroutines(void) {
  l = load(path);
  if (strcmp(argument, "main") == 0) {
    take_turns(NULL);
    return;
  }
  pthread_t t;
  pthread_create(&t, NULL, take_turns, NULL);
  pthread_join(t, NULL);
}

static jmp_buf out;
static void jump(void) { longjmp(out, 1); }
static void come_back(void) {}

static void call_back(void) {
  l = load(path);
  void (*call)(void (*)(void));
  int64_t (*deferred)(void);
  *(void **)&call = symbol(l.handle, "CallBack");
  *(void **)&deferred = symbol(l.handle, "Deferred");
  if (setjmp(out) == 0) {
    call(strcmp(argument, "jump") == 0 ? jump : come_back);
  }
  printf("deferred %d\n", (int)deferred());
}

static void run_program(void) {
  if (strcmp(argument, "ignored") == 0) {
    signal(SIGCHLD, SIG_IGN);
  }
  l = load(path);
  int (*run)(void);
  *(void **)&run = symbol(l.handle, "RunProgram");
  printf("ran %d\n", run());
}

CASES({"smallest_stack", smallest_stack}, {"coroutines", coroutines}, {"call_back", call_back}, {"run_program", run_program})
