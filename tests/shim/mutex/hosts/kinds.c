/* What each kind of mutex answers, and what every function answers to bad input. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../compile/check.h"
#include "cshared/error.h"
#include "cshared/mutex.h"
#include "cshared/timer.h"

static const int64_t MS = 1000000;

/* What another thread gets when it tries. */
static void *try_elsewhere(void *mutex) { return (void *)(intptr_t)cshared_mutex_try_lock(*(cshared_mutex *)mutex); }
static void *unlock_elsewhere(void *mutex) { return (void *)(intptr_t)cshared_mutex_unlock(*(cshared_mutex *)mutex); }
static void *timed_elsewhere(void *mutex) {
  return (void *)(intptr_t)cshared_mutex_lock_for(*(cshared_mutex *)mutex, 20 * MS);
}
static void *owner_elsewhere(void *mutex) {
  bool owner = true;
  CHECK_STATUS(0, cshared_mutex_is_owner(*(cshared_mutex *)mutex, &owner));
  return (void *)(intptr_t)owner;
}

static int elsewhere(void *(*function)(void *), cshared_mutex mutex) {
  pthread_t thread;
  void *status;
  CHECK_STATUS(0, pthread_create(&thread, NULL, function, &mutex));
  CHECK_STATUS(0, pthread_join(thread, &status));
  return (int)(intptr_t)status;
}

/* Waits for a mutex that its owner gives back. */
static void *wait_long(void *mutex) {
  int status = cshared_mutex_lock_for(*(cshared_mutex *)mutex, INT64_MAX - 1);
  if (status == 0) status = cshared_mutex_unlock(*(cshared_mutex *)mutex);
  return (void *)(intptr_t)status;
}

static void huge_timeout(void) {
  cshared_mutex mutex;
  cshared_mutex_stats stats;
  pthread_t thread;
  void *status;
  CHECK_STATUS(0, cshared_mutex_new(CSHARED_MUTEX_NORMAL, &mutex));
  CHECK_STATUS(0, cshared_mutex_lock(mutex));
  CHECK_STATUS(0, pthread_create(&thread, NULL, wait_long, &mutex));
  usleep(50000);
  CHECK_STATUS(0, cshared_mutex_unlock(mutex));
  CHECK_STATUS(0, pthread_join(thread, &status));
  CHECK_STATUS(0, (int)(intptr_t)status);
  CHECK_STATUS(0, cshared_mutex_get_stats(mutex, &stats));
  CHECK(stats.waits <= 1); /* 0 on a machine so busy that the thread came late. */
  CHECK_STATUS(0, cshared_mutex_free(mutex));
}

static int64_t now(void) {
  cshared_timer timer;
  int64_t ns;
  CHECK_STATUS(0, cshared_timer_new(CSHARED_TIMER_MONOTONIC, &timer));
  CHECK_STATUS(0, cshared_timer_now(timer, &ns));
  CHECK_STATUS(0, cshared_timer_free(timer));
  return ns;
}

static void every_kind(int kind) {
  cshared_mutex mutex = 0;
  bool owner = true;
  CHECK_STATUS(0, cshared_mutex_new(kind, &mutex));
  CHECK(mutex != 0);
  CHECK_STATUS(0, cshared_mutex_is_owner(mutex, &owner));
  CHECK(!owner);
  CHECK_STATUS(EPERM, cshared_mutex_unlock(mutex));
  CHECK_STATUS(0, cshared_mutex_lock(mutex));
  CHECK_STATUS(0, cshared_mutex_is_owner(mutex, &owner));
  CHECK(owner);
  CHECK_STATUS(0, elsewhere(owner_elsewhere, mutex));
  CHECK_STATUS(EBUSY, elsewhere(try_elsewhere, mutex));
  CHECK_STATUS(EPERM, elsewhere(unlock_elsewhere, mutex));
  CHECK_STATUS(EBUSY, elsewhere(try_elsewhere, mutex));
  CHECK_STATUS(ETIMEDOUT, elsewhere(timed_elsewhere, mutex));
  CHECK_STATUS(EBUSY, cshared_mutex_free(mutex));

  cshared_mutex_stats stats;
  CHECK_STATUS(0, cshared_mutex_get_stats(mutex, &stats));
  CHECK(stats.waits == 1 && stats.wait_ns >= 20 * MS && stats.longest_ns == stats.wait_ns);

  CHECK_STATUS(0, cshared_mutex_unlock(mutex));
  CHECK_STATUS(EPERM, cshared_mutex_unlock(mutex)); /* Twice. */
  CHECK_STATUS(0, cshared_mutex_lock_for(mutex, INT64_MAX));
  CHECK_STATUS(0, cshared_mutex_unlock(mutex));
  CHECK_STATUS(0, cshared_mutex_lock_for(mutex, INT64_MAX - 1));
  CHECK_STATUS(0, cshared_mutex_unlock(mutex));
  CHECK_STATUS(0, cshared_mutex_lock_until(mutex, INT64_MIN)); /* Free: no matter how late. */
  CHECK_STATUS(0, cshared_mutex_unlock(mutex));
  CHECK_STATUS(EINVAL, cshared_mutex_lock_for(mutex, -1));
  CHECK_STATUS(EINVAL, cshared_mutex_is_owner(mutex, NULL));
  CHECK_STATUS(EINVAL, cshared_mutex_get_stats(mutex, NULL));
  CHECK_STATUS(0, cshared_mutex_get_stats(mutex, &stats));
  CHECK(stats.waits == 1);
  CHECK_STATUS(0, cshared_mutex_free(mutex));
}

