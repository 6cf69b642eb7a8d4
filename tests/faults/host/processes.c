/* Steps with a second process, or a second thread. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "steps.h"

enum { SHARED = 1024 };

typedef struct other {
  char *memory;
  int half;
} other;

/* Called by Go: writes, and stands still in the middle of the call. */
static void write_one(void *user, int64_t i) {
  const other *o = user;
  o->memory[i] = 'x';
  if (i == SHARED / 2 - 1) {
    NEED(write(o->half, "h", 1) == 1);
    pause();
  }
}

/* Another process is killed in mid-call, while it writes to memory that both share. */
static void killed(const char *value) {
  (void)value;
  int half[2];
  char byte;
  char *memory = mmap(NULL, SHARED, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  NEED(memory != MAP_FAILED && pipe(half) == 0);
  const pid_t child = fork();
  NEED(child >= 0);
  if (child == 0) {
    other o = {memory, half[1]};
    load(NULL);
    _exit(faults.steps(SHARED, write_one, &o, NULL));
  }
  int status;
  NEED(close(half[1]) == 0 && read(half[0], &byte, 1) == 1);
  NEED(kill(child, SIGKILL) == 0 && waitpid(child, &status, 0) == child);
  NEED(read(half[0], &byte, 1) == 0 && close(half[0]) == 0);
  printf("killed %s %d\n", WIFSIGNALED(status) ? "signal" : "exit", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
  size_t written = 0;
  while (written < SHARED && memory[written] == 'x') {
    written++;
  }
  printf("written %zu of %d\n", written, SHARED);
  NEED(munmap(memory, SHARED) == 0);
}

static atomic_bool released;
static bool early;

static void *call(void *unused) {
  int64_t result = 0;
  const int status = faults.answer(&result, NULL);
  NEED(status == FAULTS_OK && result == 42);
  early = !atomic_load(&released);
  return unused;
}

/* The library's start takes until the host lets it end, which it does when load has come back. */
static void slow_load(const char *value) {
  int hold[2];
  char number[16];
  pthread_t thread;
  NEED(pipe(hold) == 0 && snprintf(number, sizeof number, "%d", hold[0]) > 0);
  NEED(setenv("FAULTS_INIT", "waits", 1) == 0 && setenv("FAULTS_FD", number, 1) == 0);
  load(value);
  NEED(pthread_create(&thread, NULL, call, NULL) == 0);
  NEED(usleep(100000) == 0); /* enough to be wrong in, if a call does not wait */
  atomic_store(&released, true);
  NEED(write(hold[1], "r", 1) == 1 && pthread_join(thread, NULL) == 0);
  printf("first call %s\n", early ? "did not wait" : "waited");
}

bool step_of_processes(const char *name, const char *value) {
  if (strcmp(name, "killed") == 0) {
    killed(value);
  } else if (strcmp(name, "slow_load") == 0) {
    slow_load(value);
  } else {
    return false;
  }
  return true;
}
