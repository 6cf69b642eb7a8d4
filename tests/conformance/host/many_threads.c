/* Threads that come and go, what each of them takes, and the first one. */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

struct session {
  const struct host_input *input;
  void *handle;
};

void host_threads_many(const struct host_input *input) {
  enum { threads = 500 };
  void *handle = host_load(input->library);
  if (handle == NULL || !host_calls(input, handle, 1)) {
    return;
  }
  int before = host_threads_at_rest();
  if (!host_calls_on_threads(input, handle, threads, 2)) {
    return;
  }
  int left = host_threads_at_rest() - before;
  long limit = host_expected_number(input, "limit_threads");
  if (left > limit) {
    host_fail("after the end of %d threads that have called, %d more than before are there, at most %ld (`threads` of "
              "`policy`)",
              threads, left, limit);
  }
  host_line("%d threads alive at the same time, each with 2 calls; %d of the library's own more than before", threads, left);
}

static void make_call(void *argument) {
  struct session *session = argument;
  (void)host_calls(session->input, session->handle, 1);
}

static bool come_and_go(struct session *session, int threads) {
  for (int i = 0; i < threads; i++) {
    if (!host_on_thread(make_call, session) || host_failed()) {
      return false;
    }
  }
  return true;
}

/* What a thread leaves behind shows in each round; a heap that grows to its usual size, in one. */
void host_threads_short(const struct host_input *input) {
  enum { warm_up = 200, threads = 1000, rounds = 2 };
  if (HOST_HAS_SANITIZER) {
    host_skip("this program has a sanitizer, which keeps memory of threads that have ended");
    return;
  }
  struct session session = {input, host_load(input->library)};
  if (session.handle == NULL || !come_and_go(&session, warm_up)) {
    return;
  }
  int count = host_threads_at_rest();
  long growth = LONG_MAX;
  for (int i = 0; i < rounds; i++) {
    long resident = host_kilobytes("VmRSS");
    if (!come_and_go(&session, threads)) {
      return;
    }
    long more = host_kilobytes("VmRSS") - resident;
    growth = more < growth ? more : growth;
  }
  int more_threads = host_threads_at_rest() - count;
  long limits[] = {host_expected_number(input, "limit_growth_kb"), host_expected_number(input, "limit_threads")};
  if (growth > limits[0] || more_threads > limits[1]) {
    host_fail("%d threads, one after another with a call each, have left %ld kB and %d threads behind, at most %ld "
              "(`growth_kb` of `policy`) and %ld (`threads`): what belongs to a thread has to go with it",
              threads, growth, more_threads, limits[0], limits[1]);
  }
  host_line("%d threads one after another: %+ld kB, %+d threads", threads, growth, more_threads);
}

/* Keys --------------------------------------------------------------------------------------- */

enum { most_keys = 2048 };

static int take_all_keys(pthread_key_t *keys) {
  int count = 0;
  while (count < most_keys && pthread_key_create(&keys[count], NULL) == 0) {
    count++;
  }
  return count;
}

static int free_keys(void) {
  static pthread_key_t keys[most_keys];
  int count = take_all_keys(keys);
  for (int i = 0; i < count; i++) {
    (void)pthread_key_delete(keys[i]);
  }
  return count;
}

void host_keys(const struct host_input *input) {
  int before = free_keys();
  if (!host_load_and_call(input)) {
    return;
  }
  (void)host_threads_at_rest();
  int taken = before - free_keys();
  long limit = host_expected_number(input, "limit_thread_keys");
  if (taken > limit) {
    host_fail("takes %d keys of pthread_key_create, at most %ld (`thread_keys` of `policy`): a process has %d", taken,
              limit, before);
  }
  host_line("%d of %d", taken, before);
}

void host_keys_exhausted(const struct host_input *input) {
  enum { threads = 4, calls = 20 };
  static pthread_key_t keys[most_keys];
  int count = take_all_keys(keys);
  void *handle = host_load(input->library);
  if (handle != NULL && host_calls(input, handle, calls) && host_calls_on_threads(input, handle, threads, calls)) {
    host_line("works when the host has all %d keys", count);
  }
}

static struct session last_session;

static void call_at_end(void *argument) { make_call(argument); }

static pthread_key_t late_key;

static void call_and_leave(void *argument) {
  make_call(argument);
  (void)pthread_setspecific(late_key, argument);
}

/* A key that was made later is destroyed later: the library has taken leave of the thread by then. */
void host_call_at_thread_end(const struct host_input *input) {
  last_session = (struct session){input, host_load(input->library)};
  if (last_session.handle == NULL || !host_calls(input, last_session.handle, 1) ||
      pthread_key_create(&late_key, call_at_end) != 0) {
    return;
  }
  for (int i = 0; i < 3; i++) {
    (void)host_on_thread(call_and_leave, &last_session);
  }
  host_line("a call in a destructor of the host's, while the thread ends");
}

/* The whole process changes its ids: glibc asks each thread by a signal, and waits for all. */
void host_setxid(const struct host_input *input) {
  if (!host_load_and_call(input)) {
    return;
  }
  (void)host_threads_at_rest();
  if (setresgid(getgid(), getgid(), getgid()) != 0 || setresuid(getuid(), getuid(), getuid()) != 0) {
    host_fail("setresuid to the ids that the process has: %s", strerror(errno));
  }
  host_line("setresgid and setresuid return: %d threads follow", host_count_entries("/proc/self/task"));
}

/* The main thread ------------------------------------------------------------------------------ */

static void *call_later(void *argument) {
  enum { status = 11, until_main_has_ended_us = 30000 };
  (void)usleep(until_main_has_ended_us);
  make_call(argument);
  exit(status);
}

static void end_main_thread(void *argument) {
  struct session *session = argument;
  pthread_t thread;
  session->handle = host_load(session->input->library);
  if (session->handle != NULL && host_calls(session->input, session->handle, 1) &&
      pthread_create(&thread, NULL, call_later, session) == 0) {
    pthread_exit(NULL);
  }
}

void host_main_thread_ends(const struct host_input *input) {
  enum { seconds = 8, status = 11 };
  if (HOST_HAS_SANITIZER) {
    host_skip("this program has a sanitizer, which takes what glibc keeps of an ended main thread for a leak");
    return;
  }
  /* The stack of the main thread is nobody's any more by then. */
  static struct host_input copy;
  static struct session session = {&copy, NULL};
  copy = *input;
  if (host_exited("a process whose main thread ends by pthread_exit while another one calls, and then exits,",
                  host_in_child(seconds, end_main_thread, &session), status)) {
    host_line("a call, and the end of the process, after the end of the main thread");
  }
}
