/* mutex/uncontended: lock and unlock of one mutex that nobody else wants, ours beside pthread's.
 *
 * Prints the median of many interleaved rounds for each kind, the spread (quartiles) and the ratio.
 * A measurement and not a test: it always exits 0. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cshared/mutex.h"

enum { ROUNDS = 201, CALLS = 100000 };

static double now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double ours(cshared_mutex mutex) {
  double start = now_ns();
  for (int i = 0; i < CALLS; i++) {
    cshared_mutex_lock(mutex);
    cshared_mutex_unlock(mutex);
  }
  return (now_ns() - start) / CALLS;
}

static double theirs(pthread_mutex_t *mutex) {
  double start = now_ns();
  for (int i = 0; i < CALLS; i++) {
    pthread_mutex_lock(mutex);
    pthread_mutex_unlock(mutex);
  }
  return (now_ns() - start) / CALLS;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void compare(const char *name, int kind, int type) {
  cshared_mutex mutex;
  if (cshared_mutex_new(kind, &mutex) != 0) exit(1);
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, type);
  pthread_mutex_t baseline;
  pthread_mutex_init(&baseline, &attributes);
  static double a[ROUNDS], b[ROUNDS];
  for (int i = 0; i < ROUNDS; i++) {
    if (i % 2 == 0) a[i] = ours(mutex), b[i] = theirs(&baseline);
    else b[i] = theirs(&baseline), a[i] = ours(mutex);
  }
  qsort(a, ROUNDS, sizeof a[0], ascending);
  qsort(b, ROUNDS, sizeof b[0], ascending);
  printf("%-11s ours %6.2f ns (%.2f..%.2f)  pthread %6.2f ns (%.2f..%.2f)  ratio %.3f\n", name, a[ROUNDS / 2],
         a[ROUNDS / 4], a[ROUNDS * 3 / 4], b[ROUNDS / 2], b[ROUNDS / 4], b[ROUNDS * 3 / 4],
         a[ROUNDS / 2] / b[ROUNDS / 2]);
  cshared_mutex_free(mutex);
  pthread_mutex_destroy(&baseline);
  pthread_mutexattr_destroy(&attributes);
}

/* Two threads, as in a process that uses Go. */
static void *wait_for_end(void *end) {
  pthread_mutex_lock(end);
  pthread_mutex_unlock(end);
  return NULL;
}

int main(void) {
  pthread_mutex_t end = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&end);
  pthread_t other;
  if (pthread_create(&other, NULL, wait_for_end, &end) != 0) return 1;
  compare("normal", CSHARED_MUTEX_NORMAL, PTHREAD_MUTEX_NORMAL);
  compare("errorcheck", CSHARED_MUTEX_ERRORCHECK, PTHREAD_MUTEX_ERRORCHECK);
  compare("recursive", CSHARED_MUTEX_RECURSIVE, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_unlock(&end);
  pthread_join(other, NULL);
  return 0;
}
