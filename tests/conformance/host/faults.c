/* Faults, and signals that mean them: the host's own stay the host's. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "signals.h"

static volatile char *page;
static size_t page_size;
static atomic_int handled;
static void *volatile seen_address;
static pthread_t faulting_thread;

static bool new_page(void) {
  page_size = (size_t)sysconf(_SC_PAGESIZE);
  void *fresh = mmap(NULL, page_size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (fresh == MAP_FAILED) {
    host_fail("mmap failed");
    return false;
  }
  page = fresh;
  return true;
}

/* As a host does that tracks its writes: the page becomes writable, and the write is done again. */
static void make_writable(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  handled++;
  seen_address = info->si_addr;
  if (pthread_equal(pthread_self(), faulting_thread) == 0 ||
      mprotect((void *)(uintptr_t)page, page_size, PROT_READ | PROT_WRITE) != 0) {
    _exit(98);
  }
}

static void fault_once(const char *who) {
  if (!new_page()) {
    return;
  }
  faulting_thread = pthread_self();
  handled = 0;
  seen_address = NULL;
  page[5] = 1;
  if (handled != 1 || seen_address != (void *)(uintptr_t)(page + 5)) {
    host_fail("a fault of the host's own code on %s reached its handler %d times with %s address, want once with the "
              "address of the fault. A handler that takes the place of the host's has to call it for what is not Go's",
              who, handled, seen_address == NULL ? "no" : "an");
  }
}

struct session {
  const struct host_input *input;
  void *handle;
};

static void fault_on_thread(void *argument) {
  (void)argument;
  fault_once("a thread that never called");
}

static void call_and_fault(void *argument) {
  struct session *session = argument;
  if (host_calls(session->input, session->handle, 1)) {
    fault_once("a thread that has called");
  }
}

void host_faults(const struct host_input *input) {
  if (!signals_handle(SIGSEGV, make_writable)) {
    return;
  }
  struct session session = {input, host_load(input->library)};
  if (session.handle == NULL) {
    return;
  }
  fault_once("the thread that loaded, before its first call");
  if (host_calls(input, session.handle, 1)) {
    fault_once("the thread that loaded, after its first call");
    (void)host_on_thread(fault_on_thread, NULL);
    (void)host_on_thread(call_and_fault, &session);
    host_line("4 of 4 faults reach the handler that was there before");
  }
}

static atomic_int raised;
static atomic_int raised_elsewhere;

static void count(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)info;
  (void)context;
  if (pthread_equal(pthread_self(), faulting_thread) != 0) {
    raised++;
  } else {
    raised_elsewhere++;
  }
}

/* Of the signals whose handlers a Go library takes, those that somebody has sent. */
void host_raised(const struct host_input *input) {
  const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGPIPE, SIGURG};
  enum { signal_count = sizeof signals / sizeof signals[0], times = 3 };
  for (int i = 0; i < signal_count; i++) {
    (void)signals_handle(signals[i], count);
  }
  if (!host_load_and_call(input)) {
    return;
  }
  (void)host_threads_at_rest();
  faulting_thread = pthread_self();
  for (int i = 0; i < signal_count; i++) {
    char name[signal_text];
    raised = 0;
    for (int k = 0; k < times; k++) {
      /* A library cannot tell a SIGURG of raise, which is one to this thread, from its own. */
      (void)(signals[i] == SIGURG ? kill(getpid(), SIGURG) : raise(signals[i]));
    }
    if (raised != times) {
      host_fail("%s: the host sent it %d times to itself, and its handler, which was there before the load, "
                "ran %d times. A handler that takes the place of the host's has to call it for what is not Go's",
                signals_name(signals[i], name), times, raised);
      return;
    }
    host_line("%s: %d of %d reach the host's handler", signals_name(signals[i], name), times, times);
  }
}

static void fault_unhandled(void *argument) {
  struct session *session = argument;
  if (host_load_and_call(session->input) && new_page()) {
    page[5] = 1;
  }
}

/* A crash reporter, or who started the process, tells by the wait status what has happened. */
void host_fault_status(const struct host_input *input) {
  enum { seconds = 8 };
  struct session session = {input, NULL};
  char text[100];
  (void)signal(SIGSEGV, SIG_DFL); /* a sanitizer has its own */
  int status = host_in_child(seconds, fault_unhandled, &session);
  if (status == -1) {
    return;
  }
  if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSEGV) {
    host_fail("a process with a fault in the host's own code, and no handler for it, %s, want death by SIGSEGV (11) as "
              "without the library",
              host_status_text(status, text, sizeof text));
    return;
  }
  host_line("a fault of the host's own code %s", host_status_text(status, text, sizeof text));
}

static bool write_to_broken_pipe(void) {
  int ends[2];
  if (pipe(ends) != 0) {
    host_fail("pipe failed");
    return false;
  }
  (void)close(ends[0]);
  bool done = write(ends[1], "x", 1) == 1;
  (void)close(ends[1]);
  return done;
}

static void pipe_default(void *argument) {
  (void)signal(SIGPIPE, SIG_DFL);
  if (host_load_and_call(argument)) {
    (void)write_to_broken_pipe();
  }
}

static void pipe_ignored(void *argument) {
  (void)signal(SIGPIPE, SIG_IGN);
  if (host_load_and_call(argument) && write_to_broken_pipe()) {
    host_fail("a write to a broken pipe succeeds");
  }
}

static void pipe_handled(void *argument) {
  (void)signals_handle(SIGPIPE, count);
  faulting_thread = pthread_self();
  if (host_load_and_call(argument) && !write_to_broken_pipe() && raised != 1) {
    host_fail("the host's handler of SIGPIPE ran %d times for one write of its own, want once", raised);
  }
}

/* A write of the host's own to a pipe that nobody reads ends as without the library. */
void host_broken_pipe(const struct host_input *input) {
  enum { seconds = 8 };
  char text[100];
  struct host_input copy = *input;
  int status = host_in_child(seconds, pipe_default, &copy);
  if (status != -1 && (!WIFSIGNALED(status) || WTERMSIG(status) != SIGPIPE)) {
    host_fail("a process that leaves SIGPIPE at its default and writes to a broken pipe %s, want death by SIGPIPE (13) "
              "as without the library",
              host_status_text(status, text, sizeof text));
  }
  (void)host_exited("a process that ignores SIGPIPE and writes to a broken pipe",
                    host_in_child(seconds, pipe_ignored, &copy), 0);
  (void)host_exited("a process that handles SIGPIPE and writes to a broken pipe",
                    host_in_child(seconds, pipe_handled, &copy), 0);
  host_line("default: death by SIGPIPE; ignored: EPIPE; handled: the handler runs once");
}
