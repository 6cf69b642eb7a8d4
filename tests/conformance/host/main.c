/* A plain C program that loads one library and runs one check on it.
 *
 *   host CHECK LIBRARY FIRST_CALL [EXPORT...]
 *
 * FIRST_CALL is a function without parameters, or "-". The answer is one JSON object on stdout:
 * {"ok": true, "why": "", "skip": "", "lines": []}. Exit status: 0 the check passes, 1 it fails, 2 wrong usage. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

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
    {"load/init-once", host_init_once},
    {"signals/faults-of-host", host_faults_of_host},
    {"signals/faults-of-c", host_faults_of_c},
    {"signals/faults-of-go", host_faults_of_go},
    {"signals/broken-pipe", host_broken_pipe},
    {"signals/broken-output", host_broken_output},
    {"signals/given-back", host_given_back},
    {"stacks/own-alternate", host_own_alternate_stack},
    {"stacks/small", host_small_stack},
    {"stacks/coroutines", host_coroutines},
    {"threads/gc-during-loop", host_gc_during_loop},
    {"threads/preemption", host_preemption},
    {"threads/callback", host_callback_thread},
    {"threads/keys-exhausted", host_keys_exhausted},
    {"threads/key-destructor", host_key_destructor},
    {"threads/change-user", host_change_user},
    {"threads/affinity", host_affinity},
    {"fp/goroutines", host_fp_of_goroutines},
    {"fp/caller", host_fp_of_caller},
    {"env/variables", host_variables},
    {"env/arguments", host_arguments},
    {"clocks/monotonic", host_monotonic},
    {"clocks/elapsed", host_elapsed},
    {"coexistence/collect", host_copies_collect},
    {"coexistence/recover", host_copies_recover},
    {"coexistence/signals", host_copies_signals},
    {"coexistence/isolated", host_copies_isolated},
    {"coexistence/clashing-symbols", host_clashing_symbols},
    {"coexistence/stock-before", host_stock_before},
    {"coexistence/stock-after", host_stock_after},
    {"coexistence/hundred-copies", host_hundred_copies},
    {"exit/panic", host_exit_panic},
    {"exit/goroutine-panic", host_exit_go_panic},
    {"exit/nil", host_exit_nil},
    {"exit/map-race", host_exit_map_race},
    {"exit/stack-overflow", host_exit_overflow},
    {"exit/no-thread", host_exit_no_thread},
    {"exit/c-fault", host_exit_c_fault},
    {"exit/host-fault", host_exit_host_fault},
    {"exit/os-exit", host_exit_os_exit},
    {"exit/host", host_exit_host},
    {"exit/blocked", host_exit_blocked},
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

/* The library may write to stdout; the answer must not get mixed up with that. So the answer gets
 * a descriptor of its own, and what others write to stdout goes to stderr. */
static int take_stdout(void) {
  enum { above_what_libraries_use = 100 };
  int own = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, above_what_libraries_use);
  if (own < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
    perror("host: stdout");
    return -1;
  }
  return own;
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
  int answer = take_stdout();
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
      .arguments = argv,
      .argument_count = argc,
  };
  check(&input);
  if (!host_print(answer)) {
    return 2;
  }
  return host_failed() ? 1 : 0;
}
