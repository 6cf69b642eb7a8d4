#ifndef HOST_H
#define HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What a check is given. */
struct host_input {
  const char *library;
  const char *first_call; /* its name; NULL: nothing is safe to call */
  char *call;             /* FIRST_CALL as it was given, for when this program runs itself */
  char *const *expected;  /* name=value: what package expect says of this library */
  size_t expected_count;
  char *const *exports;
  size_t export_count;
  char *const *arguments; /* those of main */
  int argument_count;
};

/* A check says what it found through host_line and host_fail, or why it cannot look through host_skip. */
typedef void (*host_check)(const struct host_input *input);

/* answer.c: the JSON object that the program prints. */
void host_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
void host_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
void host_skip(const char *format, ...) __attribute__((format(printf, 1, 2)));
void host_forget(void); /* for a further answer of the same process */
bool host_failed(void);
const char *host_why(void);
int host_take_stdout(void);
bool host_print(int descriptor);

/* expected.c: the values of package expect. One that is missing is a failure. */
const char *host_expected(const struct host_input *input, const char *name);
uint64_t host_expected_set(const struct host_input *input, const char *name);
long host_expected_number(const struct host_input *input, const char *name);

/* library.c: loading and calling. On failure they say so through host_fail. */
void *host_load(const char *path);
const char *host_set_arguments(const char *call);
bool host_call(void *handle, const char *name);
bool host_load_and_call(const struct host_input *input);

/* calls.c: calls by threads; without a first_call the threads come and go all the same. */
typedef void (*host_work)(void *argument);
bool host_calls(const struct host_input *input, void *handle, int count);
bool host_on_thread(host_work work, void *argument);
bool host_on_small_thread(size_t stack, host_work work, void *argument);
bool host_calls_on_threads(const struct host_input *input, void *handle, int threads, int calls);

/* AddressSanitizer and ThreadSanitizer take stacks, memory and signals of their own, the second a thread too. */
#if defined(__has_feature)
#define HOST_HAS_FEATURE(name) __has_feature(name)
#else
#define HOST_HAS_FEATURE(name) 0
#endif
#if defined(__SANITIZE_THREAD__) || HOST_HAS_FEATURE(thread_sanitizer)
#define HOST_HAS_THREAD_SANITIZER true
#else
#define HOST_HAS_THREAD_SANITIZER false
#endif
#if defined(__SANITIZE_ADDRESS__) || HOST_HAS_FEATURE(address_sanitizer)
#define HOST_HAS_SANITIZER true
#else
#define HOST_HAS_SANITIZER HOST_HAS_THREAD_SANITIZER
#endif

/* sanitizers.c: why the check of that id says nothing of a library in this host; NULL where it does. */
const char *host_taken_by_sanitizer(const char *id);

/* child.c: what would end or spoil this process. The child has `seconds`; its wait status, or -1. */
int host_in_child(int seconds, host_work work, void *argument);
const char *host_status_text(int status, char *text, size_t size);
bool host_exited(const char *what, int status, int wanted);
bool host_run_again(const char *what, char *const *arguments, host_work before, void *argument);

/* process.c: reading /proc/self. */
typedef void (*host_visit)(const char *entry, void *argument);
bool host_each_entry(const char *folder, host_visit visit, void *argument);
int host_count_entries(const char *folder);
bool host_status(const char *path, const char *key, char *value, size_t size);
int host_threads_at_rest(void);

/* memory.c: of /proc/self/status, -1 if it is not there. */
long host_kilobytes(const char *key);

