#include "probe.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

bool probe_load(const char *path, int flags, struct probe *probe) {
  memset(probe, 0, sizeof *probe);
  probe->handle = dlopen(path, RTLD_NOW | flags);
  if (probe->handle == NULL) {
    const char *text = dlerror();
    host_fail("dlopen of a library with probes: %s", text == NULL ? "no error text" : text);
    return false;
  }
  void *address;
#define PROBE_FIND(result, name, parameters)                                                       \
  address = dlsym(probe->handle, "cshared_probe_" #name);                                          \
  if (address == NULL) {                                                                           \
    host_fail("%s has no cshared_probe_" #name ": was it built with another release?", path);      \
    return false;                                                                                  \
  }                                                                                                \
  memcpy(&probe->name, &address, sizeof probe->name);
  PROBES(PROBE_FIND)
#undef PROBE_FIND
  return true;
}

bool probe_of(const struct host_input *input, struct probe *probe) {
  return probe_load(input->library, RTLD_LOCAL, probe);
}

/* The first copy has to be the file itself, which finds what it needs beside it. The descriptor stays open:
 * the next one must have another name. */
bool probe_copy(const char *path, int flags, struct probe *probe) {
  int from = open(path, O_RDONLY | O_CLOEXEC);
  int to = memfd_create("copy", MFD_CLOEXEC);
  struct stat status;
  bool copied = from >= 0 && to >= 0 && fstat(from, &status) == 0;
  for (off_t done = 0; copied && done < status.st_size;) {
    ssize_t n = sendfile(to, from, &done, (size_t)(status.st_size - done));
    copied = n > 0;
  }
  if (from >= 0) {
    (void)close(from);
  }
  if (!copied) {
    host_fail("%s cannot be copied into memory: %s", path, strerror(errno));
    return false;
  }
  char name[64];
  (void)snprintf(name, sizeof name, "/proc/self/fd/%d", to);
  return probe_load(name, flags, probe);
}

const char *probe_fact(const struct host_input *input, const char *name) {
  size_t length = strlen(name);
  for (size_t i = 0; i < input->expected_count; i++) {
    if (strncmp(input->expected[i], name, length) == 0 && input->expected[i][length] == '=') {
      return input->expected[i] + length + 1;
    }
  }
  return "";
}

bool probe_policy_is_go(const struct host_input *input) {
  return strcmp(probe_fact(input, "signals"), "go") == 0;
}

bool probe_is_fallback(const struct host_input *input) {
  return strcmp(probe_fact(input, "diversion"), "constructors") == 0;
}

double probe_milliseconds(void) {
  struct timespec now = {0, 0};
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

void probe_pause(long microseconds) {
  struct timespec rest = {.tv_sec = microseconds / 1000000, .tv_nsec = microseconds % 1000000 * 1000};
  while (nanosleep(&rest, &rest) != 0 && errno == EINTR) {
  }
}

/* Loops ------------------------------------------------------------------------------------------ */

struct loop {
  const struct probe *probe;
  volatile uint32_t stop;
  atomic_bool running;
  atomic_bool over; /* the collection */
};

static void *run_loop(void *argument) {
  struct loop *loop = argument;
  loop->running = true;
  loop->probe->spin(&loop->stop);
  return NULL;
}

static void *end_loop(void *argument) {
  struct loop *loop = argument;
  for (double start = probe_milliseconds(); !loop->over && probe_milliseconds() - start < probe_loop_ms;) {
    probe_pause(1000);
  }
  loop->stop = 1;
  return NULL;
}

/* Milliseconds of a collection while Go code loops; at least those of the loop if it is not preempted. */
double probe_gc_during(const struct probe *collecting, const struct probe *looping, bool on_goroutine) {
  static struct loop loops[512]; /* A goroutine may look at its own after the end of this function. */
  static size_t used;
  struct loop *loop = &loops[used++ % (sizeof loops / sizeof loops[0])];
  *loop = (struct loop){.probe = looping};
  pthread_t thread;
  pthread_t watchdog;
  if (on_goroutine) {
    looping->go_spin(&loop->stop);
  } else if (pthread_create(&thread, NULL, run_loop, loop) != 0) {
    host_fail("a thread could not be started");
    return 0;
  }
  while (!on_goroutine && !loop->running) {
    probe_pause(100);
  }
  probe_pause(2000); /* into the loop */
  if (pthread_create(&watchdog, NULL, end_loop, loop) != 0) {
    host_fail("a thread could not be started");
    loop->stop = 1;
    return 0;
  }
  double start = probe_milliseconds();
  collecting->gc();
  double took = probe_milliseconds() - start;
  loop->over = true;
  (void)pthread_join(watchdog, NULL);
  if (!on_goroutine) {
    (void)pthread_join(thread, NULL);
  }
  return took;
}

bool probe_gc_is_fast(const char *what, const struct probe *collecting, const struct probe *looping) {
  static const char *const where[] = {"a thread of the host", "a goroutine"};
  for (int i = 0; i < 2 && !host_failed(); i++) {
    double took = probe_gc_during(collecting, looping, i == 1);
    if (took >= probe_promised_ms) {
      host_fail("%s: a collection took %.0f ms while Go code looped on %s for %d ms, want less than %d: no SIGURG came through to preempt "
                "the loop. Does another library or the host own it?",
                what, took, where[i], probe_loop_ms, probe_promised_ms);
    }
  }
  return !host_failed();
}

bool probe_recovers(const char *what, const struct probe *probe) {
  int recovered = probe->recover();
  if (recovered != probe_faults) {
    host_fail("%s: Go recovered from %d of %d faults (nil dereference, call at address 0, index out of range), want all", what,
              recovered, probe_faults);
  }
  return !host_failed();
}

/* Children --------------------------------------------------------------------------------------- */

int probe_child(void (*work)(const struct host_input *), const struct host_input *input) {
  enum { most_seconds = 8 };
  pid_t child = fork();
  if (child == 0) {
    (void)alarm(most_seconds);
    work(input);
    _exit(0);
  }
  int status = -1;
  if (child < 0 || waitpid(child, &status, 0) != child) {
    host_fail("a child process could not be run: %s", strerror(errno));
    return -1;
  }
  return status;
}

const char *probe_status(int status, char text[32]) {
  static const struct {
    int number;
    const char *name;
  } names[] = {
      {SIGABRT, "SIGABRT"}, {SIGALRM, "SIGALRM: it hung"}, {SIGBUS, "SIGBUS"},   {SIGFPE, "SIGFPE"},   {SIGILL, "SIGILL"},
      {SIGKILL, "SIGKILL"}, {SIGPIPE, "SIGPIPE"},          {SIGQUIT, "SIGQUIT"}, {SIGSEGV, "SIGSEGV"}, {SIGTRAP, "SIGTRAP"},
  };
  if (!WIFSIGNALED(status)) {
    (void)snprintf(text, 32, "exit status %d", WEXITSTATUS(status));
    return text;
  }
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (names[i].number == WTERMSIG(status)) {
      return names[i].name;
    }
  }
  (void)snprintf(text, 32, "signal %d", WTERMSIG(status));
  return text;
}

struct probe probe_in_child(const struct host_input *input) {
  struct probe probe;
  if (!probe_of(input, &probe)) {
    fprintf(stderr, "host: the library with probes does not load in a child\n");
    _exit(125);
  }
  return probe;
}
