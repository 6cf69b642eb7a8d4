/* Loads a generation and tries it, in a thread of its own: the Go runtime inherits that thread's mask, CPUs and
 * floating-point mode, and if it never returns, the caller still does. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cshared/coexist.h"
#include "load_arch.h"
#include "module_state.h"

#define NS_PER_S INT64_C(1000000000)

/* Belongs to two threads; the last one frees it. */
typedef struct job {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  bool done, left;
  cshared_module_state *module;
  cshared_module_generation *generation;
  cshared_module_report report; /* Of the new thread. */
  int status;
  char path[sizeof((cshared_module_image *)0)->path];
} job;

int64_t cshared_module_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

static void free_job(job *j) {
  pthread_cond_destroy(&j->changed);
  pthread_mutex_destroy(&j->lock);
  free(j);
}

static int self_test(job *j, void *library) {
  const char *name = j->module->options.self_test;
  if (name == NULL) return 0;
  int (*test)(void);
  *(void **)(void *)&test = dlsym(library, name);
  const int result = test == NULL ? -1 : test();
  if (result == 0) return 0;
  return cshared_module_fail(&j->report, CSHARED_MODULE_STEP_SELF_TEST, ECANCELED,
                             "the library's self-test %s returned %d: it does not work in this process. The generation before "
                             "serves on", name, result);
}

static int run(job *j) {
  void *library = dlopen(j->path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    return cshared_module_fail(&j->report, CSHARED_MODULE_STEP_DLOPEN, ELIBACC,
                               "the dynamic linker refuses the library: %s. Install what it needs; if static TLS is the reason, give "
                               "options.tls, or start the host anew", dlerror());
  }
  /* A library that is not ours takes signals from the generations before. */
  (void)cshared_coexist_recheck(NULL);
  const cshared_module_options *options = &j->module->options;
  for (size_t i = 0; i < options->function_count; i++) {
    *(void **)(void *)&j->generation->functions[i] = dlsym(library, options->functions[i]);
    if (j->generation->functions[i] == NULL) {
      return cshared_module_fail(&j->report, CSHARED_MODULE_STEP_DLOPEN, CSHARED_ABI_MISMATCH,
                                 "the dynamic linker does not find %s: %s", options->functions[i], dlerror());
    }
  }
  const int status = self_test(j, library);
  if (status != 0 || options->start == NULL) return status;
  const int result = options->start(options->user, j->generation->functions);
  if (result == 0) return 0;
  return cshared_module_fail(&j->report, CSHARED_MODULE_STEP_START, ECANCELED,
                             "options.start returned %d for the new generation. The one before serves on", result);
}

static void *thread(void *argument) {
  job *j = argument;
  cshared_load_default_fp_mode();
  cpu_set_t cpus;
  if (sched_getaffinity(getpid(), sizeof cpus, &cpus) == 0) sched_setaffinity(0, sizeof cpus, &cpus);
  const int status = run(j);
  pthread_mutex_lock(&j->lock);
  j->status = status;
  j->done = true;
  const bool left = j->left;
  pthread_cond_signal(&j->changed);
  pthread_mutex_unlock(&j->lock);
  if (left) {
    pthread_mutex_lock(&j->module->lock);
    j->module->stats.leaked--;
    pthread_mutex_unlock(&j->module->lock);
    free_job(j);
  }
  return NULL;
}

/* Signals of the host are not for this thread, nor for those that the runtime makes; faults are its own. */
static int create(pthread_t *made, job *j) {
  sigset_t all, before;
  sigfillset(&all);
  const int own[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++) sigdelset(&all, own[i]);
  pthread_attr_t attributes;
  int status = pthread_attr_init(&attributes);
  if (status != 0) return status;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  status = pthread_create(made, &attributes, thread, j);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return status;
}

/* Returns whether the thread came to its end in time. */
static bool wait_for(job *j, int64_t timeout_ns) {
  const int64_t until = cshared_module_now() + timeout_ns;
  const struct timespec end = {(time_t)(until / NS_PER_S), (long)(until % NS_PER_S)};
  pthread_mutex_lock(&j->lock);
  int status = 0;
  while (!j->done && status == 0) status = pthread_cond_timedwait(&j->changed, &j->lock, &end);
  const bool done = j->done;
  j->left = !done;
  if (!done) {
    pthread_mutex_lock(&j->module->lock);
    j->module->stats.leaked++;
    pthread_mutex_unlock(&j->module->lock);
  }
  pthread_mutex_unlock(&j->lock);
  return done;
}

static job *new_job(cshared_module_state *module, const cshared_module_image *image, cshared_module_generation *generation) {
  job *j = calloc(1, sizeof *j);
  if (j == NULL) return NULL;
  j->module = module;
  j->generation = generation;
  memcpy(j->path, image->path, sizeof j->path);
  pthread_condattr_t clock;
  pthread_condattr_init(&clock);
  pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
  pthread_cond_init(&j->changed, &clock);
  pthread_condattr_destroy(&clock);
  pthread_mutex_init(&j->lock, NULL);
  return j;
}

int cshared_module_start(cshared_module_state *module, const cshared_module_image *image,
                         cshared_module_generation *generation, cshared_module_report *report) {
  job *j = new_job(module, image, generation);
  pthread_t made;
  const int status = j == NULL ? ENOMEM : create(&made, j);
  if (status != 0) {
    if (j != NULL) free_job(j);
    return cshared_module_fail(report, CSHARED_MODULE_STEP_DLOPEN, status, "no thread can be made to load the library in");
  }
  if (!wait_for(j, module->options.start_timeout_ns)) {
    return cshared_module_fail(report, CSHARED_MODULE_STEP_SELF_TEST, ETIMEDOUT,
                               "loading, self-test and start took longer than %lld ms: does an init function of the library wait "
                               "for something? The generation is leaked, with its threads; the one before serves on",
                               (long long)(module->options.start_timeout_ns / 1000000));
  }
  const int result = j->status;
  if (result != 0) (void)cshared_module_fail(report, j->report.step, result, "%s", j->report.text);
  free_job(j);
  return result;
}
