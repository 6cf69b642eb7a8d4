/* The record alone: what is in it, in which order, while threads write to it. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../compile/check.h"
#include "cshared/origins.h"
#include "cshared/status.h"

#if defined(__SANITIZE_ADDRESS__)
int __lsan_do_recoverable_leak_check(void);
#endif

__attribute__((noinline)) static void make(const char *kind, uint64_t number) {
  cshared_origins_add(kind, number, "make");
  __asm__ volatile(""); /* no jump to the end: the frame stays */
}

__attribute__((noinline)) static void first_caller(void) {
  make("buffer", 16);
  __asm__ volatile("");
}

__attribute__((noinline)) static void second_caller(void) {
  make("thing", 16);
  make("buffer", 32);
  __asm__ volatile("");
}

typedef struct seen {
  int count;
  cshared_origin all[4];
  void *caller[4];
  bool remove;
} seen;

static void look(void *user, const cshared_origin *origin) {
  seen *s = user;
  CHECK(s->count < 4);
  s->all[s->count] = *origin;
  CHECK(origin->callers_count > 0 && origin->callers_count <= CSHARED_ORIGINS_CALLERS);
  s->caller[s->count++] = origin->callers[0];
  if (s->remove) {
    cshared_origins_remove(origin->kind, origin->number);
  }
}

static bool lies_in(const void *address, void (*function)(void)) {
  const uintptr_t begin = (uintptr_t)function;
  return (uintptr_t)address > begin && (uintptr_t)address < begin + 512; /* sanitizers make functions long */
}

static seen report(bool remove) {
  seen s;
  memset(&s, 0, sizeof s);
  s.remove = remove;
  CHECK_STATUS(0, cshared_origins_report(look, &s));
  return s;
}

static void contents(void) {
  CHECK(report(false).count == 0);
  errno = 4711;
  first_caller();
  second_caller();
  make("buffer", 0); /* nothing */
  CHECK(errno == 4711);
  seen s = report(false);
  CHECK(s.count == 3);
  CHECK(strcmp(s.all[0].kind, "buffer") == 0 && s.all[0].number == 16 && lies_in(s.caller[0], first_caller));
  CHECK(strcmp(s.all[1].kind, "thing") == 0 && s.all[1].number == 16 && lies_in(s.caller[1], second_caller));
  CHECK(strcmp(s.all[2].kind, "buffer") == 0 && s.all[2].number == 32 && lies_in(s.caller[2], second_caller));
  CHECK(strcmp(s.all[2].made_by, "make") == 0);
  cshared_origins_remove("buffer", 48);
  cshared_origins_remove("thing", 32);
  CHECK(report(false).count == 3);
  cshared_origins_remove("buffer", 16);
  s = report(true); /* what is reported may be freed */
  CHECK(s.count == 2 && s.all[0].number == 16 && strcmp(s.all[0].kind, "thing") == 0);
  CHECK(report(false).count == 0);
}

/* A record must not be what keeps a leaked buffer from LeakSanitizer's eyes. */
static void leaks_stay_leaks(void) {
#if defined(__SANITIZE_ADDRESS__)
  CHECK(__lsan_do_recoverable_leak_check() == 0);
  void *volatile buffer = malloc(100);
  cshared_origins_add("buffer", (uintptr_t)buffer, "leaks_stay_leaks");
  buffer = NULL;
  CHECK(__lsan_do_recoverable_leak_check() != 0);
  seen s = report(true);
  CHECK(s.count == 1);
  free((void *)(uintptr_t)s.all[0].number);
#endif
}

static atomic_int finished;

static void *work(void *argument) {
  const uint64_t mine = (uint64_t)(uintptr_t)argument << 32;
  for (uint64_t i = 1; i <= 3000; i++) {
    cshared_origins_add("thing", mine | i, "work");
    if (i > 8) {
      cshared_origins_remove("thing", mine | (i - 8));
    }
  }
  for (uint64_t i = 3000 - 7; i <= 3000; i++) {
    cshared_origins_remove("thing", mine | i);
  }
  atomic_fetch_add(&finished, 1);
  return NULL;
}

enum { THREADS = 4 };

static void count(void *user, const cshared_origin *origin) {
  (void)origin;
  ++*(int *)user;
}

static void threads(void) {
  pthread_t t[THREADS];
  for (uintptr_t i = 0; i < THREADS; i++) {
    CHECK_STATUS(0, pthread_create(&t[i], NULL, work, (void *)(i + 1)));
  }
  while (atomic_load(&finished) < THREADS) {
    int live = 0;
    CHECK_STATUS(0, cshared_origins_report(count, &live));
    CHECK(live <= THREADS * 9);
  }
  for (int i = 0; i < THREADS; i++) {
    CHECK_STATUS(0, pthread_join(t[i], NULL));
  }
  CHECK(report(false).count == 0);
}

#ifndef CSHARED_VALGRIND /* helgrind knows nothing of fork: it takes the parent's threads for the child's */
static atomic_bool enough;

static void *churn(void *unused) {
  (void)unused;
  while (!enough) {
    cshared_origins_add("thing", 1, "churn");
    cshared_origins_remove("thing", 1);
  }
  return NULL;
}

/* A child of fork may begin while a thread that it does not have writes to the record. */
static void children(void) {
  pthread_t t[THREADS];
  for (int i = 0; i < THREADS; i++) {
    CHECK_STATUS(0, pthread_create(&t[i], NULL, churn, NULL));
  }
  for (int i = 0; i < 100; i++) {
    const pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
      (void)alarm(20);
      cshared_origins_add("buffer", 64, "children");
      cshared_origins_remove("buffer", 64);
      int live = 0;
      _exit(cshared_origins_report(count, &live) == CSHARED_AFTER_FORK && live == 0 ? 0 : 1);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  enough = true;
  for (int i = 0; i < THREADS; i++) {
    CHECK_STATUS(0, pthread_join(t[i], NULL));
  }
  CHECK(report(false).count == 0);
}
#endif

int main(void) {
  contents();
  leaks_stay_leaks();
  threads();
#ifndef CSHARED_VALGRIND
  children();
#endif
  return 0;
}