static void second_lock(void) {
  cshared_mutex mutex;
  CHECK_STATUS(0, cshared_mutex_new(CSHARED_MUTEX_NORMAL, &mutex));
  CHECK_STATUS(0, cshared_mutex_lock(mutex));
  CHECK_STATUS(EBUSY, cshared_mutex_try_lock(mutex));
  int64_t start = now();
  CHECK_STATUS(ETIMEDOUT, cshared_mutex_lock_until(mutex, start + 30 * MS));
  CHECK(now() - start >= 30 * MS);
  CHECK_STATUS(ETIMEDOUT, cshared_mutex_lock_until(mutex, INT64_MIN));
  CHECK_STATUS(ETIMEDOUT, cshared_mutex_lock_until(mutex, 0));
  CHECK_STATUS(ETIMEDOUT, cshared_mutex_lock_for(mutex, 0));
  CHECK_STATUS(0, cshared_mutex_unlock(mutex));
  CHECK_STATUS(0, cshared_mutex_free(mutex));

  CHECK_STATUS(0, cshared_mutex_new(CSHARED_MUTEX_ERRORCHECK, &mutex));
  CHECK_STATUS(0, cshared_mutex_lock(mutex));
  CHECK_STATUS(EDEADLK, cshared_mutex_lock(mutex));
  CHECK_STATUS(EDEADLK, cshared_mutex_lock_for(mutex, INT64_MAX));
  CHECK_STATUS(EBUSY, cshared_mutex_try_lock(mutex));
  CHECK_STATUS(0, cshared_mutex_unlock(mutex));
  CHECK_STATUS(EPERM, cshared_mutex_unlock(mutex));
  CHECK_STATUS(0, cshared_mutex_free(mutex));

  CHECK_STATUS(0, cshared_mutex_new(CSHARED_MUTEX_RECURSIVE, &mutex));
  CHECK_STATUS(0, cshared_mutex_lock(mutex));
  CHECK_STATUS(0, cshared_mutex_lock(mutex));
  CHECK_STATUS(0, cshared_mutex_try_lock(mutex));
  CHECK_STATUS(0, cshared_mutex_lock_until(mutex, 0));
  for (int left = 4; left > 0; left--) {
    CHECK_STATUS(EBUSY, elsewhere(try_elsewhere, mutex));
    CHECK_STATUS(EBUSY, cshared_mutex_free(mutex));
    CHECK_STATUS(0, cshared_mutex_unlock(mutex));
  }
  CHECK_STATUS(EPERM, cshared_mutex_unlock(mutex));
  CHECK_STATUS(0, cshared_mutex_free(mutex));
}

/* Every function refuses `mutex` with `status`. */
static void refused(int status, cshared_mutex mutex) {
  bool owner;
  cshared_mutex_stats stats;
  CHECK_STATUS(status, cshared_mutex_free(mutex));
  CHECK_STATUS(status, cshared_mutex_lock(mutex));
  CHECK_STATUS(status, cshared_mutex_try_lock(mutex));
  CHECK_STATUS(status, cshared_mutex_lock_until(mutex, INT64_MAX));
  CHECK_STATUS(status, cshared_mutex_lock_for(mutex, INT64_MAX));
  CHECK_STATUS(status, cshared_mutex_unlock(mutex));
  CHECK_STATUS(status, cshared_mutex_is_owner(mutex, &owner));
  CHECK_STATUS(status, cshared_mutex_get_stats(mutex, &stats));
}

