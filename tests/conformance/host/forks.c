#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "signals.h"

enum { seconds = 8 };

/* host CHECK LIBRARY FIRST_CALL, without what the check expects: for checks that expect nothing. */
static bool works_anew(const char *what, const struct host_input *input) {
  char *arguments[] = {(char[]){"host"}, (char[]){"load/works"}, (char *)(uintptr_t)input->library, input->call, NULL};
  return host_run_again(what, arguments, NULL, NULL);
}

static void end_by(void *argument) {
  enum { status = 7 };
  if (*(bool *)argument) {
    exit(status);
  }
  _exit(status);
}

/* The child makes no calls: what becomes of those is a matter of its own. */
void host_fork_after_load(const struct host_input *input) {
  bool by_exit[] = {false, true};
  if (!host_load_and_call(input)) {
    return;
  }
  (void)host_threads_at_rest();
  if (host_exited("after load and first call, a child that ends by _exit(7)", host_in_child(seconds, end_by, &by_exit[0]), 7) &&
      host_exited("after load and first call, a child that ends by exit(7)", host_in_child(seconds, end_by, &by_exit[1]), 7) &&
      works_anew("after load and first call, a child that executes a program which loads and calls,", input)) {
    host_line("children end by _exit and exit, and execute another program");
  }
}

static void load_in_child(void *argument) { (void)host_load_and_call(argument); }

void host_fork_before_load(const struct host_input *input) {
  struct host_input copy = *input;
  if (host_exited("a child that loads and calls", host_in_child(seconds, load_in_child, &copy), 0) && host_load_and_call(input)) {
    host_line("works in a child, and in its parent");
  }
}

struct busy {
  const struct host_input *input;
  void *handle;
  atomic_bool over;
};

static void *call_until_over(void *argument) {
  struct busy *busy = argument;
  while (!busy->over) {
    (void)host_calls(busy->input, busy->handle, 1);
  }
  return NULL;
}

static void end_at_once(void *unused) { (void)unused; }

/* fork runs what libraries have asked for by pthread_atfork, and must not wait for a thread in a call. */
void host_fork_busy(const struct host_input *input) {
  enum { callers = 3, forks = 20 };
  pthread_t threads[callers];
  struct busy busy = {.input = input, .handle = host_load(input->library)};
  if (busy.handle == NULL || !host_calls(input, busy.handle, 1)) {
    return;
  }
  for (int i = 0; i < callers; i++) {
    (void)pthread_create(&threads[i], NULL, call_until_over, &busy);
  }
  for (int i = 0; i < forks; i++) {
    (void)host_exited("a child of a process whose other threads are calling", host_in_child(seconds, end_at_once, NULL), 0);
  }
  busy.over = true;
  for (int i = 0; i < callers; i++) {
    (void)pthread_join(threads[i], NULL);
  }
  host_line("%d forks while %d threads call", forks, callers);
}

/* What a program inherits ---------------------------------------------------------------------- */

static void list_descriptor(const char *entry, void *argument) {
  (void)argument;
  if (fcntl(atoi(entry), F_GETFD) >= 0) {
    host_line("descriptor %s", entry);
  }
}

/* Not a check: the program that is executed. */
void host_inherited(const struct host_input *input) {
  char text[64];
  (void)input;
  for (size_t i = 0; i < 2; i++) {
    const char *keys[] = {"SigIgn", "SigBlk"};
    if (host_status("/proc/self/status", keys[i], text, sizeof text)) {
      host_line("%s %s", keys[i], text);
    }
  }
  (void)host_each_entry("/proc/self/fd", list_descriptor, NULL);
}

struct program {
  char answer[4000];
  int ends[2];
};

static void execute(void *argument) {
  struct program *program = argument;
  char *const arguments[] = {(char[]){"host"}, (char[]){"inherited"}, (char[]){"-"}, (char[]){"-"}, NULL};
  (void)dup2(program->ends[1], STDOUT_FILENO);
  (void)execv("/proc/self/exe", arguments);
  host_fail("execv failed");
}

/* Executes this program, and takes what it answers about what it has inherited. */
static bool ask_program(struct program *program) {
  memset(program, 0, sizeof *program);
  if (pipe2(program->ends, O_CLOEXEC) != 0) {
    host_fail("pipe failed");
    return false;
  }
  int status = host_in_child(seconds, execute, program);
  (void)close(program->ends[1]);
  ssize_t length = read(program->ends[0], program->answer, sizeof program->answer - 1);
  (void)close(program->ends[0]);
  return host_exited("a program that the host executes", status, 0) && length > 0;
}

/* Both are JSON; what is shown is the first string in it that differs. */
static void judge_inherited(const char *before, const char *after) {
  size_t start = 0;
  size_t i = 0;
  for (; before[i] == after[i] && before[i] != '\0'; i++) {
    start = before[i] == '"' ? i + 1 : start;
  }
  if (before[i] != after[i]) {
    host_fail("a program that the host executes inherits something else than before the load: where `%.*s` was, is `%.*s`. "
              "Open descriptors with O_CLOEXEC, and leave masks and ignored signals alone",
              (int)strcspn(before + start, "\""), before + start, (int)strcspn(after + start, "\""), after + start);
  }
}

void host_exec_inherits(const struct host_input *input) {
  static struct program before;
  static struct program after;
  if (!ask_program(&before) || !host_load_and_call(input)) {
    return;
  }
  (void)host_threads_at_rest();
  if (ask_program(&after)) {
    judge_inherited(before.answer, after.answer);
  }
  host_line("the same descriptors, ignored and blocked signals as before the load");
}

static uint64_t ignored_by(const struct program *program) {
  const char *key = strstr(program->answer, "SigIgn ");
  return key == NULL ? 0 : strtoull(key + strlen("SigIgn "), NULL, 16);
}

void host_ignored_in_children(const struct host_input *input) {
  static struct program before;
  static struct program after;
  char names[2][signal_text];
  signals_ignore_all();
  struct sigaction wait_for_children = {.sa_handler = SIG_DFL};
  (void)sigaction(SIGCHLD, &wait_for_children, NULL);
  if (!ask_program(&before) || !host_load_and_call(input)) {
    return;
  }
  (void)host_threads_at_rest();
  if (!ask_program(&after)) {
    return;
  }
  uint64_t lost = ignored_by(&before) & ~ignored_by(&after);
  if ((lost & ~host_expected_set(input, "owned_ignored")) != 0) {
    host_fail("programs that the host executes no longer ignore %s, which the host ignores: a handler has taken the place "
              "of SIG_IGN, or the child changes it. Leave what is ignored",
              signals_names(lost & ~host_expected_set(input, "owned_ignored"), names[0]));
    return;
  }
  host_line("no longer ignored: %s; SIGPIPE %s", signals_names(lost, names[1]),
            (ignored_by(&after) & signal_bit(SIGPIPE)) != 0 ? "is" : "is not");
}
