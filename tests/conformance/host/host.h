#ifndef HOST_H
#define HOST_H

#include <stdbool.h>
#include <stddef.h>

/* What a check is given. */
struct host_input {
  const char *library;
  const char *first_call; /* NULL: nothing is safe to call */
  char *const *exports;
  size_t export_count;
  char *const *arguments; /* those of main */
  int argument_count;
};

/* A check says what it found through host_line and host_fail, and by host_skip why it cannot run. */
typedef void (*host_check)(const struct host_input *input);

/* answer.c: the JSON object that the program prints. */
void host_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
void host_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
void host_skip(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool host_failed(void);
bool host_print(int descriptor);

/* library.c: loading and calling. On failure they say so through host_fail. */
void *host_load(const char *path);
bool host_call(void *handle, const char *name);
bool host_load_and_call(const struct host_input *input);
bool host_on_thread(void (*work)(void *), void *argument);

/* process.c: reading /proc/self. */
typedef void (*host_visit)(const char *entry, void *argument);
bool host_each_entry(const char *folder, host_visit visit, void *argument);
int host_count_entries(const char *folder);
bool host_status(const char *path, const char *key, char *value, size_t size);
int host_threads_at_rest(void);

/* The checks, one per row of the catalogue; main.c has the table. */
void host_libraries(const struct host_input *input);
void host_dlopen(const struct host_input *input);
void host_exports_resolve(const struct host_input *input);
void host_first_call(const struct host_input *input);
void host_late_thread(const struct host_input *input);
void host_exited_thread(const struct host_input *input);
void host_second_dlopen(const struct host_input *input);
void host_dlclose(const struct host_input *input);
void host_dispositions(const struct host_input *input);
void host_masks_open(const struct host_input *input);
void host_masks_blocked(const struct host_input *input);
void host_limits(const struct host_input *input);
void host_threads(const struct host_input *input);
void host_descriptors(const struct host_input *input);
void host_memory(const struct host_input *input);

/* Those on the twin: exports are facts about the library there, "signals=quiet"; probe.h. */
void host_init_once(const struct host_input *input);
void host_faults_of_host(const struct host_input *input);
void host_faults_of_c(const struct host_input *input);
void host_faults_of_go(const struct host_input *input);
void host_broken_pipe(const struct host_input *input);
void host_broken_output(const struct host_input *input);
void host_given_back(const struct host_input *input);
void host_own_alternate_stack(const struct host_input *input);
void host_small_stack(const struct host_input *input);
void host_coroutines(const struct host_input *input);
void host_gc_during_loop(const struct host_input *input);
void host_preemption(const struct host_input *input);
void host_callback_thread(const struct host_input *input);
void host_keys_exhausted(const struct host_input *input);
void host_key_destructor(const struct host_input *input);
void host_change_user(const struct host_input *input);
void host_affinity(const struct host_input *input);
void host_fp_of_goroutines(const struct host_input *input);
void host_fp_of_caller(const struct host_input *input);
void host_variables(const struct host_input *input);
void host_arguments(const struct host_input *input);
void host_monotonic(const struct host_input *input);
void host_elapsed(const struct host_input *input);
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
void host_exit_map_race(const struct host_input *input);
void host_exit_overflow(const struct host_input *input);
void host_exit_no_thread(const struct host_input *input);
void host_exit_c_fault(const struct host_input *input);
void host_exit_host_fault(const struct host_input *input);
void host_exit_os_exit(const struct host_input *input);
void host_exit_host(const struct host_input *input);
void host_exit_blocked(const struct host_input *input);

#endif /* HOST_H */
