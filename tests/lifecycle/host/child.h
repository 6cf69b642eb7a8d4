/* Each test runs in a process of its own: a library begins and ends once. */
#ifndef CHILD_H
#define CHILD_H

#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define CHECK(condition)                                                        \
  do {                                                                          \
    if (!(condition)) {                                                         \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                  \
    }                                                                           \
  } while (0)

#define CHECK_TEXT(got, want)                                                                      \
  do {                                                                                             \
    const char *got_ = (got), *want_ = (want);                                                     \
    if (strcmp(got_, want_) != 0) {                                                                \
      fprintf(stderr, "%s:%d: text is\n%s\nwant\n%s\n", __FILE__, __LINE__, got_, want_);          \
      exit(1);                                                                                     \
    }                                                                                              \
  } while (0)

/* What became of a process: its wait status, and what it wrote to standard error. */
typedef struct end {
  int status;
  char text[1 << 16];
} end;

/* Runs this program again, with the name of a test. */
static inline void run_child(const char *name, end *e) {
  int out[2];
  CHECK(pipe(out) == 0);
  posix_spawn_file_actions_t actions;
  CHECK(posix_spawn_file_actions_init(&actions) == 0);
  CHECK(posix_spawn_file_actions_adddup2(&actions, out[1], 2) == 0);
  CHECK(posix_spawn_file_actions_addclose(&actions, out[0]) == 0);
  CHECK(posix_spawn_file_actions_addclose(&actions, out[1]) == 0);
  char self[] = "/proc/self/exe";
  char *arguments[] = {self, (char *)(uintptr_t)name, NULL};
  pid_t child;
  CHECK(posix_spawn(&child, self, &actions, NULL, arguments, environ) == 0);
  CHECK(posix_spawn_file_actions_destroy(&actions) == 0);
  CHECK(close(out[1]) == 0);
  size_t used = 0;
  ssize_t n;
  while (used < sizeof e->text - 1 && (n = read(out[0], e->text + used, sizeof e->text - 1 - used)) > 0) {
    used += (size_t)n;
  }
  e->text[used] = '\0';
  CHECK(close(out[0]) == 0);
  CHECK(waitpid(child, &e->status, 0) == child);
}

typedef struct test {
  const char *name;
  void (*run)(void);
  int status;       /* the wait status it has to end with */
  const char *text; /* what standard error has to have in it; NULL for nothing at all */
} test;

/* Without arguments runs all tests, else the named one. */
static inline int run_tests(const test *tests, size_t n, int argc, char **argv) {
  int failures = 0;
  static end e;
  for (size_t i = 0; i < n; i++) {
    if (argc > 1 && strcmp(argv[1], tests[i].name) == 0) {
      /* Without a core the status is the signal's number alone. */
      CHECK(setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}) == 0);
      tests[i].run();
      return 0;
    }
    if (argc == 1) {
      run_child(tests[i].name, &e);
      const bool is_text = tests[i].text != NULL ? strstr(e.text, tests[i].text) != NULL : e.text[0] == '\0';
      if (e.status != tests[i].status || !is_text) {
        fprintf(stderr, "%s: wait status %#x, want %#x; standard error%s%s:\n%s\n", tests[i].name, (unsigned)e.status,
                (unsigned)tests[i].status, is_text ? "" : " lacks ",
                is_text ? "" : (tests[i].text != NULL ? tests[i].text : "nothing"), e.text);
        failures++;
      }
    }
  }
  CHECK(argc == 1); /* else there is no such test */
  return failures != 0;
}

#endif
