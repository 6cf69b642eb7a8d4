/* Snapshots of dispositions and masks, behind cshared/signal.h. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/signal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cshared/status.h"
#include "handle_builtin.h"
#include "signal_kernel.h"

/* Read only: the kernel allows no disposition for the first two, and the C library runs its threads
 * with the others. */
#define UNTOUCHED (CSHARED_SIGNAL(SIGKILL) | CSHARED_SIGNAL(SIGSTOP) | CSHARED_SIGNAL(32) | CSHARED_SIGNAL(33))

struct thread {
  int32_t number;
  cshared_signals mask;
};

struct snapshot {
  struct cshared_kernel_action actions[CSHARED_SIGNAL_COUNT];
  size_t count;
  struct thread threads[]; /* By number. */
};

int cshared_signal_disposition(int number, cshared_signal_action *action) {
  if (number < 1 || number > CSHARED_SIGNAL_COUNT || action == NULL) return EINVAL;
  int saved = errno;
  struct cshared_kernel_action found;
  int status = cshared_kernel_sigaction(number, NULL, &found);
  errno = saved;
  if (status != 0) return status;
  *action = (cshared_signal_action){found.handler, found.flags, found.restorer, found.mask};
  return 0;
}

/* Reads the blocked signals of thread `name` below `directory`. A thread that has ended meanwhile is
 * ESRCH. */
