#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "host.h"

bool host_each_entry(const char *folder, host_visit visit, void *argument) {
  DIR *open = opendir(folder);
  if (open == NULL) {
    host_fail("cannot list %s", folder);
    return false;
  }
  for (struct dirent *entry = readdir(open); entry != NULL; entry = readdir(open)) {
    if (entry->d_name[0] != '.') {
      visit(entry->d_name, argument);
    }
  }
  (void)closedir(open);
  return true;
}

static void count_entry(const char *entry, void *argument) {
  (void)entry;
  ++*(int *)argument;
}

int host_count_entries(const char *folder) {
  int count = 0;
  return host_each_entry(folder, count_entry, &count) ? count : -1;
}

/* Reads the value of the line "key:<blanks>value" of a status file of /proc. */
bool host_status(const char *path, const char *key, char *value, size_t size) {
  FILE *file = fopen(path, "re");
  if (file == NULL) {
    return false; /* The thread may have ended meanwhile; callers decide. */
  }
  char line[256];
  size_t length = strlen(key);
  bool found = false;
  while (!found && fgets(line, sizeof line, file) != NULL) {
    if (strncmp(line, key, length) == 0 && line[length] == ':') {
      const char *text = line + length + 1;
      text += strspn(text, " \t");
      (void)snprintf(value, size, "%.*s", (int)strcspn(text, "\n"), text);
      found = true;
    }
  }
  (void)fclose(file);
  return found;
}

/* Waits until the number of threads has stayed the same for a while, and returns it; -1 when it
 * never does. A library may start threads after dlopen or a call have returned. */
int host_threads_at_rest(void) {
  enum { calm_samples = 10, most_samples = 300 };
  const struct timespec pause = {.tv_sec = 0, .tv_nsec = 5000000};
  int last = -1;
  int calm = 0;
  for (int i = 0; i < most_samples; i++) {
    int count = host_count_entries("/proc/self/task");
    calm = count == last ? calm + 1 : 0;
    last = count;
    if (calm == calm_samples) {
      return count;
    }
    (void)nanosleep(&pause, NULL);
  }
  return -1;
}
