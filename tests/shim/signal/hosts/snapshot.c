/* Snapshots of dispositions and masks: what differs is named, what was there is put back, and bad input
 * is a status. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../compile/check.h"
#include "cshared/error.h"
#include "cshared/signal.h"

enum { ROOM = 256 };

static cshared_signal_change changes[ROOM];
static size_t count;

static cshared_signal_snapshot take(void) {
  cshared_signal_snapshot snapshot = 0;
  CHECK_STATUS(0, cshared_signal_snapshot_take(&snapshot));
  return snapshot;
}

/* Compares what is now with `before`. */
static void compare(cshared_signal_snapshot before) {
  cshared_signal_snapshot now = take();
  CHECK_STATUS(0, cshared_signal_compare(before, now, changes, ROOM, &count));
  CHECK_STATUS(0, cshared_signal_snapshot_free(now));
}

static void handler(int number) { (void)number; }

static void refused(int want, cshared_signal_snapshot bad, cshared_signal_snapshot good) {
  size_t number = 77;
  cshared_signals changed = 77;
  CHECK_STATUS(want, cshared_signal_compare(bad, good, changes, ROOM, &number));
  CHECK_STATUS(want, cshared_signal_compare(good, bad, changes, ROOM, &number));
  CHECK_STATUS(want, cshared_signal_restore(bad, CSHARED_SIGNAL(SIGUSR1), &changed));
  CHECK_STATUS(want, cshared_signal_restore_mask(bad));
  CHECK_STATUS(want, cshared_signal_snapshot_free(bad));
  CHECK(number == 77 && changed == 77);
}

static void bad_input(void) {
  cshared_signal_action action;
  CHECK_STATUS(EINVAL, cshared_signal_disposition(0, &action));
  CHECK_STATUS(EINVAL, cshared_signal_disposition(65, &action));
  CHECK_STATUS(EINVAL, cshared_signal_disposition(-1, &action));
  CHECK_STATUS(EINVAL, cshared_signal_disposition(INT32_MAX, &action));
  CHECK_STATUS(EINVAL, cshared_signal_disposition(1, NULL));
  for (int number = 1; number <= 64; number++) CHECK_STATUS(0, cshared_signal_disposition(number, &action));
  CHECK_STATUS(EINVAL, cshared_signal_snapshot_take(NULL));
  cshared_signal_snapshot good = take(), freed = take();
  CHECK_STATUS(EINVAL, cshared_signal_compare(good, good, changes, ROOM, NULL));
  CHECK_STATUS(EINVAL, cshared_signal_compare(good, good, NULL, 1, &count));
  CHECK_STATUS(0, cshared_signal_compare(good, good, NULL, 0, &count));
  CHECK_STATUS(EINVAL, cshared_signal_restore(good, 0, NULL));
  CHECK_STATUS(0, cshared_signal_restore(good, UINT64_MAX, NULL));
  CHECK_STATUS(0, cshared_signal_snapshot_free(freed));
  refused(CSHARED_STALE_HANDLE, freed, good);
  refused(CSHARED_FOREIGN_HANDLE, 0, good);
  refused(CSHARED_FOREIGN_HANDLE, 77, good);
  refused(CSHARED_FOREIGN_HANDLE, (uint64_t)(uintptr_t)&good, good);
  cshared_error error;
  CHECK_STATUS(0, cshared_error_new(1, "", 0, "", 0, &error));
  refused(CSHARED_FOREIGN_HANDLE, error, good);
  CHECK_STATUS(0, cshared_error_free(error));
  CHECK_STATUS(0, cshared_signal_snapshot_free(good));
}

static void find(int32_t what, int32_t subject, uint64_t before, uint64_t after) {
  for (size_t i = 0; i < count; i++) {
    if (changes[i].what != what || changes[i].subject != subject) continue;
    CHECK(changes[i].before == before && changes[i].after == after);
    return;
  }
  fprintf(stderr, "no change %d of %d\n", what, subject);
  exit(1);
}

static void dispositions(void) {
  cshared_signal_snapshot before = take();
  compare(before);
  CHECK(count == 0);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaddset(&action.sa_mask, SIGHUP);
  cshared_signal_action was, is;
  CHECK_STATUS(0, cshared_signal_disposition(SIGUSR1, &was));
  CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
  CHECK(signal(SIGRTMAX, SIG_IGN) != SIG_ERR);
  CHECK_STATUS(0, cshared_signal_disposition(SIGUSR1, &is));
  compare(before);
  CHECK(count == 6); /* signal(3) also changes flags and mask. */
  find(CSHARED_SIGNAL_HANDLER, SIGUSR1, was.handler, is.handler);
  find(CSHARED_SIGNAL_FLAGS, SIGUSR1, was.flags, is.flags);
  find(CSHARED_SIGNAL_MASK, SIGUSR1, was.mask, is.mask);
#ifndef __SANITIZE_THREAD__ /* Its handler stands in for ours. */
  CHECK(is.mask == CSHARED_SIGNAL(SIGHUP) && is.handler == (uint64_t)(uintptr_t)handler);
#endif
  find(CSHARED_SIGNAL_HANDLER, SIGRTMAX, 0, 1);
  size_t number = 0;
  cshared_signal_snapshot after = take();
  CHECK_STATUS(ERANGE, cshared_signal_compare(before, after, changes, 3, &number));
  CHECK(number == 6 && changes[2].subject == SIGUSR1);

  cshared_signals changed = 0;
  CHECK_STATUS(0, cshared_signal_restore(before, CSHARED_SIGNAL(SIGUSR1) | CSHARED_SIGNAL(SIGUSR2), &changed));
  CHECK(changed == CSHARED_SIGNAL(SIGUSR1));
  compare(before);
  CHECK(count == 3); /* SIGRTMAX was not asked for. */
  CHECK_STATUS(0, cshared_signal_restore(before, UINT64_MAX, &changed));
  CHECK(changed == CSHARED_SIGNAL(SIGRTMAX));
  compare(before);
  CHECK(count == 0);
  CHECK_STATUS(0, cshared_signal_restore(after, UINT64_MAX, &changed));
  CHECK(changed == (CSHARED_SIGNAL(SIGUSR1) | CSHARED_SIGNAL(SIGRTMAX)));
  CHECK(raise(SIGUSR1) == 0); /* With the restorer that the C library gave it. */
  CHECK_STATUS(0, cshared_signal_restore(before, UINT64_MAX, NULL));
  CHECK_STATUS(0, cshared_signal_snapshot_free(before));
  CHECK_STATUS(0, cshared_signal_snapshot_free(after));
}