static int read_mask(int directory, const char *name, cshared_signals *mask) {
  char path[NAME_MAX + sizeof "/status"];
  snprintf(path, sizeof path, "%s/status", name);
  int file = openat(directory, path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno == ENOENT ? ESRCH : errno;
  char text[4096]; /* The line is within the first 1.5 kB, unless the thread has very many groups. */
  size_t size = 0;
  const char *line = NULL;
  while (line == NULL) {
    ssize_t got = read(file, text + size, sizeof text - 1 - size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    size += (size_t)got;
    text[size] = '\0';
    line = strstr(text, "\nSigBlk:");
    if (line != NULL && strchr(line + 1, '\n') == NULL) line = NULL;
    if (line == NULL && size == sizeof text - 1) { /* Keep the end: the line may have begun. */
      memmove(text, text + sizeof text / 2, size - sizeof text / 2);
      size -= sizeof text / 2;
    }
  }
  close(file);
  if (line == NULL) return ESRCH;
  *mask = strtoull(line + sizeof "\nSigBlk:" - 1, NULL, 16);
  return 0;
}

static int compare_threads(const void *left, const void *right) {
  int32_t a = ((const struct thread *)left)->number, b = ((const struct thread *)right)->number;
  return (a > b) - (a < b);
}

static int read_threads(struct snapshot **snapshot, DIR *tasks) {
  size_t room = 0;
  for (struct dirent *entry; (errno = 0, entry = readdir(tasks)) != NULL;) {
    if (entry->d_name[0] == '.') continue;
    struct thread thread = {.number = (int32_t)strtol(entry->d_name, NULL, 10)};
    int status = read_mask(dirfd(tasks), entry->d_name, &thread.mask);
    if (status == ESRCH) continue;
    if (status != 0) return status;
    if ((*snapshot)->count == room) {
      room = room == 0 ? 16 : room * 2;
      struct snapshot *larger = realloc(*snapshot, sizeof **snapshot + room * sizeof thread);
      if (larger == NULL) return ENOMEM;
      *snapshot = larger;
    }
    (*snapshot)->threads[(*snapshot)->count++] = thread;
  }
  if (errno != 0) return errno;
  qsort((*snapshot)->threads, (*snapshot)->count, sizeof(struct thread), compare_threads);
  return 0;
}

static int fill(struct snapshot **snapshot) {
  *snapshot = calloc(1, sizeof **snapshot);
  if (*snapshot == NULL) return ENOMEM;
  DIR *tasks = opendir("/proc/self/task");
  if (tasks == NULL) return errno;
  int status = read_threads(snapshot, tasks);
  closedir(tasks);
  for (int number = 1; status == 0 && number <= CSHARED_SIGNAL_COUNT; number++) {
    status = cshared_kernel_sigaction(number, NULL, &(*snapshot)->actions[number - 1]);
  }
  return status;
}

int cshared_signal_snapshot_take(cshared_signal_snapshot *snapshot) {
  if (snapshot == NULL) return EINVAL;
  int saved = errno;
  struct snapshot *taken;
  int status = fill(&taken);
  if (status == 0) status = cshared_handle_new(CSHARED_HANDLE_SNAPSHOT, taken, snapshot);
  if (status != 0) free(taken);
  errno = saved;
  return status;
}

int cshared_signal_snapshot_free(cshared_signal_snapshot snapshot) {
  return cshared_handle_free(snapshot, CSHARED_HANDLE_SNAPSHOT);
}

/* Holds the snapshot until `leave`, so that another thread may free it at any time. */
static int enter(cshared_signal_snapshot handle, struct snapshot **snapshot) {
  void *object;
  int status = cshared_handle_acquire(handle, CSHARED_HANDLE_SNAPSHOT, &object);
  if (status == 0) *snapshot = object;
  return status;
}

static void leave(cshared_signal_snapshot handle) { (void)cshared_handle_release(handle, CSHARED_HANDLE_SNAPSHOT); }

struct report {
  cshared_signal_change *changes;
  size_t room;
  size_t count;
};

static void note(struct report *report, int32_t what, int32_t subject, uint64_t before, uint64_t after) {
  if (report->count < report->room) {
    report->changes[report->count] = (cshared_signal_change){what, subject, before, after};
  }
  report->count++;
}

static void compare_all(const struct snapshot *before, const struct snapshot *after, struct report *report) {
  for (int i = 0; i < CSHARED_SIGNAL_COUNT; i++) {
    const struct cshared_kernel_action *was = &before->actions[i], *is = &after->actions[i];
    if (was->handler != is->handler) note(report, CSHARED_SIGNAL_HANDLER, i + 1, was->handler, is->handler);
    if (was->flags != is->flags) note(report, CSHARED_SIGNAL_FLAGS, i + 1, was->flags, is->flags);
    if (was->mask != is->mask) note(report, CSHARED_SIGNAL_MASK, i + 1, was->mask, is->mask);
  }
  const struct thread *was = before->threads, *was_end = was + before->count;
  const struct thread *is = after->threads, *is_end = is + after->count;
  while (was != was_end || is != is_end) {
    if (is == is_end || (was != was_end && was->number < is->number)) {
      note(report, CSHARED_SIGNAL_THREAD_GONE, was->number, was->mask, 0);
      was++;
    } else if (was == was_end || is->number < was->number) {
      note(report, CSHARED_SIGNAL_THREAD_NEW, is->number, 0, is->mask);
      is++;
    } else {
      if (was->mask != is->mask) note(report, CSHARED_SIGNAL_THREAD, is->number, was->mask, is->mask);
      was++;
      is++;
    }
  }
}

int cshared_signal_compare(cshared_signal_snapshot before, cshared_signal_snapshot after,
                           cshared_signal_change *changes, size_t room, size_t *count) {
  if (count == NULL || (changes == NULL && room != 0)) return EINVAL;
  struct snapshot *was, *is;
  int status = enter(before, &was);
  if (status != 0) return status;
  status = enter(after, &is);
  if (status == 0) {
    struct report report = {changes, room, 0};
    compare_all(was, is, &report);
    *count = report.count;
    if (report.count > room) status = ERANGE;
    leave(after);
  }
  leave(before);
  return status;
}

static bool same(const struct cshared_kernel_action *a, const struct cshared_kernel_action *b) {
  return a->handler == b->handler && a->flags == b->flags && a->restorer == b->restorer && a->mask == b->mask;
}

int cshared_signal_restore(cshared_signal_snapshot snapshot, cshared_signals signals, cshared_signals *changed) {
  if (signals == 0) return EINVAL;
  struct snapshot *saved;
  int status = enter(snapshot, &saved);
  if (status != 0) return status;
  int saved_errno = errno;
  cshared_signals set = 0;
  for (int number = 1; number <= CSHARED_SIGNAL_COUNT && status == 0; number++) {
    if ((signals & ~UNTOUCHED & CSHARED_SIGNAL(number)) == 0) continue;
    struct cshared_kernel_action present;
    status = cshared_kernel_sigaction(number, NULL, &present);
    if (status != 0 || same(&present, &saved->actions[number - 1])) continue;
    status = cshared_kernel_sigaction(number, &saved->actions[number - 1], NULL);
    if (status == 0) set |= CSHARED_SIGNAL(number);
  }
  errno = saved_errno;
  leave(snapshot);
  if (changed != NULL) *changed = set;
  return status;
}

int cshared_signal_restore_mask(cshared_signal_snapshot snapshot) {
  struct snapshot *saved;
  int status = enter(snapshot, &saved);
  if (status != 0) return status;
  struct thread key = {.number = (int32_t)syscall(SYS_gettid)};
  const struct thread *own = bsearch(&key, saved->threads, saved->count, sizeof key, compare_threads);
  status = own == NULL ? ESRCH : cshared_kernel_sigmask(SIG_SETMASK, &own->mask, NULL);
  leave(snapshot);
  return status;
}
