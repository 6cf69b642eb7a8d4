/* mutex ROW ROUNDS: lock and unlock of a mutex that nobody else wants, ours beside pthread's. */
#include "tests/benchmarks/pairs.h"

#include <pthread.h>

#include "cshared/mutex.h"

static cshared_mutex mutex;
static pthread_mutex_t baseline_mutex = PTHREAD_MUTEX_INITIALIZER;

static void ours(long n) {
  for (long i = 0; i < n; i++) {
    cshared_mutex_lock(mutex);
    cshared_mutex_unlock(mutex);
  }
}

static void baseline(long n) {
  for (long i = 0; i < n; i++) {
    pthread_mutex_lock(&baseline_mutex);
    pthread_mutex_unlock(&baseline_mutex);
  }
}

/* A second thread, as in every process that uses Go: libc has shorter ways while there is one only. */
static void *wait_for_end(void *end) {
  pthread_mutex_lock(end);
  pthread_mutex_unlock(end);
  return NULL;
}

int main(int argc, char **argv) {
  pthread_mutex_t end = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&end);
  pthread_t other;
  if (argc != 3 || cshared_mutex_new(CSHARED_MUTEX_NORMAL, &mutex) != 0 || pthread_create(&other, NULL, wait_for_end, &end) != 0) {
    return 2;
  }
  static const pair pairs[] = {{"mutex/uncontended", ours, baseline}};
  const int status = measure(pairs, 1, argv[1], argv[2]);
  pthread_mutex_unlock(&end);
  pthread_join(other, NULL);
  return status;
}
