/* Loads a generated library and runs one check that calls it.
 *
 *   PROGRAM CHECK LIBRARY
 *
 * The answer is that of ../main.c, one JSON object on stdout. "vectors" lists the vectors instead, an object
 * for each: the number of its file, its name, its call; "vectors/N" runs those of a file, and prints an object for each and one for
 * what they left behind. Exit status: 0 the check passes, 1 it fails, 2 wrong usage. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "calls.h"

/* An answer has a limited number of lines, so each vector is one. */
static int list_vectors(int answer) {
  for (size_t i = 0; i < calls_library.file_count; i++) {
    for (size_t j = 0; j < calls_library.files[i].count; j++) {
      host_line("%zu", i);
      host_line("%s", calls_library.files[i].vectors[j].name);
      host_line("%s", calls_library.files[i].vectors[j].call);
      if (!host_print(dup(answer))) {
        return 2;
      }
      host_forget();
    }
  }
  return 0;
}

static const struct {
  const char *name;
  void (*check)(void);
} checks[] = {
    {"errors/status-names", calls_status_names},
    {"errors/null-output", calls_null_output},
    {"errors/null-input", calls_null_input},
    {"errors/sizes", calls_sizes},
    {"errors/object", calls_object},
    {"errors/null-err", calls_null_err},
    {"errors/outputs", calls_outputs},
    {"errors/errno", calls_errno},
    {"errors/freed", calls_freed},
    {"panics/contained", calls_contained},
    {"callbacks/null", calls_callback_null},
    {"callbacks/refused", calls_callback_refused},
    {"callbacks/unknown", calls_callback_unknown},
    {"handles/null", calls_handle_null},
    {"handles/foreign", calls_handle_foreign},
    {"handles/stale", calls_handle_stale},
    {"handles/type", calls_handle_type},
    {"lifecycle/version", calls_same_version},
    {"lifecycle/counters", calls_counted},
    {"lifecycle/init", calls_init_once},
    {"lifecycle/closed", calls_closed},
    {"lifecycle/closed-twice", calls_closed_twice},
    {"lifecycle/log", calls_logged},
    {"fork/first-call", calls_fork_first},
    {"fork/later-call", calls_fork_later},
};

static int usage(const char *problem, const char *word) {
  fprintf(stderr, "calls: %s%s\nusage: calls CHECK LIBRARY\nCHECK is one of: vectors vectors/N", problem, word);
  for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
    fprintf(stderr, " %s", checks[i].name);
  }
  fputc('\n', stderr);
  return 2;
}

static int run(const char *name, const char *library, int answer) {
  static const char of_file[] = "vectors/";
  for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
    if (strcmp(checks[i].name, name) == 0) {
      if (calls_load(library)) {
        checks[i].check();
      }
      return -1;
    }
  }
  if (strcmp(name, "vectors") == 0) {
    return list_vectors(answer);
  }
  char *end = "";
  unsigned long file = calls_library.file_count;
  if (strncmp(name, of_file, sizeof of_file - 1) == 0) {
    file = strtoul(name + sizeof of_file - 1, &end, 10);
  }
  if (*end != '\0' || file >= calls_library.file_count) {
    return usage("there is no check ", name);
  }
  return calls_load(library) ? calls_print_vectors(file, answer) : -1;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    return usage("want two arguments", "");
  }
  int answer = host_take_stdout();
  if (answer < 0) {
    return 2;
  }
  struct rlimit none = {0, 0};
  (void)setrlimit(RLIMIT_CORE, &none); /* A crash is an answer here, not something to look into. */
  calls_answer_on(answer);
  int status = run(argv[1], argv[2], answer);
  if (status >= 0) {
    return status;
  }
  if (!host_print(answer)) {
    return 2;
  }
  return host_failed() ? 1 : 0;
}
