#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <ucontext.h>
#include <unistd.h>

#include "host.h"

struct session {
  const struct host_input *input;
  void *handle;
  const char *who;
  stack_t own; /* of the host; ss_sp NULL: it has none */
};

static stack_t alternate_stack(void) {
  stack_t now = {0};
  (void)sigaltstack(NULL, &now);
  return now;
}

static bool is_none(const stack_t *stack) { return (stack->ss_flags & SS_DISABLE) != 0; }

static void no_alternate_stack(void) {
  stack_t none = {.ss_flags = SS_DISABLE};
  (void)sigaltstack(&none, NULL); /* A sanitizer gives one to each thread. */
}

static pthread_key_t at_end;
static bool has_at_end;
static stack_t left_behind;

/* Keys are destroyed in the order in which they were made, so the library's own was before this one. */
static void look_at_end(void *unused) {
  (void)unused;
  left_behind = alternate_stack();
}

static void call_without(void *argument) {
  struct session *session = argument;
  no_alternate_stack();
  if (has_at_end) {
    (void)pthread_setspecific(at_end, &left_behind);
  }
  if (!host_calls(session->input, session->handle, 2)) {
    return;
  }
  stack_t now = alternate_stack();
  size_t wanted = (size_t)host_expected_number(session->input, "alternate_stack");
  if (is_none(&now)) {
    host_line("%s: none", session->who);
  } else if (now.ss_size == wanted) {
    host_line("%s: %zu bytes", session->who, now.ss_size);
  } else {
    host_fail("%s: after a call the thread, which had no alternate stack, has one of %zu bytes, want none or Go's %zu",
              session->who, now.ss_size, wanted);
  }
}

void host_stack_none(const struct host_input *input) {
  no_alternate_stack();
  struct session session = {.input = input, .handle = host_load(input->library), .who = "thread that loaded"};
  if (session.handle == NULL) {
    return;
  }
  stack_t now = alternate_stack();
  if (!is_none(&now)) {
    host_fail("after load the thread, which had no alternate stack, has one of %zu bytes, want none before its first call",
              now.ss_size);
  }
  call_without(&session);
  has_at_end = pthread_key_create(&at_end, look_at_end) == 0;
  session.who = "second thread";
  left_behind.ss_flags = SS_DISABLE;
  if (host_on_thread(call_without, &session) && !is_none(&left_behind)) {
    host_fail("a thread that had no alternate stack still has one of %zu bytes when it ends, want none: its memory "
              "belongs to somebody else by then",
              left_behind.ss_size);
  }
}

static bool is_own(const struct session *session) {
  stack_t now = alternate_stack();
  return now.ss_sp == session->own.ss_sp && now.ss_size == session->own.ss_size && now.ss_flags == session->own.ss_flags;
}

static void call_with_own(void *argument) {
  enum { size = 64 * 1024 };
  static char memory[2][size];
  static int next;
  struct session *session = argument;
  session->own = (stack_t){.ss_sp = memory[next++], .ss_size = size};
  (void)pthread_setspecific(at_end, &left_behind);
  (void)sigaltstack(&session->own, NULL);
  if (session->handle == NULL) {
    session->handle = host_load(session->input->library);
  }
  if (session->handle == NULL || !host_calls(session->input, session->handle, 3)) {
    return;
  }
  if (!is_own(session)) {
    host_fail("%s: the host's own alternate stack is replaced or changed, want the same address, size and flags",
              session->who);
  }
  host_line("%s: the host's own is kept", session->who);
}

void host_stack_own(const struct host_input *input) {
  if (HOST_HAS_SANITIZER) {
    host_skip("this program has a sanitizer, which gives each thread an alternate stack and takes it away");
    return;
  }
  struct session session = {.input = input, .who = "thread that loaded"};
  (void)pthread_key_create(&at_end, look_at_end);
  call_with_own(&session);
  session.who = "second thread";
  if (host_failed() || session.handle == NULL) {
    return;
  }
  left_behind.ss_flags = SS_DISABLE;
  (void)pthread_key_delete(at_end);
  (void)pthread_key_create(&at_end, look_at_end); /* after the library's own */
  if (host_on_thread(call_with_own, &session) && left_behind.ss_sp != session.own.ss_sp) {
    host_fail("the host's own alternate stack of a thread is taken away when the thread ends");
  }
}

/* Small alternate stacks ------------------------------------------------------------------------- */

static atomic_bool calling, over;

