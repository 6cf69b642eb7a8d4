/* A plain C program that loads one library and runs one check on it.
 *
 *   host CHECK LIBRARY FIRST_CALL [NAME=VALUE...] [EXPORT...]
 *
 * FIRST_CALL is a function without parameters, or "-". NAME:LETTERS[:FREE] is one with parameters, at most 6: 0 is
 * nothing, 1 the number 1, & memory for a result, * memory for a pointer that goes to FREE afterwards. The values are those of package expect. The answer is
 * one JSON object on stdout: {"ok": true, "why": "", "skip": "", "lines": []}. Exit status: 0 the check passes, 1 it fails, 2 wrong usage. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "host.h"

static const struct {
  const char *name;
  host_check check;
} checks[] = {
    {"libraries", host_libraries},
    {"inherited", host_inherited},
    {"load/works", host_works},
    {"load/dlopen", host_dlopen},
    {"load/exports-resolve", host_exports_resolve},
    {"load/first-call", host_first_call},
    {"load/late-thread", host_late_thread},
    {"load/exited-thread", host_exited_thread},
    {"load/second-dlopen", host_second_dlopen},
    {"load/dlclose", host_dlclose},
    {"load/racing-calls", host_racing_calls},
    {"load/copies", host_copies},
    {"load/main-never-runs", host_main_never_runs},
    {"load/flags", host_load_flags},
    {"load/small-stack", host_load_small_stack},
    {"load/clashing-names", host_clashing_names},
    {"load/dlmopen", host_dlmopen},
    {"signals/dispositions", host_dispositions},
    {"signals/handled", host_handled},
    {"signals/ignored", host_ignored},
    {"signals/ignored-in-children", host_ignored_in_children},
    {"signals/after-calls", host_after_calls},
    {"signals/host-faults", host_faults},
    {"signals/raised", host_raised},
    {"signals/fault-status", host_fault_status},
    {"signals/broken-pipe", host_broken_pipe},
    {"signals/stray", host_stray},
    {"signals/signalfd", host_signalfd},
    {"signals/sigwaitinfo", host_sigwaitinfo},
    {"signals/rtmin", host_rtmin},
    {"masks/open", host_masks_open},
    {"masks/blocked", host_masks_blocked},
    {"masks/blocked-after-load", host_masks_after_load},
    {"masks/blocked-after-call", host_masks_after_call},
    {"masks/other-threads", host_masks_other_threads},
    {"stacks/alternate-none", host_stack_none},
    {"stacks/alternate-own", host_stack_own},
    {"stacks/alternate-small", host_stack_tiny},
    {"stacks/small", host_stack_small},
    {"stacks/limits", host_stack_limits},
    {"stacks/coroutine", host_stack_coroutine},
    {"threads/count", host_threads},
    {"threads/attributes", host_thread_attributes},
    {"threads/pinned", host_thread_pinned},
    {"threads/many", host_threads_many},
    {"threads/short-lived", host_threads_short},
    {"threads/keys-exhausted", host_keys_exhausted},
    {"threads/call-at-end", host_call_at_thread_end},
    {"threads/set-ids", host_setxid},
    {"threads/main-ends", host_main_thread_ends},
    {"fp/default", host_fp_default},
    {"fp/unusual", host_fp_unusual},
    {"fork/after-load", host_fork_after_load},
    {"fork/before-load", host_fork_before_load},
    {"fork/busy", host_fork_busy},
    {"fork/exec-inherits", host_exec_inherits},
    {"env/variables", host_variables},
    {"env/folder", host_folder},
    {"env/locale", host_locale},
    {"env/names", host_names},
    {"env/identity", host_identity},
    {"env/timers", host_timers},
    {"env/process-flags", host_process_flags},
    {"env/streams", host_terminal},
    {"env/output", host_output},
    {"env/bogus-variables", host_bogus_variables},
    {"env/fatal-variables", host_fatal_variables},
    {"limits/resources", host_limits},
    {"limits/descriptors", host_descriptors},
    {"limits/thread-keys", host_keys},
    {"limits/idle", host_idle},
    {"memory/growth", host_memory},
    {"memory/mappings", host_mappings},
    {"memory/locked", host_locked},
    {"reload/links", host_links},
    {"exit/handlers", host_exit_handlers},
    {"exit/busy", host_exit_busy},
    {"load/init-once", host_init_once},
    {"signals/faults-of-host", host_faults_of_host},
    {"signals/faults-of-c", host_faults_of_c},
    {"signals/faults-of-go", host_faults_of_go},
    {"signals/broken-pipe-in-go", host_go_broken_pipe},
    {"signals/broken-output", host_broken_output},
    {"signals/given-back", host_given_back},
    {"signals/profile", host_profile},
    {"stacks/own-alternate", host_own_alternate_stack},
    {"stacks/small-in-go", host_small_stack},
    {"stacks/coroutines", host_coroutines},
    {"threads/gc-during-loop", host_gc_during_loop},
    {"threads/preemption", host_preemption},
    {"threads/callback", host_callback_thread},
    {"threads/keys-exhausted-in-go", host_go_keys_exhausted},
    {"threads/key-destructor", host_key_destructor},
    {"threads/change-user", host_change_user},
    {"threads/affinity", host_affinity},
    {"fp/goroutines", host_fp_of_goroutines},
    {"fp/caller", host_fp_of_caller},
    {"env/variables-in-go", host_go_variables},
    {"env/arguments", host_arguments},
    {"clocks/monotonic", host_monotonic},
    {"clocks/elapsed", host_elapsed},
    {"clocks/sleep", host_go_sleeps},
    {"threads/goroutines", host_goroutines},
    {"memory/garbage", host_garbage},
    {"fork/programs-of-go", host_go_programs},
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
    {"exit/goexit", host_exit_goexit},
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
  fprintf(stderr, "host: %s%s\nusage: host CHECK LIBRARY FIRST_CALL|- [NAME=VALUE...] [EXPORT...]\nCHECK is one of:",
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
      .first_call = strcmp(argv[3], "-") == 0 ? NULL : host_set_arguments(argv[3]),
      .call = argv[3],
      .expected = argv + 4,
      .arguments = argv,
      .argument_count = argc,
  };
  while (argv[4 + input.expected_count] != NULL && strchr(argv[4 + input.expected_count], '=') != NULL) {
    input.expected_count++;
  }
  input.exports = input.expected + input.expected_count;
  input.export_count = (size_t)argc - 4 - input.expected_count;
  const char *taken = host_taken_by_sanitizer(argv[1]);
  if (taken != NULL) {
    host_skip("%s", taken);
  } else {
    check(&input);
  }
  if (!host_print(answer)) {
    return 2;
  }
  return host_failed() ? 1 : 0;
}