static void bad_handles(void) {
  cshared_mutex mutex, untouched = 77;
  cshared_timer timer;
  refused(CSHARED_FOREIGN_HANDLE, 0); /* Before the first mutex, too. */
  CHECK_STATUS(EINVAL, cshared_mutex_new(CSHARED_MUTEX_NORMAL, NULL));
  CHECK_STATUS(EINVAL, cshared_mutex_new(0, &untouched));
  CHECK_STATUS(EINVAL, cshared_mutex_new(4, &untouched));
  CHECK_STATUS(EINVAL, cshared_mutex_new(INT32_MIN, &untouched));
  CHECK(untouched == 77);

  CHECK_STATUS(0, cshared_mutex_new(CSHARED_MUTEX_NORMAL, &mutex));
  CHECK_STATUS(0, cshared_timer_new(CSHARED_TIMER_MONOTONIC, &timer));
  refused(CSHARED_FOREIGN_HANDLE, 0);
  CHECK((mutex >> 14 & 15) != (timer >> 14 & 15)); /* Never equal, whatever the tables' addresses. */
  refused(CSHARED_FOREIGN_HANDLE, timer);
  refused(CSHARED_FOREIGN_HANDLE, (cshared_mutex)(uintptr_t)&mutex); /* An address. */
  for (int bit = 0; bit < 64; bit++) refused(CSHARED_FOREIGN_HANDLE, mutex ^ UINT64_C(1) << bit);
  uint64_t random = 1;
  for (int i = 0; i < 1000000; i++) {
    random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
    if (random != mutex) CHECK_STATUS(CSHARED_FOREIGN_HANDLE, cshared_mutex_lock(random));
  }
  CHECK_STATUS(0, cshared_mutex_free(mutex));
  refused(CSHARED_STALE_HANDLE, mutex);
  cshared_mutex second; /* In the same slot. */
  CHECK_STATUS(0, cshared_mutex_new(CSHARED_MUTEX_RECURSIVE, &second));
  CHECK(second != mutex);
  refused(CSHARED_STALE_HANDLE, mutex);
  CHECK_STATUS(0, cshared_mutex_free(second));
  CHECK_STATUS(0, cshared_timer_free(timer));
}

static void as_many_as_promised(void) {
  static cshared_mutex all[CSHARED_MUTEX_CAPACITY];
  cshared_mutex one_more = 5;
  for (int i = 0; i < CSHARED_MUTEX_CAPACITY; i++) CHECK_STATUS(0, cshared_mutex_new(CSHARED_MUTEX_NORMAL, &all[i]));
  CHECK_STATUS(CSHARED_EXHAUSTED, cshared_mutex_new(CSHARED_MUTEX_NORMAL, &one_more));
  CHECK(one_more == 5);
  for (int i = 0; i < CSHARED_MUTEX_CAPACITY; i++) CHECK_STATUS(0, cshared_mutex_lock(all[i]));
  for (int i = 0; i < CSHARED_MUTEX_CAPACITY; i++) CHECK_STATUS(0, cshared_mutex_unlock(all[i]));
  for (int i = 0; i < CSHARED_MUTEX_CAPACITY; i++) CHECK_STATUS(0, cshared_mutex_free(all[i]));
  CHECK_STATUS(0, cshared_mutex_new(CSHARED_MUTEX_NORMAL, &one_more));
  CHECK_STATUS(0, cshared_mutex_free(one_more));
}

static void forked_child(void) {
  cshared_mutex mutex;
  CHECK_STATUS(0, cshared_mutex_new(CSHARED_MUTEX_ERRORCHECK, &mutex));
  CHECK_STATUS(0, cshared_mutex_lock(mutex));
  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) { /* What the forking thread had is its own there, too. */
    cshared_mutex other;
    CHECK_STATUS(EDEADLK, cshared_mutex_lock(mutex));
    CHECK_STATUS(0, cshared_mutex_unlock(mutex));
    CHECK_STATUS(0, cshared_mutex_new(CSHARED_MUTEX_NORMAL, &other));
    _exit(0);
  }
  int status;
  CHECK(waitpid(child, &status, 0) == child);
  CHECK_STATUS(0, status);
  CHECK_STATUS(0, cshared_mutex_unlock(mutex));
  CHECK_STATUS(0, cshared_mutex_free(mutex));
}

int main(void) {
  errno = 42;
  bad_handles();
  every_kind(CSHARED_MUTEX_NORMAL);
  every_kind(CSHARED_MUTEX_ERRORCHECK);
  every_kind(CSHARED_MUTEX_RECURSIVE);
  second_lock();
  huge_timeout();
  as_many_as_promised();
  CHECK(errno == 42);
  forked_child();
  return 0;
}
