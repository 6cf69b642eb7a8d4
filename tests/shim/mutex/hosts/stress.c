/* stress OPERATIONS: threads lock plain counters by every way to lock, while another one makes,
 * frees and makes anew the mutexes that they use by stale handles. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#include "../../compile/check.h"
#include "cshared/error.h"
#include "cshared/mutex.h"

enum { THREADS = 8, MUTEXES = 3 };

static long operations;
static cshared_mutex mutexes[MUTEXES];
static struct {
  uint64_t count;
  char apart[56];
} guarded[MUTEXES]; /* Not atomic: the mutexes guard them. */
static _Atomic uint64_t locks[MUTEXES];
static _Atomic uint64_t timeouts;

static _Atomic cshared_mutex passing; /* Freed again and again. */
static _Atomic uint64_t passing_locks, passing_stale;
static _Atomic int running = 1;

static int lock_somehow(cshared_mutex mutex, unsigned how) {
  switch (how % 4) {
    case 0: return cshared_mutex_try_lock(mutex);
    case 1: return cshared_mutex_lock_for(mutex, 100000);
    case 2: return cshared_mutex_lock_for(mutex, INT64_MAX);
    default: return cshared_mutex_lock(mutex);
  }
}

static void *work(void *argument) {
  uint64_t random = (uint64_t)(uintptr_t)argument * UINT64_C(0x9E3779B97F4A7C15);
  for (long i = 0; i < operations / THREADS; i++) {
    random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
    unsigned n = (unsigned)(random >> 33) % MUTEXES;
    int status = lock_somehow(mutexes[n], (unsigned)(random >> 40));
    if (status == EBUSY || status == ETIMEDOUT) {
      atomic_fetch_add(&timeouts, 1);
    } else {
      CHECK_STATUS(0, status);
      guarded[n].count++;
      if (random >> 58 == 0) sched_yield(); /* Makes the others wait. */
      CHECK_STATUS(0, cshared_mutex_unlock(mutexes[n]));
      atomic_fetch_add(&locks[n], 1);
    }
    cshared_mutex mutex = atomic_load(&passing);
    status = lock_somehow(mutex, (unsigned)(random >> 45));
    if (status == 0) {
      CHECK_STATUS(0, cshared_mutex_unlock(mutex));
      atomic_fetch_add(&passing_locks, 1);
    } else if (status == CSHARED_STALE_HANDLE) {
      atomic_fetch_add(&passing_stale, 1);
    } else {
      CHECK(status == EBUSY || status == ETIMEDOUT);
    }
  }
  return NULL;
}

static void *replace(void *argument) {
  (void)argument;
  int kind = 0;
  while (atomic_load(&running)) {
    cshared_mutex old = atomic_load(&passing), next;
    int status = cshared_mutex_free(old);
    if (status == EBUSY) continue;
    CHECK_STATUS(0, status);
    CHECK_STATUS(CSHARED_STALE_HANDLE, cshared_mutex_free(old));
    CHECK_STATUS(0, cshared_mutex_new(1 + kind++ % 3, &next));
    CHECK(next != old);
    atomic_store(&passing, next);
  }
  return NULL;
}

int main(int argc, char **argv) {
  operations = argc > 1 ? atol(argv[1]) : 200000;
  for (int i = 0; i < MUTEXES; i++) CHECK_STATUS(0, cshared_mutex_new(i + 1, &mutexes[i]));
  cshared_mutex first;
  CHECK_STATUS(0, cshared_mutex_new(CSHARED_MUTEX_NORMAL, &first));
  atomic_store(&passing, first);
  pthread_t threads[THREADS], replacer;
  CHECK_STATUS(0, pthread_create(&replacer, NULL, replace, NULL));
  for (uintptr_t i = 0; i < THREADS; i++) CHECK_STATUS(0, pthread_create(&threads[i], NULL, work, (void *)(i + 1)));
  for (int i = 0; i < THREADS; i++) CHECK_STATUS(0, pthread_join(threads[i], NULL));
  atomic_store(&running, 0);
  CHECK_STATUS(0, pthread_join(replacer, NULL));
  uint64_t waits = 0;
  for (int i = 0; i < MUTEXES; i++) {
    cshared_mutex_stats stats;
    CHECK_STATUS(0, cshared_mutex_get_stats(mutexes[i], &stats));
    CHECK(guarded[i].count == atomic_load(&locks[i]));
    CHECK(stats.longest_ns <= stats.wait_ns && (stats.waits == 0) == (stats.wait_ns == 0));
    waits += stats.waits;
    CHECK_STATUS(0, cshared_mutex_free(mutexes[i]));
  }
  CHECK_STATUS(0, cshared_mutex_free(atomic_load(&passing)));
  printf("locks %llu+%llu, waits %llu, timeouts %llu, stale %llu\n",
         (unsigned long long)(guarded[0].count + guarded[1].count + guarded[2].count),
         (unsigned long long)atomic_load(&passing_locks), (unsigned long long)waits,
         (unsigned long long)atomic_load(&timeouts), (unsigned long long)atomic_load(&passing_stale));
  CHECK(waits > 0);
  return 0;
}
