/* kill WRITES KILLS: a process writes and is killed again and again, others read all the time, through
 * mappings that they cannot write to. No read is torn, no commit that was reported is lost. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../compile/check.h"
#include "state.h"

enum { READERS = 2 };

static struct shared {
  _Atomic uint64_t reported; /* The last commit whose write has returned. */
  _Atomic uint64_t reads, torn;
  _Atomic int over;
} *shared;
static cshared_snapshot *snapshot;
static int descriptor;

/* torn.c is built with a writer that publishes before it copies. */
#ifdef EXPECT_TORN
static const int expect_torn = 1;
#else
static const int expect_torn = 0;
#endif

/* One read; returns the number of the commit. */
static uint64_t read_one(const cshared_snapshot *from) {
  const uint64_t reported = atomic_load(&shared->reported);
  uint64_t words[STATE_WORDS];
  cshared_snapshot_version version = {0, 0, 0, 0};
  const int status = cshared_snapshot_read(from, words, sizeof words, &version);
  if (status == ENODATA && reported == 0) return 0;
  if (expect_torn && status == EAGAIN) return 0;
  atomic_fetch_add(&shared->reads, 1);
  if (status == EBADMSG || (status == 0 && !state_is_whole(words, &version))) {
    atomic_fetch_add(&shared->torn, 1);
    return 0;
  }
  CHECK_STATUS(0, status);
  CHECK(version.sequence >= reported);
  return version.sequence;
}

static _Noreturn void reader(void) {
  cshared_snapshot *own = NULL;
  CHECK_STATUS(0, cshared_snapshot_attach(descriptor, CSHARED_SNAPSHOT_READ_ONLY, &own));
  CHECK_STATUS(EACCES, cshared_snapshot_write(own, 1, "x", 1, NULL));
  uint64_t last = 0;
  while (!atomic_load(&shared->over)) {
    const uint64_t sequence = read_one(own);
    CHECK(expect_torn || sequence >= last);
    last = sequence;
  }
  cshared_snapshot_close(own);
  _exit(0);
}

/* Writes until it is killed, or `until` is reached. */
static _Noreturn void writer(uint64_t until) {
  cshared_snapshot_stats stats;
  CHECK_STATUS(0, cshared_snapshot_get_stats(snapshot, &stats));
  for (uint64_t sequence = stats.sequence + 1; sequence <= until; sequence++) {
    uint64_t words[STATE_WORDS], got = 0;
    const size_t size = state_fill(words, sequence);
    CHECK_STATUS(0, cshared_snapshot_write(snapshot, (uint32_t)sequence, words, size, &got));
    CHECK(got == sequence);
    atomic_store(&shared->reported, sequence);
  }
  _exit(0);
}

static pid_t start(void) {
  const pid_t child = fork();
  CHECK(child >= 0);
  return child;
}

static void kill_one(unsigned microseconds) {
  const pid_t child = start();
  if (child == 0) writer(UINT64_MAX - 1);
  const struct timespec pause = {0, (long)microseconds * 1000};
  nanosleep(&pause, NULL);
  int status = 0;
  CHECK(kill(child, SIGKILL) == 0 && waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  const uint64_t reported = atomic_load(&shared->reported), sequence = read_one(snapshot);
  CHECK(expect_torn || sequence == reported || sequence == reported + 1);
}

int main(int argc, char **argv) {
  CHECK(argc == 3);
  const uint64_t writes = (uint64_t)atoll(argv[1]);
  const int kills = atoi(argv[2]);
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  CHECK(shared != MAP_FAILED);
  CHECK_STATUS(0, cshared_snapshot_open(NULL, STATE_WORDS * 8, 0, &snapshot));
  CHECK_STATUS(0, cshared_snapshot_fd(snapshot, &descriptor));
  pid_t readers[READERS];
  for (int i = 0; i < READERS; i++) {
    if ((readers[i] = start()) == 0) reader();
  }
  uint32_t random = 12345;
  for (int i = 0; i < kills; i++) {
    random = random * 1664525 + 1013904223;
    kill_one((random >> 8) % 3000);
  }
  const pid_t last = start();
  if (last == 0) writer(writes);
  int status = 0;
  CHECK(waitpid(last, &status, 0) == last && status == 0);
  atomic_store(&shared->over, 1);
  for (int i = 0; i < READERS; i++) CHECK(waitpid(readers[i], &status, 0) == readers[i] && status == 0);
  cshared_snapshot_stats stats;
  CHECK_STATUS(0, cshared_snapshot_get_stats(snapshot, &stats));
  printf("commits %llu, reads %llu, torn %llu, killed within a write %llu of %d\n", (unsigned long long)stats.sequence,
         (unsigned long long)shared->reads, (unsigned long long)shared->torn, (unsigned long long)stats.interrupted, kills);
  CHECK(stats.sequence >= writes && shared->reads > 0 && stats.interrupted > 0);
  CHECK((shared->torn != 0) == expect_torn);
  cshared_snapshot_close(snapshot);
  return 0;
}