static void call_under_signals(void *argument) {
  struct session *session = argument;
  enum { pages = 3 };
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  char *memory = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || mprotect(memory, page, PROT_NONE) != 0) {
    host_fail("no memory for a stack");
    return;
  }
  stack_t own = {.ss_sp = memory + page, .ss_size = (pages - 1) * page};
  (void)sigaltstack(&own, NULL);
  calling = true;
  while (!over && host_calls(session->input, session->handle, 1)) {
  }
  no_alternate_stack();
}

static void *run_under_signals(void *argument) {
  call_under_signals(argument);
  return NULL;
}

/* Go sends SIGURG to the threads that call, and its handler runs on the stack that the host has given. What lies
 * below that is not the thread's. */
void host_stack_tiny(const struct host_input *input) {
  enum { signals = 300, pause_us = 50 };
  if (HOST_HAS_SANITIZER) {
    host_skip("this program has a sanitizer, which gives each thread an alternate stack and takes it away");
    return;
  }
  struct session session = {.input = input, .handle = host_load(input->library)};
  pthread_t thread;
  if (session.handle == NULL || !host_calls(input, session.handle, 1) ||
      pthread_create(&thread, NULL, run_under_signals, &session) != 0) {
    return;
  }
  for (int i = 0; i < signals && !host_failed(); i++) {
    (void)usleep(pause_us);
    if (calling) {
      (void)pthread_kill(thread, SIGURG);
    }
  }
  over = true;
  (void)pthread_join(thread, NULL);
  host_line("%d times SIGURG to a thread that calls and has an alternate stack of 2 pages", signals);
}

static void make_call(void *argument) {
  struct session *session = argument;
  (void)host_calls(session->input, session->handle, 3);
}

/* The smallest that the C library grants. */
void host_stack_small(const struct host_input *input) {
  struct session session = {.input = input, .handle = host_load(input->library)};
  size_t size = (size_t)sysconf(_SC_THREAD_STACK_MIN);
  if (session.handle != NULL && host_on_small_thread(size, make_call, &session)) {
    host_line("a call on a stack of %zu bytes", size);
  }
}

static void load_and_call(void *argument) { (void)host_load_and_call(argument); }

void host_load_small_stack(const struct host_input *input) {
  enum { size = 64 * 1024 };
  struct host_input copy = *input;
  if (host_on_small_thread(size, load_and_call, &copy)) {
    host_line("load and call on a stack of %d bytes", size);
  }
}

struct limit {
  rlim_t stack;
};

static void set_stack_limit(void *argument) {
  struct limit *limit = argument;
  struct rlimit value;
  (void)getrlimit(RLIMIT_STACK, &value);
  value.rlim_cur = limit->stack > value.rlim_max ? value.rlim_max : limit->stack;
  (void)setrlimit(RLIMIT_STACK, &value);
}

/* The limit decides about the main stack and about that of new threads when a process starts. */
void host_stack_limits(const struct host_input *input) {
  enum { kilobyte = 1024, small = 256 };
  struct limit limits[] = {{small * kilobyte}, {RLIM_INFINITY}};
  const char *texts[] = {"a process with `ulimit -s 256` that loads and calls",
                         "a process with `ulimit -s unlimited` that loads and calls"};
  char *arguments[] = {(char[]){"host"}, (char[]){"load/works"}, (char *)(uintptr_t)input->library, input->call, NULL};
  for (int i = 0; i < 2; i++) {
    (void)host_run_again(texts[i], arguments, set_stack_limit, &limits[i]);
  }
  host_line("works with 256 kB and without a limit");
}

static ucontext_t outside, inside;
static struct session *on_coroutine;

static void coroutine(void) {
  for (;;) {
    make_call(on_coroutine);
    (void)swapcontext(&inside, &outside);
  }
}

static void alternate(void *argument) {
  enum { size = 64 * 1024, rounds = 5 };
  char *memory = malloc(size);
  on_coroutine = argument;
  (void)getcontext(&inside);
  inside.uc_stack.ss_sp = memory;
  inside.uc_stack.ss_size = size;
  inside.uc_link = NULL;
  makecontext(&inside, coroutine, 0);
  for (int i = 0; i < rounds && !host_failed(); i++) {
    make_call(on_coroutine);
    (void)swapcontext(&outside, &inside);
  }
  free(memory);
}

/* Hosts with coroutines call from stacks of their own, by turns with the thread's. */
void host_stack_coroutine(const struct host_input *input) {
  struct session session = {.input = input, .handle = host_load(input->library)};
  if (session.handle == NULL) {
    return;
  }
  alternate(&session);
  if (host_on_thread(alternate, &session)) {
    host_line("calls on a coroutine's stack of 64 kB, by turns with the thread's own");
  }
}
