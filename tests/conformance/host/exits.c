/* The end of the process is the host's, too. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"

enum { seconds = 8, status_of_handlers = 9, status_of_busy = 10 };

static atomic_int *ran; /* shared with the child */

static void count_early(void) { ++*ran; }

static void count_late(void) { *ran += 10; }

static FILE *buffered;

static void exit_with_handlers(void *argument) {
  (void)atexit(count_early);
  if (host_load_and_call(argument)) {
    (void)atexit(count_late);
    (void)fputs("buffered", buffered);
    exit(status_of_handlers);
  }
}

void host_exit_handlers(const struct host_input *input) {
  struct host_input copy = *input;
  int ends[2];
  char text[16] = "";
  ran = mmap(NULL, sizeof *ran, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (ran == MAP_FAILED || pipe(ends) != 0 || (buffered = fdopen(ends[1], "w")) == NULL) {
    host_fail("the check cannot be prepared");
    return;
  }
  int status = host_in_child(seconds, exit_with_handlers, &copy);
  if (!host_exited("a process that loads, calls and then ends by exit(9)", status, status_of_handlers)) {
    return;
  }
  enum { both = 11 };
  if (*ran != both) {
    host_fail("at exit %s of the handler that was there before the load and the one that came after it ran, want both",
              *ran == 0 ? "none" : "one");
  }
  if (read(ends[0], text, sizeof text - 1) < 1 || strcmp(text, "buffered") != 0) {
    host_fail("at exit what was left in a buffer of stdio is lost");
  }
  host_line("exit status, handlers of atexit and buffers are the host's");
}

struct busy {
  const struct host_input *input;
  void *handle;
};

static void *call_for_ever(void *argument) {
  struct busy *busy = argument;
  while (host_calls(busy->input, busy->handle, 1)) {
  }
  return NULL;
}

static void exit_busy(void *argument) {
  enum { callers = 4, until_they_run_us = 3000 };
  static struct busy busy;
  busy.input = argument;
  busy.handle = host_load(busy.input->library);
  bool works = busy.handle != NULL && host_calls(busy.input, busy.handle, 1);
  for (int i = 0; i < callers && works; i++) {
    pthread_t thread;
    (void)pthread_create(&thread, NULL, call_for_ever, &busy);
  }
  (void)usleep(until_they_run_us);
  exit(status_of_busy);
}

void host_exit_busy(const struct host_input *input) {
  enum { processes = 5 };
  struct host_input copy = *input;
  for (int i = 0; i < processes; i++) {
    if (!host_exited("a process that ends by exit(10) while 4 threads are calling", host_in_child(seconds, exit_busy, &copy),
                     status_of_busy)) {
      return;
    }
  }
  host_line("%d processes end while 4 threads are calling", processes);
}
