/* The same solver without the domain: in a child process it crashes, hangs or gives wrong sums, within
 * seconds. The test fails if it does not: then the domain would prove nothing. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "assignment.h"

enum { SIZE = 32, PROBLEMS = 512, GOROUTINES = 8, SECONDS = 30, STALL = 3, RIGHT = 0, WRONG = 3, HUNG = 5 };

static int32_t cost[PROBLEMS * SIZE * SIZE], columns[PROBLEMS * SIZE];
static int64_t want[PROBLEMS], got[PROBLEMS];
static atomic_long rounds; /* A round takes milliseconds. */

static void *solve_for_ever(void *argument) {
  (void)argument;
  for (;;) {
    if (assignment_solve_all_unserialized(PROBLEMS, SIZE, cost, columns, got, GOROUTINES) != 0) _exit(4);
    atomic_fetch_add(&rounds, 1);
  }
}

/* Looks at the sums while they are made: some goroutine may hang in the solver by then. */
static int child(void) {
  uint64_t random = 1;
  for (int i = 0; i < PROBLEMS * SIZE * SIZE; i++) {
    random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
    cost[i] = (int32_t)(random >> 44);
  }
  if (assignment_solve_all(PROBLEMS, SIZE, cost, columns, want, GOROUTINES) != 0) return 4;
  memcpy(got, want, sizeof want);
  alarm(2 * SECONDS);
  pthread_t thread;
  if (pthread_create(&thread, NULL, solve_for_ever, NULL) != 0) return 4;
  long seen = 0;
  time_t start = time(NULL), moved = start;
  while (time(NULL) - start < SECONDS) {
    for (int i = 0; i < PROBLEMS; i++) {
      if (__atomic_load_n(&got[i], __ATOMIC_RELAXED) != want[i]) _exit(WRONG);
    }
    if (seen != atomic_load(&rounds)) moved = time(NULL);
    seen = atomic_load(&rounds);
    if (time(NULL) - moved > STALL) _exit(HUNG);
  }
  _exit(RIGHT);
}

/* Go does not live through a fork: the child is a new process. */
static int run_child(const char *program) {
  pid_t pid = fork();
  if (pid == 0) {
    execl(program, program, "child", (char *)NULL);
    _exit(127);
  }
  int status = 0;
  if (pid < 0 || waitpid(pid, &status, 0) != pid) exit(4);
  return status;
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "child") == 0) return child();
  int status = run_child("/proc/self/exe");
  const char *what = WIFSIGNALED(status) ? "crashed" : "?";
  if (WIFEXITED(status)) {
    switch (WEXITSTATUS(status)) {
      case RIGHT: what = "did nothing wrong"; break;
      case WRONG: what = "gave a wrong sum"; break;
      case HUNG: what = "ran in circles"; break;
      case 2: what = "crashed"; break; /* As Go reports a fault in C. */
    }
  }
  printf("without the domain the solver %s (wait status %d)\n", what, status);
  return what[0] == '?' || what[0] == 'd';
}
