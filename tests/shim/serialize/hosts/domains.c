/* domains CALLS: both kinds of domains: one at a time, one thread where promised, bad input, fork. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../compile/check.h"
#include "cshared/error.h"
#include "cshared/mutex.h"
#include "cshared/serialize.h"

enum { THREADS = 8 };

static long calls;
static cshared_domain domain;

static uint64_t count; /* Not atomic: the domain guards it. */
static _Thread_local uint64_t count_here;

static void add_one(void *user) {
  CHECK(user == &count);
  count++;
  count_here++;
}

static void *work(void *argument) {
  (void)argument;
  for (long i = 0; i < calls / THREADS; i++) CHECK_STATUS(0, cshared_domain_run(domain, add_one, &count));
  return NULL;
}

static void get_here(void *user) { *(uint64_t *)user = count_here; }
static void nested(void *user) { CHECK_STATUS(0, cshared_domain_run(domain, get_here, user)); }
static void get_thread(void *user) { *(pthread_t *)user = pthread_self(); }
static void free_it(void *user) { *(int *)user = cshared_domain_free(domain); }
static void get_mask(void *user) { CHECK_STATUS(0, pthread_sigmask(SIG_SETMASK, NULL, user)); }
static void do_nothing(void *user) { (void)user; }

static void *leave_elsewhere(void *argument) {
  (void)argument;
  CHECK_STATUS(EPERM, cshared_domain_leave(domain));
  return NULL;
}

static void refused(int status, cshared_domain handle) {
  CHECK_STATUS(status, cshared_domain_free(handle));
  CHECK_STATUS(status, cshared_domain_run(handle, do_nothing, NULL));
  CHECK_STATUS(status, cshared_domain_enter(handle));
  CHECK_STATUS(status, cshared_domain_leave(handle));
}

static void every_kind(int kind) {
  pthread_t threads[THREADS];
  count = count_here = 0;
  CHECK_STATUS(0, cshared_domain_new(kind, &domain));
  for (int i = 0; i < THREADS; i++) CHECK_STATUS(0, pthread_create(&threads[i], NULL, work, NULL));
  for (int i = 0; i < THREADS; i++) CHECK_STATUS(0, pthread_join(threads[i], NULL));
  CHECK(count == (uint64_t)(calls / THREADS * THREADS));
  uint64_t here = 0;
  CHECK_STATUS(0, cshared_domain_run(domain, get_here, &here));
  CHECK(here == (kind == CSHARED_DOMAIN_THREAD ? count : 0)); /* One thread, or the callers'. */
  here = 0;
  CHECK_STATUS(0, cshared_domain_run(domain, nested, &here));
  CHECK(here == (kind == CSHARED_DOMAIN_THREAD ? count : 0));
  pthread_t thread;
  CHECK_STATUS(0, cshared_domain_run(domain, get_thread, &thread));
  CHECK(!pthread_equal(thread, pthread_self()) == (kind == CSHARED_DOMAIN_THREAD));
  int status = 0;
  CHECK_STATUS(0, cshared_domain_run(domain, free_it, &status));
  CHECK(status == (kind == CSHARED_DOMAIN_THREAD ? EDEADLK : EBUSY));
  CHECK_STATUS(EINVAL, cshared_domain_run(domain, NULL, NULL));
  cshared_domain before = domain;
  CHECK_STATUS(0, cshared_domain_free(domain));
  refused(CSHARED_STALE_HANDLE, before);
}

static void mutex_alone(void) {
  pthread_t thread;
  CHECK_STATUS(0, cshared_domain_new(CSHARED_DOMAIN_MUTEX, &domain));
  CHECK_STATUS(EPERM, cshared_domain_leave(domain));
  CHECK_STATUS(0, cshared_domain_enter(domain));
  CHECK_STATUS(0, cshared_domain_enter(domain));
  CHECK_STATUS(EBUSY, cshared_domain_free(domain));
  CHECK_STATUS(0, pthread_create(&thread, NULL, leave_elsewhere, NULL));
  CHECK_STATUS(0, pthread_join(thread, NULL));
  CHECK_STATUS(0, cshared_domain_leave(domain));
  CHECK_STATUS(0, cshared_domain_leave(domain));
  CHECK_STATUS(EPERM, cshared_domain_leave(domain));
  CHECK_STATUS(0, cshared_domain_free(domain));
}