/* The signals of the C library are seen, and are not put back. */
static void of_the_c_library(void) {
#ifndef __SANITIZE_THREAD__
  struct {
    uint64_t handler, flags, restorer, mask;
  } action, ignore = {.handler = 1};
  cshared_signal_snapshot before = take();
  CHECK(syscall(SYS_rt_sigaction, 32, NULL, &action, 8) == 0);
  CHECK(syscall(SYS_rt_sigaction, 32, &ignore, NULL, 8) == 0);
  compare(before);
  find(CSHARED_SIGNAL_HANDLER, 32, action.handler, 1);
  cshared_signals changed = 77;
  CHECK_STATUS(0, cshared_signal_restore(before, UINT64_MAX, &changed));
  CHECK(changed == 0);
  compare(before);
  CHECK(count >= 1);
  CHECK(syscall(SYS_rt_sigaction, 32, &action, NULL, 8) == 0);
  CHECK_STATUS(0, cshared_signal_snapshot_free(before));
#endif
}

static pthread_barrier_t barrier;
static _Atomic int32_t thread_number;

static void *block_and_wait(void *unused) {
  (void)unused;
  thread_number = (int32_t)syscall(SYS_gettid);
  pthread_barrier_wait(&barrier); /* Before. */
  pthread_barrier_wait(&barrier);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
  pthread_barrier_wait(&barrier); /* Changed. */
  pthread_barrier_wait(&barrier);
  return NULL;
}

static void masks(void) {
  CHECK(pthread_barrier_init(&barrier, NULL, 2) == 0);
  cshared_signal_snapshot alone = take();
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, block_and_wait, NULL) == 0);
  pthread_barrier_wait(&barrier);
  compare(alone);
  find(CSHARED_SIGNAL_THREAD_NEW, thread_number, 0, 0);
  cshared_signal_snapshot before = take();
  pthread_barrier_wait(&barrier);
  pthread_barrier_wait(&barrier);

  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGRTMAX);
  CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
  compare(before);
  CHECK(count == 2);
  find(CSHARED_SIGNAL_THREAD, thread_number, 0, CSHARED_SIGNAL(SIGTERM));
  find(CSHARED_SIGNAL_THREAD, (int32_t)syscall(SYS_gettid), 0, CSHARED_SIGNAL(SIGINT) | CSHARED_SIGNAL(SIGRTMAX));
  CHECK_STATUS(0, cshared_signal_restore_mask(before));
  compare(before);
  CHECK(count == 1); /* The other thread's is its own. */
  find(CSHARED_SIGNAL_THREAD, thread_number, 0, CSHARED_SIGNAL(SIGTERM));
  cshared_signal_snapshot both = take();
  pthread_barrier_wait(&barrier);
  CHECK(pthread_join(thread, NULL) == 0);
  /* The kernel takes the thread off the list a moment after the join. */
  do {
    compare(both);
  } while (count == 0);
  CHECK(count == 1);
  find(CSHARED_SIGNAL_THREAD_GONE, thread_number, CSHARED_SIGNAL(SIGTERM), 0);
  CHECK_STATUS(0, cshared_signal_snapshot_free(alone));
  CHECK_STATUS(0, cshared_signal_snapshot_free(before));
  CHECK_STATUS(0, cshared_signal_snapshot_free(both));
}

static void *mask_of_a_stranger(void *snapshot) {
  CHECK_STATUS(ESRCH, cshared_signal_restore_mask(*(cshared_signal_snapshot *)snapshot));
  return NULL;
}

static void strangers(void) {
  cshared_signal_snapshot snapshot = take();
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, mask_of_a_stranger, &snapshot) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  struct rlimit before, none;
  CHECK(getrlimit(RLIMIT_NOFILE, &before) == 0);
  none = before;
  none.rlim_cur = 3;
  CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
  cshared_signal_snapshot untouched = 77;
  CHECK_STATUS(EMFILE, cshared_signal_snapshot_take(&untouched));
  CHECK(untouched == 77);
  CHECK(setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK_STATUS(0, cshared_signal_snapshot_free(snapshot));
}

int main(void) {
  bad_input();
  dispositions();
  of_the_c_library();
  masks();
  strangers();
  return 0;
}
