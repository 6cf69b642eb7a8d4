#ifndef PROBE_H
#define PROBE_H

#include <stdbool.h>
#include <stddef.h>

/* What a check is given. */
struct probe_input {
  const char *library;
  const char *first_call; /* NULL: nothing is safe to call */
  char *const *exports;
  size_t export_count;
};

/* A check says what it found through probe_line and probe_fail. */
typedef void (*probe_check)(const struct probe_input *input);

/* answer.c: the JSON object that the program prints. */
void probe_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
void probe_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool probe_failed(void);
bool probe_print(int descriptor);

/* library.c: loading and calling. On failure they say so through probe_fail. */
void *probe_load(const char *path);
bool probe_call(void *handle, const char *name);
bool probe_load_and_call(const struct probe_input *input);
bool probe_on_thread(void (*work)(void *), void *argument);

/* process.c: reading /proc/self. */
typedef void (*probe_visit)(const char *entry, void *argument);
bool probe_each_entry(const char *folder, probe_visit visit, void *argument);
int probe_count_entries(const char *folder);
bool probe_status(const char *path, const char *key, char *value, size_t size);
int probe_threads_at_rest(void);

/* The checks, one per row of the catalogue; main.c has the table. */
void probe_libraries(const struct probe_input *input);
void probe_dlopen(const struct probe_input *input);
void probe_exports_resolve(const struct probe_input *input);
void probe_first_call(const struct probe_input *input);
void probe_late_thread(const struct probe_input *input);
void probe_exited_thread(const struct probe_input *input);
void probe_second_dlopen(const struct probe_input *input);
void probe_dlclose(const struct probe_input *input);
void probe_dispositions(const struct probe_input *input);
void probe_masks_open(const struct probe_input *input);
void probe_masks_blocked(const struct probe_input *input);
void probe_limits(const struct probe_input *input);
void probe_threads(const struct probe_input *input);
void probe_descriptors(const struct probe_input *input);
void probe_memory(const struct probe_input *input);

#endif /* PROBE_H */
