#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "coexist_poke.h"

#include <dirent.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The thread's id, 0 for other entries. Not strtol: with new headers that would need a new libc. */
static long thread_id(const char *name) {
  long id = 0;
  for (; *name >= '0' && *name <= '9'; name++) {
    id = 10 * id + (*name - '0');
  }
  return *name == '\0' ? id : 0;
}

void cshared_coexist_poke(void) {
  DIR *threads = opendir("/proc/self/task");
  if (threads == NULL) {
    return; /* no /proc: the next SIGURG of each thread does the same */
  }
  for (const struct dirent *entry; (entry = readdir(threads)) != NULL;) {
    const long id = thread_id(entry->d_name);
    if (id > 0) {
      (void)syscall(SYS_tgkill, getpid(), id, SIGURG);
    }
  }
  (void)closedir(threads);
}
