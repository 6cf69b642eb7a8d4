/* Calls that are told to stop: from another thread, from a signal handler, by time. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static void *wait_for(void *context) {
  return (void *)(intptr_t)crossings_wait(context, NULL);
}

static crossings_context *in_handler;

static void on_signal(int number) {
  (void)number;
  const int saved = errno;
  errno = 77;
  if (crossings_context_cancel(in_handler) != CROSSINGS_OK || errno != 77) {
    abort();
  }
  errno = saved;
}

/* On the alternate stack, as each handler in a process with Go: a goroutine's stack, where the thread may
 * be, has no room for it, and the frame would overwrite its neighbour's. */
static void handle(int number, void (*handler)(int)) {
  const struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
  CHECK(sigaction(number, &action, NULL) == 0);
}

static void cancelled_by(void (*cancel)(crossings_context *)) {
  crossings_context *context = NULL;
  CHECK(crossings_context_new(-1, &context, NULL) == CROSSINGS_OK && context != NULL);
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) {
    CHECK(pthread_create(&threads[i], NULL, wait_for, context) == 0);
  }
  EVENTUALLY(crossings_waiting() == 4);
  bool ended = true;
  CHECK(crossings_ended(context, &ended, NULL) == CROSSINGS_OK && !ended);
  cancel(context); /* and no other call, which would find out: calls that wait are woken */
  for (int i = 0; i < 4; i++) {
    void *status;
    CHECK(pthread_join(threads[i], &status) == 0 && (intptr_t)status == ECANCELED);
  }
  CHECK(crossings_ended(context, &ended, NULL) == CROSSINGS_OK && ended);
  CHECK(crossings_context_cancel(context) == CROSSINGS_OK); /* again is nothing */
  CHECK(crossings_context_free(context) == CROSSINGS_OK);
  CHECK(crossings_context_free(context) == CROSSINGS_STALE_HANDLE);
  CHECK(crossings_context_cancel(context) == CROSSINGS_STALE_HANDLE);
  CHECK(crossings_wait(context, NULL) == CROSSINGS_STALE_HANDLE);
}

static void plainly(crossings_context *context) { CHECK(crossings_context_cancel(context) == CROSSINGS_OK); }

static void by_signal(crossings_context *context) {
  in_handler = context;
  CHECK(raise(SIGUSR1) == 0);
}

static void by_time(void) {
  crossings_context *context = NULL;
  CHECK(crossings_context_new(5000000, &context, NULL) == CROSSINGS_OK);
  CHECK_FAILS(crossings_wait(context, &err), ETIMEDOUT, "deadline exceeded");
  CHECK(crossings_context_free(context) == CROSSINGS_OK);
  CHECK(crossings_context_new(0, &context, NULL) == CROSSINGS_OK);
  bool ended = false;
  CHECK(crossings_ended(context, &ended, NULL) == CROSSINGS_OK && ended);
  CHECK(crossings_context_free(context) == CROSSINGS_OK);
}

/* A call that has the context goes on with one that has ended. */
static void freed_in_use(void) {
  crossings_context *context = NULL;
  CHECK(crossings_context_new(-1, &context, NULL) == CROSSINGS_OK);
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, wait_for, context) == 0);
  EVENTUALLY(crossings_waiting() == 1);
  CHECK(crossings_context_free(context) == CROSSINGS_OK);
  void *status;
  CHECK(pthread_join(thread, &status) == 0 && (intptr_t)status == ECANCELED);
}

static void *make_and_cancel(void *unused) {
  (void)unused;
  for (int i = 0; i < 2000; i++) {
    crossings_context *context = NULL;
    CHECK(crossings_context_new(-1, &context, NULL) == CROSSINGS_OK);
    if (i % 3 != 0) {
      CHECK(crossings_context_cancel(context) == CROSSINGS_OK);
    }
    bool ended = false;
    CHECK(crossings_ended(context, &ended, NULL) == CROSSINGS_OK && ended == (i % 3 != 0));
    CHECK(crossings_context_free(context) == CROSSINGS_OK);
  }
  return NULL;
}

static crossings_context *_Atomic made;
static atomic_bool enough;

static void cancel_made(int number) {
  (void)number;
  const int saved = errno;
  errno = 77;
  const crossings_status status = crossings_context_cancel(made);
  if (errno != 77 || (status != CROSSINGS_OK && status != CROSSINGS_STALE_HANDLE && status != CROSSINGS_FOREIGN_HANDLE)) {
    abort();
  }
  errno = saved;
}

