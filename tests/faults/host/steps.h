/* host LIBRARY STEP…: does one step after the other, each NAME or NAME=VALUE. It says what it sees, a line a
 * step, and judges nothing: what is right is in ../cases_test.go. A step that this program itself cannot do
 * ends it with status 3; one that this machine does not let it do, with status 4 and the reason. */
#ifndef STEPS_H
#define STEPS_H

#include <stdio.h>
#include <stdlib.h>

#include "faults.h"
#include "faults_shims.h"

/* What the library has, by its own header. */
#define FUNCTIONS(X)                                                                                         \
  X(answer) X(sleep) X(allocate) X(text) X(free) X(collect) X(block) X(unblock) X(open) X(print) X(log) X(random) X(recover) \
  X(steps) X(stats) X(init) X(shutdown) X(status_name) X(error_message) X(error_free) X(router_subscribe_queue) \
  X(router_read) X(router_unsubscribe) X(mutex_new) X(mutex_lock_for) X(mutex_unlock) X(mutex_free)          \
  X(domain_new) X(domain_free) X(timer_new) X(timer_now) X(timer_free) X(signal_snapshot_take)               \
  X(signal_snapshot_free)

#define POINTER(name) __typeof__(faults_##name) *name;
typedef struct library {
  FUNCTIONS(POINTER)
} library;
#undef POINTER

extern library faults; /* after the step load */
extern char *library_path;

void load(const char *value);

/* A step of the host: false if there is no such one. */
bool step_of_calls(const char *name, const char *value);
bool step_of_limits(const char *name, const char *value);
bool step_of_processes(const char *name, const char *value);

/* The host is to blame. */
#define NEED(condition)                                                         \
  do {                                                                          \
    if (!(condition)) {                                                         \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      exit(3);                                                                  \
    }                                                                           \
  } while (0)

#endif
