/* Functions of one domain never run at once, and a call from within is refused. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "forms.h"
#include "tests/forms/host/expect.h"

enum { THREADS = 8, CALLS = 60, ITEMS = 3 };

static int64_t most(void) {
  int64_t n;
  CHECK(forms_most(&n, NULL) == FORMS_OK);
  return n;
}

/* All forms of the functions of one domain, among them one that panics. */
static void *in_turns(void *unused) {
  for (int i = 0; i < CALLS; i++) {
    char *text, buffer[100];
    size_t size;
    forms_alone_item items[ITEMS] = {{.hook = 0}};
    switch (i % 4) {
      case 0:
        CHECK(forms_alone(0, NULL) == FORMS_OK);
        break;
      case 1:
        CHECK(forms_named(0, &text, &size, NULL) == FORMS_PANIC);
        break;
      case 2:
        CHECK(forms_named_into(0, buffer, sizeof buffer, &size, NULL) == FORMS_PANIC);
        break;
      default:
        CHECK(forms_alone_batch(items, ITEMS, NULL, NULL) == FORMS_OK);
    }
  }
  return unused;
}

static void *loosely(void *unused) {
  for (int i = 0; i < CALLS; i++) {
    CHECK(forms_loose(0, NULL) == FORMS_OK);
  }
  return unused;
}

static int64_t at_once(void *(*function)(void *)) {
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) {
    CHECK(pthread_create(&threads[i], NULL, function, NULL) == 0);
  }
  for (int i = 0; i < THREADS; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
  }
  return most();
}

static int hooks;

/* Called by Go, which was called by C, in the domain "forms". */
static void hook(void) {
  forms_error *err;
  char *text, buffer[100];
  size_t size, failed = 0;
  hooks++;
  errno = 77;
  CHECK(forms_alone(0, &err) == EDEADLK);
  expect(err, EDEADLK, "forms_alone: this thread is in a call of the domain forms already");
  CHECK(forms_named(0, &text, &size, &err) == EDEADLK);
  expect(err, EDEADLK, "forms_named: this thread is in a call of the domain forms already");
  CHECK(forms_named_into(0, buffer, sizeof buffer, &size, &err) == EDEADLK);
  expect(err, EDEADLK, "forms_named_into: this thread is in a call of the domain forms already");
  forms_alone_item items[ITEMS] = {{.hook = 0}};
  CHECK(forms_alone_batch(items, ITEMS, &failed, &err) == EDEADLK && failed == ITEMS && items[2].status == EDEADLK);
  expect(err, EDEADLK, "forms_alone_batch: this thread is in a call of the domain forms already");
  CHECK(forms_other(0, NULL) == FORMS_OK && forms_loose(0, NULL) == FORMS_OK && errno == 77);
}

/* A child of a process that is in the domain gets the status of all calls there. */
static void fork_inside(void) {
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    _exit(forms_alone(0, NULL) == FORMS_AFTER_FORK ? 0 : 1);
  }
  int status;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
}

static void *fork_meanwhile(void *unused) {
  fork_inside();
  return unused;
}

/* The thread that forks is not the one that is in the domain. */
static void fork_outside(void) {
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, fork_meanwhile, NULL) == 0 && pthread_join(thread, NULL) == 0);
}

int main(void) {
  CHECK(at_once(loosely) > 1); /* else this test could see nothing */
  CHECK(at_once(in_turns) == 1);
  char *text;
  size_t size;
  CHECK(forms_named((uintptr_t)hook, &text, &size, NULL) == FORMS_OK && strcmp(text, "named") == 0);
  forms_free(text);
  forms_alone_item items[] = {{.hook = (uintptr_t)hook}, {.hook = (uintptr_t)hook}};
  CHECK(forms_alone_batch(items, 2, NULL, NULL) == FORMS_OK && hooks == 3);
  CHECK(forms_alone((uintptr_t)fork_inside, NULL) == FORMS_OK);
  CHECK(forms_alone((uintptr_t)fork_outside, NULL) == FORMS_OK);
  CHECK(forms_alone(0, NULL) == FORMS_OK);
  forms_counters counters = {.size = sizeof counters};
  CHECK(forms_stats(&counters) == FORMS_OK);
  CHECK(counters.buffers == 0 && counters.errors == 0);
  return 0;
}
