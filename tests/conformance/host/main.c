/* A plain C program that loads one library and runs one check on it.
 *
 *   host CHECK LIBRARY FIRST_CALL [EXPORT...]
 *
 * FIRST_CALL is a function without parameters, or "-". The answer is one JSON object on stdout:
 * {"ok": true, "why": "", "lines": []}. Exit status: 0 the check passes, 1 it fails, 2 wrong usage. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "host.h"

static const struct {
  const char *name;
  host_check check;
} checks[] = {
    {"libraries", host_libraries},
    {"load/dlopen", host_dlopen},
    {"load/exports-resolve", host_exports_resolve},
    {"load/first-call", host_first_call},
    {"load/late-thread", host_late_thread},
    {"load/exited-thread", host_exited_thread},
    {"load/second-dlopen", host_second_dlopen},
    {"load/dlclose", host_dlclose},
    {"signals/dispositions", host_dispositions},
    {"masks/open", host_masks_open},
    {"masks/blocked", host_masks_blocked},
    {"limits/resources", host_limits},
    {"threads/count", host_threads},
    {"limits/descriptors", host_descriptors},
    {"memory/growth", host_memory},
};

static int usage(const char *problem, const char *word) {
  fprintf(stderr, "host: %s%s\nusage: host CHECK LIBRARY FIRST_CALL|- [EXPORT...]\nCHECK is one of:",
          problem, word);
  for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
    fprintf(stderr, " %s", checks[i].name);
  }
  fputc('\n', stderr);
  return 2;
}

int main(int argc, char **argv) {
  if (argc < 4) {
    return usage("too few arguments", "");
  }
  host_check check = NULL;
  for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
    if (strcmp(checks[i].name, argv[1]) == 0) {
      check = checks[i].check;
    }
  }
  if (check == NULL) {
    return usage("there is no check ", argv[1]);
  }
  int answer = host_take_stdout();
  if (answer < 0) {
    return 2;
  }
  struct rlimit none = {0, 0};
  (void)setrlimit(RLIMIT_CORE, &none); /* A crash is an answer here, not something to look into. */
  struct host_input input = {
      .library = argv[2],
      .first_call = strcmp(argv[3], "-") == 0 ? NULL : argv[3],
      .exports = argv + 4,
      .export_count = (size_t)(argc - 4),
  };
  check(&input);
  if (!host_print(answer)) {
    return 2;
  }
  return host_failed() ? 1 : 0;
}
