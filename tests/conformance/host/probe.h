#ifndef PROBE_H
#define PROBE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/types.h>

#include "host.h"

/* The functions of the package tests/conformance/probe, which says what they do. */
#define PROBES(X)                                       \
  X(void, nop, (void))                                  \
  X(int, inits, (void))                                 \
  X(int64_t, count, (void))                             \
  X(void, gc, (void))                                   \
  X(void, spin, (volatile uint32_t *stop))              \
  X(void, go_spin, (volatile uint32_t *stop))           \
  X(void, work, (void))                                 \
  X(void, alloc, (int64_t bytes))                       \
  X(void, call_back, (void *function, void *user))      \
  X(int, goroutines, (void))                            \
  X(void, block, (void))                                \
  X(int, recover, (void))                               \
  X(int, recover_nil, (void))                           \
  X(void, panic, (void))                                \
  X(void, go_panic, (void))                             \
  X(void, nil, (void))                                  \
  X(void, goexit, (void))                               \
  X(void, map_race, (void))                             \
  X(void, overflow, (void))                             \
  X(void, exit, (int code))                             \
  X(void, c_fault, (void))                              \
  X(int64_t, nanotime, (void))                          \
  X(int64_t, elapsed, (void))                           \
  X(void, sleep, (int64_t nanoseconds))                 \
  X(int, variable, (const char *name, const char *value)) \
  X(int, arguments, (void))                             \
  X(int, argument, (int i, const char *text))           \
  X(int, fp_of_caller, (void))                          \
  X(int, fp_of_goroutines, (void))                      \
  X(int, cpus, (void))                                  \
  X(int, cpus_of_goroutine, (void))                     \
  X(int, thread, (void))                                \
  X(int, write, (int descriptor))                       \
  X(int, print, (int descriptor))                       \
  X(uint64_t, program_mask, (const char *program))      \
  X(void, notify, (int number))                         \
  X(void, reset, (int number))                          \
  X(int64_t, received, (void))                          \
  X(int, profile_start, (void))                         \
  X(int, profile_stop, (void))                          \
  X(int, profile_has_loop, (void))

/* How many faults cshared_probe_recover recovers. */
enum { probe_faults = 3 };

struct probe {
  void *handle;
#define PROBE_FIELD(result, name, parameters) result(*name) parameters;
  PROBES(PROBE_FIELD)
#undef PROBE_FIELD
};

/* Loads a library with probes. On failure it says so through host_fail. */
bool probe_load(const char *path, int flags, struct probe *probe);

/* Loads the library of the input. */
bool probe_of(const struct host_input *input, struct probe *probe);

/* Loads a copy of the library, which is a Go runtime of its own. */
bool probe_copy(const char *path, int flags, struct probe *probe);

/* What the runner says of the library: "signals" is "quiet" or "go". "" if it says nothing. */
const char *probe_fact(const struct host_input *input, const char *name);
bool probe_policy_is_go(const struct host_input *input);
bool probe_is_fallback(const struct host_input *input);

/* A loop in Go, which a collection waits for unless it is preempted; it ends by itself after 6 seconds: long enough that
 * a busy machine does not pass for it. */
enum { probe_loop_ms = 6000, probe_promised_ms = probe_loop_ms / 5 };
double probe_gc_during(const struct probe *collecting, const struct probe *looping, bool on_goroutine);
bool probe_gc_is_fast(const char *what, const struct probe *collecting, const struct probe *looping);
bool probe_recovers(const char *what, const struct probe *probe);

double probe_milliseconds(void);
void probe_pause(long microseconds);

/* Runs `work` in a forked child, and returns its wait status, -1 on failure. A child that takes longer than
 * 8 seconds is ended by SIGALRM. */
int probe_child(void (*work)(const struct host_input *), const struct host_input *input);
/* "exit status 7", "SIGSEGV". */
const char *probe_status(int status, char text[32]);
/* In the child: the library, or an exit status that says that there is none. */
struct probe probe_in_child(const struct host_input *input);

#endif /* PROBE_H */
