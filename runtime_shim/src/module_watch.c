/* Loads a module anew whenever a new file comes to its path. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "module_state.h"

/* How long a load of somebody else is waited for before ours is tried again. */
enum { AGAIN_MS = 20 };

struct cshared_module_watch {
  cshared_module *module;
  char *path;
  const char *name; /* Its last part. */
  cshared_module_loaded loaded;
  void *user;
  int events, stop; /* Descriptors: of inotify, and one that ends the thread. */
  pthread_t thread;
};

static __thread const cshared_module_watch *mine; /* Of the thread of a watch. */

/* A name that was made for a file which somebody may still be writing says nothing: its end will. */
static bool is_whole(const cshared_module_watch *watch) {
  struct stat file;
  return lstat(watch->path, &file) == 0 && (S_ISLNK(file.st_mode) || file.st_nlink > 1);
}

static bool is_ours(const cshared_module_watch *watch, const struct inotify_event *event) {
  if ((event->mask & IN_Q_OVERFLOW) != 0) return true;
  if (event->len == 0 || strcmp(event->name, watch->name) != 0) return false;
  return (event->mask & IN_CREATE) == 0 || is_whole(watch);
}

/* Takes all events that are there; whether one of them is about the path. */
static bool take(const cshared_module_watch *watch) {
  union {
    struct inotify_event first; /* For its alignment. */
    char bytes[16 * (sizeof(struct inotify_event) + NAME_MAX + 1)];
  } buffer;
  bool found = false;
  ssize_t size;
  while ((size = read(watch->events, buffer.bytes, sizeof buffer.bytes)) > 0) {
    for (const char *at = buffer.bytes; at < buffer.bytes + size;) {
      const struct inotify_event *event = (const struct inotify_event *)(const void *)at;
      found = is_ours(watch, event) || found;
      at += sizeof *event + event->len;
    }
  }
  return found;
}

static void *run(void *argument) {
  cshared_module_watch *watch = argument;
  bool again = false;
  mine = watch;
  for (;;) {
    struct pollfd from[] = {{watch->stop, POLLIN, 0}, {watch->events, POLLIN, 0}};
    (void)poll(from, 2, again ? AGAIN_MS : -1);
    if (from[0].revents != 0) return NULL;
    if (!take(watch) && !again) continue;
    cshared_module_report report = {.size = sizeof report};
    again = cshared_module_load(watch->module, watch->path, NULL, &report) == EBUSY;
    if (!again && watch->loaded != NULL) watch->loaded(watch->user, &report);
  }
}

static int listen_to(cshared_module_watch *watch, const char *path) {
  watch->events = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (watch->events < 0) return errno;
  watch->stop = eventfd(0, EFD_CLOEXEC);
  if (watch->stop < 0) return errno;
  const char *slash = strrchr(path, '/');
  char *folder = slash == NULL ? strdup(".") : slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
  watch->path = strdup(path);
  int status = folder == NULL || watch->path == NULL ? ENOMEM : 0;
  if (status == 0) {
    watch->name = slash == NULL ? watch->path : watch->path + (slash - path) + 1;
    const uint32_t what = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ONLYDIR;
    if (inotify_add_watch(watch->events, folder, what) < 0) status = errno;
  }
  free(folder);
  return status;
}

static void free_watch(cshared_module_watch *watch) {
  if (watch->events >= 0) close(watch->events);
  if (watch->stop >= 0) close(watch->stop);
  free(watch->path);
  free(watch);
}

int cshared_module_watch_start(cshared_module *module, const char *path, cshared_module_loaded loaded, void *user,
                               cshared_module_watch **out) {
  if (module == NULL || path == NULL || out == NULL || path[0] == 0 || path[strlen(path) - 1] == '/') return EINVAL;
  const int saved = errno;
  cshared_module_watch *watch = calloc(1, sizeof *watch);
  if (watch == NULL) return ENOMEM;
  watch->module = module, watch->loaded = loaded, watch->user = user, watch->events = watch->stop = -1;
  int status = listen_to(watch, path);
  cshared_module_watch *const before_it = *out;
  if (status == 0) {
    *out = watch; /* The first load may be told before this returns. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* Signals of the host are not for this thread. */
    status = pthread_create(&watch->thread, NULL, run, watch);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
  }
  if (status != 0) {
    *out = before_it;
    free_watch(watch);
  }
  errno = saved;
  return status;
}

int cshared_module_watch_stop(cshared_module_watch *watch) {
  if (watch == NULL) return 0;
  if (watch == mine) return EDEADLK;
  const int saved = errno;
  const uint64_t one = 1;
  int status = write(watch->stop, &one, sizeof one) == (ssize_t)sizeof one ? 0 : errno;
  if (status == 0) status = pthread_join(watch->thread, NULL);
  if (status == 0) free_watch(watch);
  errno = saved;
  return status;
}