static void thread_alone(void) {
  sigset_t mask, mine;
  CHECK_STATUS(0, cshared_domain_new(CSHARED_DOMAIN_THREAD, &domain));
  CHECK_STATUS(ENOTSUP, cshared_domain_enter(domain));
  CHECK_STATUS(ENOTSUP, cshared_domain_leave(domain));
  CHECK_STATUS(0, cshared_domain_run(domain, get_mask, &mask));
  CHECK(sigismember(&mask, SIGTERM) && sigismember(&mask, SIGCHLD) && sigismember(&mask, SIGRTMIN));
  CHECK_STATUS(0, pthread_sigmask(SIG_SETMASK, NULL, &mine));
  CHECK(!sigismember(&mine, SIGTERM));
  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    alarm(10);
    CHECK_STATUS(CSHARED_AFTER_FORK, cshared_domain_run(domain, do_nothing, NULL));
    CHECK_STATUS(CSHARED_AFTER_FORK, cshared_domain_free(domain));
    _exit(0);
  }
  int status;
  CHECK(waitpid(child, &status, 0) == child);
  CHECK_STATUS(0, status);
  CHECK_STATUS(0, cshared_domain_free(domain));
}

static void bad_handles(void) {
  cshared_domain all[CSHARED_DOMAIN_CAPACITY], untouched = 77;
  cshared_mutex mutex;
  refused(CSHARED_FOREIGN_HANDLE, 0);
  CHECK_STATUS(EINVAL, cshared_domain_new(CSHARED_DOMAIN_MUTEX, NULL));
  CHECK_STATUS(EINVAL, cshared_domain_new(0, &untouched));
  CHECK_STATUS(EINVAL, cshared_domain_new(3, &untouched));
  CHECK(untouched == 77);
  CHECK_STATUS(0, cshared_mutex_new(CSHARED_MUTEX_RECURSIVE, &mutex));
  refused(CSHARED_FOREIGN_HANDLE, mutex);
  for (int i = 0; i < CSHARED_DOMAIN_CAPACITY; i++) CHECK_STATUS(0, cshared_domain_new(CSHARED_DOMAIN_MUTEX, &all[i]));
  CHECK_STATUS(CSHARED_EXHAUSTED, cshared_domain_new(CSHARED_DOMAIN_MUTEX, &untouched));
  for (int bit = 0; bit < 64; bit++) {
    cshared_domain other = all[5] ^ UINT64_C(1) << bit;
    bool exists = false;
    for (int i = 0; i < CSHARED_DOMAIN_CAPACITY; i++) exists = exists || all[i] == other;
    if (!exists) refused(CSHARED_FOREIGN_HANDLE, other);
  }
  for (int i = 0; i < CSHARED_DOMAIN_CAPACITY; i++) CHECK_STATUS(0, cshared_domain_free(all[i]));
}

/* A domain is freed while others call it: each call runs or is refused, and none is lost. */
static _Atomic cshared_domain passing;
static _Atomic long ran, wanted, refusals;
static _Atomic int freeing = 1;

static void count_run(void *user) {
  (void)user;
  atomic_fetch_add(&ran, 1);
}

static void *call_passing(void *argument) {
  (void)argument;
  while (atomic_load(&freeing)) {
    int status = cshared_domain_run(atomic_load(&passing), count_run, NULL);
    if (status == 0) atomic_fetch_add(&wanted, 1);
    else CHECK_STATUS(CSHARED_STALE_HANDLE, status);
    if (status != 0) atomic_fetch_add(&refusals, 1);
  }
  return NULL;
}

static void freed_under_calls(int kind) {
  pthread_t threads[THREADS];
  cshared_domain next;
  CHECK_STATUS(0, cshared_domain_new(kind, &next));
  atomic_store(&passing, next);
  for (int i = 0; i < THREADS; i++) CHECK_STATUS(0, pthread_create(&threads[i], NULL, call_passing, NULL));
  for (long i = 0; i < calls / 40; i++) {
    cshared_domain old = atomic_load(&passing);
    CHECK_STATUS(0, cshared_domain_new(i % 2 == 0 ? CSHARED_DOMAIN_THREAD : CSHARED_DOMAIN_MUTEX, &next));
    atomic_store(&passing, next);
    int status;
    do status = cshared_domain_free(old);
    while (status == EBUSY);
    CHECK_STATUS(0, status);
  }
  atomic_store(&freeing, 0);
  for (int i = 0; i < THREADS; i++) CHECK_STATUS(0, pthread_join(threads[i], NULL));
  CHECK_STATUS(0, cshared_domain_free(atomic_load(&passing)));
  CHECK(atomic_load(&ran) == atomic_load(&wanted));
}

int main(int argc, char **argv) {
  calls = argc > 1 ? atol(argv[1]) : 16000;
  errno = 42;
  bad_handles();
  every_kind(CSHARED_DOMAIN_MUTEX);
  every_kind(CSHARED_DOMAIN_THREAD);
  mutex_alone();
  thread_alone();
  freed_under_calls(CSHARED_DOMAIN_MUTEX);
  CHECK(errno == 42);
  printf("calls %ld, ran %ld, refused %ld\n", calls, atomic_load(&ran), atomic_load(&refusals));
  return 0;
}
