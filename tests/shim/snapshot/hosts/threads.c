/* threads WRITES: two threads write, one of them only on top of what it has read, and two read, all through
 * one mapping. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "../../compile/check.h"
#include "state.h"

static cshared_snapshot *snapshot;
static uint64_t writes;
static _Atomic int running = 1;
static _Atomic uint64_t reads, lost;

static void *replace(void *unused) {
  (void)unused;
  for (uint64_t done = 0; done < writes;) {
    cshared_snapshot_stats stats;
    CHECK_STATUS(0, cshared_snapshot_get_stats(snapshot, &stats));
    uint64_t words[STATE_WORDS], got = 0;
    const size_t size = state_fill(words, stats.sequence + 1);
    const int status =
        cshared_snapshot_replace(snapshot, stats.sequence, (uint32_t)(stats.sequence + 1), words, size, &got);
    if (status == EAGAIN) {
      atomic_fetch_add(&lost, 1);
      sched_yield();
      continue;
    }
    CHECK_STATUS(0, status);
    CHECK(got == stats.sequence + 1);
    done++;
  }
  return NULL;
}

static void *read_all(void *unused) {
  (void)unused;
  uint64_t last = 0;
  while (atomic_load(&running)) {
    uint64_t words[STATE_WORDS];
    cshared_snapshot_version version;
    const int status = cshared_snapshot_read(snapshot, words, sizeof words, &version);
    if (status == ENODATA && last == 0) {
      sched_yield();
      continue;
    }
    if (status == EAGAIN) continue; /* valgrind's scheduler is not fair. */
    CHECK_STATUS(0, status);
    CHECK(state_is_whole(words, &version) && version.sequence >= last);
    last = version.sequence;
    atomic_fetch_add(&reads, 1);
  }
  return NULL;
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  writes = (uint64_t)atoll(argv[1]);
  CHECK_STATUS(0, cshared_snapshot_open(NULL, STATE_WORDS * 8, 0, &snapshot));
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) CHECK_STATUS(0, pthread_create(&threads[i], NULL, i < 2 ? replace : read_all, NULL));
  for (int i = 0; i < 2; i++) CHECK_STATUS(0, pthread_join(threads[i], NULL));
  atomic_store(&running, 0);
  for (int i = 2; i < 4; i++) CHECK_STATUS(0, pthread_join(threads[i], NULL));
  cshared_snapshot_stats stats;
  CHECK_STATUS(0, cshared_snapshot_get_stats(snapshot, &stats));
  printf("commits %llu, reads %llu, refused %llu\n", (unsigned long long)stats.sequence, (unsigned long long)reads,
         (unsigned long long)lost);
  CHECK(stats.sequence == 2 * writes && stats.interrupted == 0 && atomic_load(&reads) > 0);
  cshared_snapshot_close(snapshot);
  return 0;
}
