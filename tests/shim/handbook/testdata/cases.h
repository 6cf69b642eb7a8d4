/* host CASE LIBRARY [ARGUMENT]: what the hosts of the handbook share. They print what they see and judge
 * nothing. */
#ifndef CASES_H
#define CASES_H

#include "host.h"

static const char *path, *argument;
static char **arguments;

typedef struct host_case {
  const char *name;
  void (*run)(void);
} host_case;

static inline int run_case(const host_case *cases, size_t n, int argc, char **argv) {
  if (argc < 3 || argc > 4) {
    return 3;
  }
  arguments = argv;
  path = argv[2];
  argument = argc == 4 ? argv[3] : "";
  alarm(60);
  for (size_t i = 0; i < n; i++) {
    if (strcmp(cases[i].name, argv[1]) == 0) {
      cases[i].run();
      fflush(stdout);
      _exit(0);
    }
  }
  return 3;
}

#define CASES(...)                                                        \
  int main(int argc, char **argv) {                                       \
    const host_case cases[] = {__VA_ARGS__};                              \
    return run_case(cases, sizeof cases / sizeof cases[0], argc, argv);   \
  }

/* How a child ended: "exit 0", "signal 14". */
static inline void print_child(pid_t child) {
  int status;
  while (waitpid(child, &status, 0) != child) {
  }
  if (WIFSIGNALED(status)) {
    printf("child signal %d\n", WTERMSIG(status));
  } else {
    printf("child exit %d\n", WEXITSTATUS(status));
  }
}

/* What a working library does, all of it. */
static inline void use(const library *l) {
  l->nop();
  l->work();
  l->gc();
  if (l->nil_recover() != 1) {
    _exit(4);
  }
}

#endif