static void *make_under_signals(void *unused) {
  (void)unused;
  while (!enough) {
    crossings_context *context = NULL;
    bool ended = false;
    CHECK(crossings_context_new(-1, &context, NULL) == CROSSINGS_OK);
    made = context;
    CHECK(crossings_context_cancel(context) == CROSSINGS_OK);
    CHECK(crossings_ended(context, &ended, NULL) == CROSSINGS_OK && ended);
    CHECK(crossings_context_free(context) == CROSSINGS_OK);
  }
  return NULL;
}

static void *know_nothing_of_go(void *unused) {
  (void)unused;
  while (!enough) {
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
  return NULL;
}

/* The signal lands within each of the functions, and on a thread that has never called the library. */
static void by_signals_anywhere(void) {
  handle(SIGUSR2, cancel_made);
  pthread_t threads[3];
  for (int i = 0; i < 3; i++) {
    CHECK(pthread_create(&threads[i], NULL, i == 0 ? know_nothing_of_go : make_under_signals, NULL) == 0);
  }
  for (int i = 0; i < 20000; i++) {
    CHECK(pthread_kill(threads[i % 3], SIGUSR2) == 0);
  }
  enough = true;
  for (int i = 0; i < 3; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
  }
}

static void in_a_child(void) {
  crossings_context *context = NULL;
  CHECK(crossings_context_new(-1, &context, NULL) == CROSSINGS_OK);
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    crossings_context *other = NULL;
    (void)alarm(20);
    _exit(crossings_context_new(-1, &other, NULL) == CROSSINGS_AFTER_FORK && crossings_context_cancel(context) == CROSSINGS_AFTER_FORK &&
                  crossings_context_free(context) == CROSSINGS_AFTER_FORK
              ? 0
              : 1);
  }
  int status;
  CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
  CHECK(crossings_context_free(context) == CROSSINGS_OK);
}

enum { MANY = 40000 };

/* Makes and frees many contexts; how long that takes, in nanoseconds. */
static int64_t many(void) {
  static crossings_context *all[MANY];
  struct timespec begin, end;
  CHECK(clock_gettime(CLOCK_MONOTONIC, &begin) == 0);
  for (int i = 0; i < MANY; i++) {
    CHECK(crossings_context_new(-1, &all[i], NULL) == CROSSINGS_OK);
  }
  for (int i = 0; i < MANY; i++) {
    CHECK(crossings_context_free(all[i]) == CROSSINGS_OK);
  }
  CHECK(clock_gettime(CLOCK_MONOTONIC, &end) == 0);
  return (int64_t)(end.tv_sec - begin.tv_sec) * 1000000000 + end.tv_nsec - begin.tv_nsec;
}

/* What was used before is used again, without a walk over all of it each time. */
static void used_again(void) {
  const int64_t first = many(), second = many();
  if (second > 10 * first) {
    fprintf(stderr, "%d contexts took %lld ns, and %lld ns again\n", MANY, (long long)first, (long long)second);
    exit(1);
  }
}

int main(void) {
  bool ended = true;
  CHECK(crossings_ended(NULL, &ended, NULL) == CROSSINGS_OK && !ended); /* NULL never ends */
  handle(SIGUSR1, on_signal);
  cancelled_by(plainly);
  cancelled_by(by_signal);
  by_time();
  freed_in_use();
  CHECK(crossings_context_cancel(NULL) == CROSSINGS_FOREIGN_HANDLE);
  CHECK(crossings_context_cancel((crossings_context *)1234) == CROSSINGS_FOREIGN_HANDLE);
  CHECK(crossings_context_free((crossings_context *)1234) == CROSSINGS_FOREIGN_HANDLE);
  CHECK(crossings_wait((crossings_context *)1234, NULL) == CROSSINGS_FOREIGN_HANDLE);
  CHECK(crossings_context_free(NULL) == CROSSINGS_OK);
  pthread_t threads[8];
  for (int i = 0; i < 8; i++) {
    CHECK(pthread_create(&threads[i], NULL, make_and_cancel, NULL) == 0);
  }
  for (int i = 0; i < 8; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
  }
  by_signals_anywhere();
  in_a_child();
  used_again();
  CHECK(counters().contexts == 0);
  puts("contexts: cancelled by a thread, by a signal handler, by time, and freed");
  return 0;
}
