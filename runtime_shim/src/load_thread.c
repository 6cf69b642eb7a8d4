/* The runtime's threads, created through us. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "load_arch.h"
#include "load_diverted.h"
#include "load_kernel.h"
#include "load_policy.h"

typedef struct start {
  void *(*function)(void *);
  void *argument;
} start;

/* Go takes the number of CPUs from its first thread (runtime.osinit), so this comes before Go. */
static void set_affinity(void) {
#if CSHARED_LOAD_AFFINITY
  cpu_set_t cpus;
  if (sched_getaffinity(getpid(), sizeof cpus, &cpus) == 0) {
    (void)sched_setaffinity(0, sizeof cpus, &cpus);
  }
#endif
}

static void *run(void *data) {
  const start s = *(start *)data;
  free(data);
  cshared_load_default_fp_mode();
  set_affinity();
  return s.function(s.argument);
}

int cshared_load_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *),
                                void *argument) {
  if (!CSHARED_LOAD_QUIET) {
    return pthread_create(thread, attributes, function, argument);
  }
  start *s = malloc(sizeof *s);
  if (s == NULL) {
    return pthread_create(thread, attributes, function, argument);
  }
  *s = (start){function, argument};
  /* A thread inherits the mask. The first one's becomes that of all (runtime.initSigmask). */
  const uint64_t all = ~UINT64_C(0);
  uint64_t before;
  cshared_load_kernel_mask(SIG_SETMASK, &all, &before);
  const int status = pthread_create(thread, attributes, run, s);
  cshared_load_kernel_mask(SIG_SETMASK, &before, NULL);
  if (status != 0) {
    free(s);
  }
  return status;
}
