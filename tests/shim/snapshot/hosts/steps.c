/* Kills a writer, and a maker, at each step of its work. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../compile/check.h"
#include "cshared/snapshot.h"

static int die_at = -1;

void snapshot_test_step(int step);
void snapshot_test_step(int step) {
  if (step == die_at) kill(getpid(), SIGKILL);
}

static void wait_killed(pid_t child) {
  int status = 0;
  CHECK(child > 0 && waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void check_state(const cshared_snapshot *snapshot, const char *want, uint64_t sequence) {
  char got[64];
  cshared_snapshot_version version;
  CHECK_STATUS(0, cshared_snapshot_read(snapshot, got, sizeof got, &version));
  CHECK(version.sequence == sequence && version.size == strlen(want) + 1 && strcmp(got, want) == 0);
}

/* Steps 0 to 5 leave the state before, 6 is after the commit. All slots in turn. */
static void writers(void) {
  cshared_snapshot *snapshot = NULL;
  CHECK_STATUS(0, cshared_snapshot_open(NULL, 64, 0, &snapshot));
  uint64_t sequence = 0;
  for (int round = 0; round < 8 * 7; round++) {
    CHECK_STATUS(0, cshared_snapshot_write(snapshot, 1, "the state before", 17, &sequence));
    const pid_t child = fork();
    if (child == 0) {
      die_at = round % 7;
      cshared_snapshot_write(snapshot, 1, "the state that comes after it", 30, NULL);
      _exit(1);
    }
    wait_killed(child);
    if (round % 7 == 6) {
      check_state(snapshot, "the state that comes after it", sequence + 1);
    } else {
      check_state(snapshot, "the state before", sequence);
    }
  }
  CHECK_STATUS(0, cshared_snapshot_write(snapshot, 1, "the last", 9, &sequence));
  check_state(snapshot, "the last", sequence);
  cshared_snapshot_stats stats;
  CHECK_STATUS(0, cshared_snapshot_get_stats(snapshot, &stats));
  CHECK(stats.interrupted == 8 * 7);
  cshared_snapshot_close(snapshot);
}

static void makers(void) {
  char name[64];
  snprintf(name, sizeof name, "/cshared-snapshot-steps-%ld", (long)getpid());
  for (int step = 10; step <= 13; step++) {
    cshared_snapshot *snapshot = NULL;
    CHECK_STATUS(ENOENT, cshared_snapshot_open(name, 0, 0, &snapshot));
    const pid_t child = fork();
    if (child == 0) {
      die_at = step;
      cshared_snapshot_open(name, 64, 0, &snapshot);
      _exit(1);
    }
    wait_killed(child);
    const int want = step == 13 ? 0 : ENODATA;
    CHECK_STATUS(want, cshared_snapshot_open(name, 0, CSHARED_SNAPSHOT_READ_ONLY, &snapshot));
    cshared_snapshot_close(snapshot);
    CHECK_STATUS(0, cshared_snapshot_open(name, 64, 0, &snapshot));
    CHECK_STATUS(0, cshared_snapshot_write(snapshot, 1, "made", 5, NULL));
    check_state(snapshot, "made", 1);
    cshared_snapshot_close(snapshot);
    CHECK_STATUS(0, cshared_snapshot_unlink(name));
  }
}

int main(void) {
  writers();
  makers();
  return 0;
}
