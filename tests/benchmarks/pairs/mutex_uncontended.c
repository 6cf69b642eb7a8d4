/* mutex_uncontended ROUNDS KIND: lock and unlock of one mutex that nobody else wants, ours beside
 * pthread's of the same kind. */
#include "pair.h"

#include <pthread.h>
#include <string.h>

#include "cshared/mutex.h"

static const struct {
  const char *name;
  int kind, type;
} kinds[] = {
    {"normal", CSHARED_MUTEX_NORMAL, PTHREAD_MUTEX_NORMAL},
    {"errorcheck", CSHARED_MUTEX_ERRORCHECK, PTHREAD_MUTEX_ERRORCHECK},
    {"recursive", CSHARED_MUTEX_RECURSIVE, PTHREAD_MUTEX_RECURSIVE},
};

static void ours(void *subject, int calls) {
  const cshared_mutex mutex = *(cshared_mutex *)subject;
  for (int i = 0; i < calls; i++) {
    cshared_mutex_lock(mutex);
    cshared_mutex_unlock(mutex);
  }
}

static void theirs(void *subject, int calls) {
  pthread_mutex_t *mutex = subject;
  for (int i = 0; i < calls; i++) {
    pthread_mutex_lock(mutex);
    pthread_mutex_unlock(mutex);
  }
}

static int compare(const char *rounds, int kind, int type) {
  cshared_mutex mutex;
  pthread_mutexattr_t attributes;
  pthread_mutex_t baseline;
  if (cshared_mutex_new(kind, &mutex) != 0 || pthread_mutexattr_init(&attributes) != 0 ||
      pthread_mutexattr_settype(&attributes, type) != 0 || pthread_mutex_init(&baseline, &attributes) != 0) {
    return 1;
  }
  pair_measure(rounds, 50000, ours, &mutex, theirs, &baseline);
  return 0;
}

/* Two threads, as in a process that uses Go. */
static void *wait_for_end(void *end) {
  pthread_mutex_lock(end);
  pthread_mutex_unlock(end);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  pthread_mutex_t end = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&end);
  pthread_t other;
  if (pthread_create(&other, NULL, wait_for_end, &end) != 0) return 1;
  int status = 2;
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    if (strcmp(argv[2], kinds[i].name) == 0) status = compare(argv[1], kinds[i].kind, kinds[i].type);
  }
  pthread_mutex_unlock(&end);
  pthread_join(other, NULL);
  return status;
}
