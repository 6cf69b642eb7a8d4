/* A plain C program that loads one library and runs one check on it.
 *
 *   probe CHECK LIBRARY FIRST_CALL [EXPORT...]
 *
 * FIRST_CALL is a function without parameters, or "-". The answer is one JSON object on stdout:
 * {"ok": true, "why": "", "lines": []}. Exit status: 0 the check passes, 1 it fails, 2 wrong usage. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "probe.h"

static const struct {
  const char *name;
  probe_check check;
} checks[] = {
    {"libraries", probe_libraries},
    {"dlopen", probe_dlopen},
    {"exports-resolve", probe_exports_resolve},
    {"first-call", probe_first_call},
    {"late-thread", probe_late_thread},
    {"exited-thread", probe_exited_thread},
    {"second-dlopen", probe_second_dlopen},
    {"dlclose", probe_dlclose},
    {"dispositions", probe_dispositions},
    {"masks-open", probe_masks_open},
    {"masks-blocked", probe_masks_blocked},
    {"limits", probe_limits},
    {"threads", probe_threads},
    {"descriptors", probe_descriptors},
    {"memory", probe_memory},
};

static int usage(const char *problem, const char *word) {
  fprintf(stderr, "probe: %s%s\nusage: probe CHECK LIBRARY FIRST_CALL|- [EXPORT...]\nCHECK is one of:",
          problem, word);
  for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
    fprintf(stderr, " %s", checks[i].name);
  }
  fputc('\n', stderr);
  return 2;
}

/* The library may write to stdout; the answer must not get mixed up with that. So the answer gets
 * a descriptor of its own, and what others write to stdout goes to stderr. */
static int take_stdout(void) {
  enum { above_what_libraries_use = 100 };
  int own = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, above_what_libraries_use);
  if (own < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
    perror("probe: stdout");
    return -1;
  }
  return own;
}

int main(int argc, char **argv) {
  if (argc < 4) {
    return usage("too few arguments", "");
  }
  probe_check check = NULL;
  for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
    if (strcmp(checks[i].name, argv[1]) == 0) {
      check = checks[i].check;
    }
  }
  if (check == NULL) {
    return usage("there is no check ", argv[1]);
  }
  int answer = take_stdout();
  if (answer < 0) {
    return 2;
  }
  struct rlimit none = {0, 0};
  (void)setrlimit(RLIMIT_CORE, &none); /* A crash is an answer here, not something to look into. */
  struct probe_input input = {
      .library = argv[2],
      .first_call = strcmp(argv[3], "-") == 0 ? NULL : argv[3],
      .exports = argv + 4,
      .export_count = (size_t)(argc - 4),
  };
  check(&input);
  if (!probe_print(answer)) {
    return 2;
  }
  return probe_failed() ? 1 : 0;
}