/* The checks, one per row of the catalogue; main.c has the table. */
void host_libraries(const struct host_input *input);
void host_dlopen(const struct host_input *input);
void host_exports_resolve(const struct host_input *input);
void host_first_call(const struct host_input *input);
void host_late_thread(const struct host_input *input);
void host_exited_thread(const struct host_input *input);
void host_second_dlopen(const struct host_input *input);
void host_dlclose(const struct host_input *input);
void host_works(const struct host_input *input);
void host_inherited(const struct host_input *input);
void host_racing_calls(const struct host_input *input);
void host_copies(const struct host_input *input);
void host_main_never_runs(const struct host_input *input);
void host_load_flags(const struct host_input *input);
void host_load_small_stack(const struct host_input *input);
void host_clashing_names(const struct host_input *input);
void host_dlmopen(const struct host_input *input);
void host_dispositions(const struct host_input *input);
void host_handled(const struct host_input *input);
void host_ignored(const struct host_input *input);
void host_ignored_in_children(const struct host_input *input);
void host_after_calls(const struct host_input *input);
void host_faults(const struct host_input *input);
void host_raised(const struct host_input *input);
void host_fault_status(const struct host_input *input);
void host_broken_pipe(const struct host_input *input);
void host_stray(const struct host_input *input);
void host_signalfd(const struct host_input *input);
void host_sigwaitinfo(const struct host_input *input);
void host_rtmin(const struct host_input *input);
void host_masks_open(const struct host_input *input);
void host_masks_blocked(const struct host_input *input);
void host_masks_after_load(const struct host_input *input);
void host_masks_after_call(const struct host_input *input);
void host_masks_other_threads(const struct host_input *input);
void host_stack_none(const struct host_input *input);
void host_stack_own(const struct host_input *input);
void host_stack_tiny(const struct host_input *input);
void host_stack_small(const struct host_input *input);
void host_stack_limits(const struct host_input *input);
void host_stack_coroutine(const struct host_input *input);
void host_threads(const struct host_input *input);
void host_thread_attributes(const struct host_input *input);
void host_thread_pinned(const struct host_input *input);
void host_threads_many(const struct host_input *input);
void host_threads_short(const struct host_input *input);
void host_keys_exhausted(const struct host_input *input);
void host_call_at_thread_end(const struct host_input *input);
void host_setxid(const struct host_input *input);
void host_main_thread_ends(const struct host_input *input);
void host_fp_default(const struct host_input *input);
void host_fp_unusual(const struct host_input *input);
void host_fork_after_load(const struct host_input *input);
void host_fork_before_load(const struct host_input *input);
void host_fork_busy(const struct host_input *input);
void host_exec_inherits(const struct host_input *input);
void host_variables(const struct host_input *input);
void host_folder(const struct host_input *input);
void host_locale(const struct host_input *input);
void host_names(const struct host_input *input);
void host_identity(const struct host_input *input);
void host_timers(const struct host_input *input);
void host_process_flags(const struct host_input *input);
void host_terminal(const struct host_input *input);
void host_output(const struct host_input *input);
void host_bogus_variables(const struct host_input *input);
void host_fatal_variables(const struct host_input *input);
void host_limits(const struct host_input *input);
void host_descriptors(const struct host_input *input);
void host_keys(const struct host_input *input);
void host_idle(const struct host_input *input);
void host_memory(const struct host_input *input);
void host_mappings(const struct host_input *input);
void host_locked(const struct host_input *input);
void host_links(const struct host_input *input);
void host_exit_handlers(const struct host_input *input);
void host_exit_busy(const struct host_input *input);

/* Those on the twin: the values are facts about the library there, "signals=quiet"; probe.h. */
void host_init_once(const struct host_input *input);
void host_faults_of_host(const struct host_input *input);
void host_faults_of_c(const struct host_input *input);
void host_faults_of_go(const struct host_input *input);
void host_go_broken_pipe(const struct host_input *input);
void host_broken_output(const struct host_input *input);
void host_given_back(const struct host_input *input);
void host_profile(const struct host_input *input);
void host_own_alternate_stack(const struct host_input *input);
void host_small_stack(const struct host_input *input);
void host_coroutines(const struct host_input *input);
void host_gc_during_loop(const struct host_input *input);
void host_preemption(const struct host_input *input);
void host_callback_thread(const struct host_input *input);
void host_go_keys_exhausted(const struct host_input *input);
void host_key_destructor(const struct host_input *input);
void host_change_user(const struct host_input *input);
void host_affinity(const struct host_input *input);
void host_fp_of_goroutines(const struct host_input *input);
void host_fp_of_caller(const struct host_input *input);
void host_go_variables(const struct host_input *input);
void host_arguments(const struct host_input *input);
void host_monotonic(const struct host_input *input);
void host_elapsed(const struct host_input *input);
void host_go_sleeps(const struct host_input *input);
void host_goroutines(const struct host_input *input);
void host_garbage(const struct host_input *input);
void host_go_programs(const struct host_input *input);
void host_copies_collect(const struct host_input *input);
void host_copies_recover(const struct host_input *input);
void host_copies_signals(const struct host_input *input);
void host_copies_isolated(const struct host_input *input);
void host_clashing_symbols(const struct host_input *input);
void host_stock_before(const struct host_input *input);
void host_stock_after(const struct host_input *input);
void host_hundred_copies(const struct host_input *input);
void host_exit_panic(const struct host_input *input);
void host_exit_go_panic(const struct host_input *input);
void host_exit_nil(const struct host_input *input);
void host_exit_goexit(const struct host_input *input);
void host_exit_map_race(const struct host_input *input);
void host_exit_overflow(const struct host_input *input);
void host_exit_no_thread(const struct host_input *input);
void host_exit_c_fault(const struct host_input *input);
void host_exit_host_fault(const struct host_input *input);
void host_exit_os_exit(const struct host_input *input);
void host_exit_host(const struct host_input *input);
void host_exit_blocked(const struct host_input *input);

#endif /* HOST_H */
