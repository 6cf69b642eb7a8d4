#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

bool host_calls(const struct host_input *input, void *handle, int count) {
  for (int i = 0; i < count && input->first_call != NULL; i++) {
    if (!host_call(handle, input->first_call)) {
      return false;
    }
  }
  return true;
}

struct work {
  host_work run;
  void *argument;
};

static void *run_work(void *argument) {
  struct work *work = argument;
  work->run(work->argument);
  return NULL;
}

/* Runs `work` on a new thread and waits until that thread has ended; `stack` in bytes, 0: as usual. */
bool host_on_small_thread(size_t stack, host_work run, void *argument) {
  struct work work = {run, argument};
  pthread_t thread;
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error == 0 && stack != 0) {
    error = pthread_attr_setstacksize(&attributes, stack);
  }
  if (error == 0) {
    error = pthread_create(&thread, &attributes, run_work, &work);
  }
  if (error == 0) {
    error = pthread_join(thread, NULL);
  }
  (void)pthread_attr_destroy(&attributes);
  if (error != 0) {
    host_fail("a thread could not be run: %s", strerror(error));
  }
  return error == 0;
}

bool host_on_thread(host_work run, void *argument) { return host_on_small_thread(0, run, argument); }

struct caller {
  const struct host_input *input;
  void *handle;
  int calls;
  pthread_barrier_t all_live;
};

static void *call_and_wait(void *argument) {
  struct caller *caller = argument;
  (void)host_calls(caller->input, caller->handle, caller->calls);
  (void)pthread_barrier_wait(&caller->all_live);
  return NULL;
}

/* All threads are alive at the same time; they have ended when this returns. */
bool host_calls_on_threads(const struct host_input *input, void *handle, int threads, int calls) {
  enum { most_threads = 600, small_stack = 128 * 1024 };
  static pthread_t started[most_threads];
  struct caller caller = {.input = input, .handle = handle, .calls = calls};
  pthread_attr_t attributes;
  if (threads > most_threads || pthread_barrier_init(&caller.all_live, NULL, (unsigned)threads + 1) != 0 ||
      pthread_attr_init(&attributes) != 0 || pthread_attr_setstacksize(&attributes, small_stack) != 0) {
    host_fail("%d threads are more than this program can prepare", threads);
    return false;
  }
  for (int i = 0; i < threads; i++) {
    int error = pthread_create(&started[i], &attributes, call_and_wait, &caller);
    if (error != 0) {
      host_fail("thread %d of %d cannot be created: %s", i + 1, threads, strerror(error));
      return false; /* Those that wait end with the process. */
    }
  }
  (void)pthread_barrier_wait(&caller.all_live);
  for (int i = 0; i < threads; i++) {
    (void)pthread_join(started[i], NULL);
  }
  (void)pthread_attr_destroy(&attributes);
  (void)pthread_barrier_destroy(&caller.all_live);
  return !host_failed();
}
