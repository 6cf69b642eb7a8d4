#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/origins.h"

#include <errno.h>
#include <execinfo.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cshared/status.h"

enum { BUCKETS = 1024 };
/* Frames below the callers: of the C function, of this file, of a sanitizer's backtrace. */
enum { OWN_FRAMES = 4 };

typedef struct record {
  struct record *next;
  const char *kind;
  uint64_t turned; /* the number, of which no bit is as it was */
  uint64_t age;
  const char *made_by;
  size_t callers_count;
  void *callers[CSHARED_ORIGINS_CALLERS];
} record;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static record *buckets[BUCKETS];
static size_t live;
static uint64_t last_age;

/* Written by a child of fork alone, before it goes on: the lock may be a thread's that it does not have. */
static bool is_child;

static void in_child(void) { is_child = true; }

__attribute__((constructor)) static void watch_forks(void) { (void)pthread_atfork(NULL, NULL, in_child); }

static record **bucket_of(uint64_t number) { return &buckets[(number * UINT64_C(0x9E3779B97F4A7C15)) >> 54]; }

_Static_assert(BUCKETS == 1 << (64 - 54), "bucket_of shifts by the wrong number of bits");

/* The stack above the C function that returns to `inside`. */
static size_t walk(void *callers[CSHARED_ORIGINS_CALLERS], const void *inside) {
  void *frames[OWN_FRAMES + CSHARED_ORIGINS_CALLERS];
  const int depth = backtrace(frames, (int)(sizeof frames / sizeof frames[0]));
  int first = 0;
  for (int i = 0; i < depth && i < OWN_FRAMES; i++) {
    if (frames[i] == inside) {
      first = i + 1;
    }
  }
  const int count = depth - first < CSHARED_ORIGINS_CALLERS ? depth - first : CSHARED_ORIGINS_CALLERS;
  memcpy(callers, frames + first, (size_t)count * sizeof frames[0]);
  return (size_t)count;
}

__attribute__((noinline)) void cshared_origins_add(const char *kind, uint64_t number, const char *made_by) {
  if (number == 0 || is_child) {
    return;
  }
  const int saved = errno;
  record *const made = malloc(sizeof *made);
  if (made != NULL) {
    made->kind = kind;
    made->turned = ~number;
    made->made_by = made_by;
    made->callers_count = walk(made->callers, __builtin_return_address(0));
    record **const bucket = bucket_of(number);
    (void)pthread_mutex_lock(&lock);
    made->age = ++last_age;
    made->next = *bucket;
    *bucket = made;
    live++;
    (void)pthread_mutex_unlock(&lock);
  }
  errno = saved;
}

void cshared_origins_remove(const char *kind, uint64_t number) {
  if (is_child) {
    return;
  }
  record *gone = NULL;
  (void)pthread_mutex_lock(&lock);
  for (record **at = bucket_of(number); *at != NULL; at = &(*at)->next) {
    if ((*at)->turned == ~number && strcmp((*at)->kind, kind) == 0) {
      gone = *at;
      *at = gone->next;
      live--;
      break;
    }
  }
  (void)pthread_mutex_unlock(&lock);
  free(gone);
}

static int by_age(const void *a, const void *b) {
  const uint64_t left = ((const record *)a)->age, right = ((const record *)b)->age;
  return (left > right) - (left < right);
}

/* Copies of all records, `*count` of them; NULL if there are none, or no memory. */
static record *copy_all(size_t *count) {
  (void)pthread_mutex_lock(&lock);
  *count = live;
  record *const all = live != 0 ? malloc(live * sizeof *all) : NULL;
  if (all != NULL) {
    size_t n = 0;
    for (size_t i = 0; i < BUCKETS; i++) {
      for (const record *r = buckets[i]; r != NULL; r = r->next) {
        all[n++] = *r;
      }
    }
  }
  (void)pthread_mutex_unlock(&lock);
  return all;
}

int cshared_origins_report(void (*report)(void *user, const cshared_origin *origin), void *user) {
  if (is_child) {
    return CSHARED_AFTER_FORK;
  }
  size_t count;
  record *const all = copy_all(&count);
  if (all == NULL) {
    return count == 0 ? 0 : ENOMEM;
  }
  qsort(all, count, sizeof *all, by_age);
  for (size_t i = 0; i < count; i++) {
    const cshared_origin origin = {
        .kind = all[i].kind,
        .number = ~all[i].turned,
        .made_by = all[i].made_by,
        .callers = all[i].callers,
        .callers_count = all[i].callers_count,
    };
    report(user, &origin);
  }
  free(all);
  return 0;
}

void cshared_origins_print(void *unused, const cshared_origin *origin) {
  (void)unused;
  char line[256];
  const int size = snprintf(line, sizeof line, "%s 0x%" PRIx64 " made by %s, called from\n", origin->kind, origin->number, origin->made_by);
  if (size > 0) {
    (void)!write(STDERR_FILENO, line, (size_t)size < sizeof line ? (size_t)size : sizeof line - 1);
  }
  backtrace_symbols_fd(origin->callers, (int)origin->callers_count, STDERR_FILENO);
}
