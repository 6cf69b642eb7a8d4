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
};

/* A check says what it found through host_line and host_fail, or why it cannot look through host_skip. */
typedef void (*host_check)(const struct host_input *input);

/* answer.c: the JSON object that the program prints. */
void host_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
void host_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
void host_skip(const char *format, ...) __attribute__((format(printf, 1, 2)));
void host_forget(void); /* for a further answer of the same process */
bool host_failed(void);
int host_take_stdout(void);
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

#endif /* HOST_H */
