/* What each function answers to what it is given. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../compile/check.h"
#include "cshared/snapshot.h"
#include "cshared/status.h"

static void arguments(void) {
  cshared_snapshot *s = NULL;
  char byte = 0;
  CHECK_STATUS(EINVAL, cshared_snapshot_open(NULL, 8, 0, NULL));
  CHECK_STATUS(EINVAL, cshared_snapshot_open(NULL, 0, 0, &s));
  CHECK_STATUS(EINVAL, cshared_snapshot_open(NULL, 8, CSHARED_SNAPSHOT_READ_ONLY, &s));
  CHECK_STATUS(EINVAL, cshared_snapshot_open("/x", 8, 2, &s));
  CHECK_STATUS(EINVAL, cshared_snapshot_open("/x/y", 8, 0, &s));
  CHECK_STATUS(EINVAL, cshared_snapshot_open("/x", CSHARED_SNAPSHOT_CAPACITY + 1, 0, &s));
  CHECK_STATUS(EBADF, cshared_snapshot_attach(-1, 0, &s));
  CHECK_STATUS(EINVAL, cshared_snapshot_attach(0, 4, &s));
  CHECK_STATUS(EINVAL, cshared_snapshot_unlink(NULL));
  CHECK_STATUS(EINVAL, cshared_snapshot_write(NULL, 0, &byte, 1, NULL));
  CHECK_STATUS(EINVAL, cshared_snapshot_read(NULL, &byte, 1, NULL));
  CHECK(s == NULL);
  CHECK_STATUS(0, cshared_snapshot_open(NULL, 10, 0, &s));
  CHECK_STATUS(EINVAL, cshared_snapshot_write(s, 0, NULL, 1, NULL));
  CHECK_STATUS(EMSGSIZE, cshared_snapshot_write(s, 0, "12345678901", 11, NULL));
  CHECK_STATUS(EINVAL, cshared_snapshot_get_stats(s, NULL));
  CHECK_STATUS(EINVAL, cshared_snapshot_fd(s, NULL));
  cshared_snapshot_close(s);
  cshared_snapshot_close(NULL);
}

static void commits(void) {
  cshared_snapshot *s = NULL;
  cshared_snapshot_version v = {7, 7, 7, 7};
  char out[16] = "untouched";
  uint64_t sequence = 0;
  errno = EDOM;
  CHECK_STATUS(0, cshared_snapshot_open(NULL, 10, 0, &s));
  CHECK_STATUS(ENODATA, cshared_snapshot_read(s, out, sizeof out, &v));
  CHECK(v.sequence == 7 && strcmp(out, "untouched") == 0);
  CHECK_STATUS(EAGAIN, cshared_snapshot_replace(s, 1, 3, "ab", 2, &sequence));
  CHECK(sequence == 0);
  CHECK_STATUS(0, cshared_snapshot_replace(s, 0, 3, "0123456789", 10, &sequence));
  CHECK(sequence == 1);
  CHECK_STATUS(ERANGE, cshared_snapshot_read(s, out, 9, &v));
  CHECK(v.sequence == 1 && v.size == 10 && v.schema == 3 && strcmp(out, "untouched") == 0);
  CHECK_STATUS(0, cshared_snapshot_read(s, out, 10, NULL));
  CHECK(memcmp(out, "0123456789", 10) == 0);
  CHECK_STATUS(0, cshared_snapshot_write(s, 4, NULL, 0, &sequence));
  CHECK_STATUS(0, cshared_snapshot_read(s, NULL, 0, &v));
  CHECK(sequence == 2 && v.sequence == 2 && v.size == 0 && v.schema == 4);
  CHECK_STATUS(EAGAIN, cshared_snapshot_replace(s, 1, 3, "ab", 2, NULL));
  cshared_snapshot_stats stats;
  CHECK_STATUS(0, cshared_snapshot_get_stats(s, &stats));
  CHECK(stats.sequence == 2 && stats.interrupted == 0 && stats.capacity == 10);
  CHECK(errno == EDOM);
  cshared_snapshot_close(s);
}

struct old {
  int32_t count;
};
struct new {
  int64_t count, limit;
};

static int migrate(void *user, uint32_t from, const void *old, size_t old_size, uint32_t to, void *state,
                   size_t capacity, size_t *size) {
  CHECK(to == 2);
  if (from != 1 || old_size != sizeof(struct old) || capacity < sizeof(struct new)) return EPROTO;
  struct old before;
  memcpy(&before, old, sizeof before);
  const struct new after = {before.count, 100};
  memcpy(state, &after, sizeof after);
  *size = *(size_t *)user;
  return 0;
}

static void migration(void) {
  cshared_snapshot *s = NULL;
  cshared_snapshot_version v = {0, 0, 0, 0};
  const struct old before = {-5};
  struct new after = {0, 0};
  size_t size = sizeof after;
  CHECK_STATUS(0, cshared_snapshot_open(NULL, 64, 0, &s));
  CHECK_STATUS(ENODATA, cshared_snapshot_load(s, 2, migrate, &size, &after, sizeof after, &v));
  CHECK_STATUS(0, cshared_snapshot_write(s, 1, &before, sizeof before, NULL));
  CHECK_STATUS(CSHARED_ABI_MISMATCH, cshared_snapshot_load(s, 2, NULL, NULL, &after, sizeof after, &v));
  CHECK(v.schema == 1 && v.sequence == 1);
  CHECK_STATUS(0, cshared_snapshot_load(s, 2, migrate, &size, &after, sizeof after, &v));
  CHECK(after.count == -5 && after.limit == 100 && v.schema == 2 && v.size == sizeof after && v.sequence == 1);
  size = sizeof after + 1;
  CHECK_STATUS(CSHARED_ABI_MISMATCH, cshared_snapshot_load(s, 2, migrate, &size, &after, sizeof after, &v));
  /* Written back if nobody else has; then there is nothing to migrate. */
  CHECK_STATUS(0, cshared_snapshot_replace(s, v.sequence, 2, &after, sizeof after, NULL));
  CHECK_STATUS(0, cshared_snapshot_load(s, 2, NULL, NULL, &after, sizeof after, &v));
  CHECK(after.count == -5 && v.sequence == 2);
  CHECK_STATUS(ERANGE, cshared_snapshot_load(s, 2, NULL, NULL, &after, 1, &v));
  CHECK_STATUS(0, cshared_snapshot_write(s, 9, "larger than what is wanted", 27, NULL));
  CHECK_STATUS(EPROTO, cshared_snapshot_load(s, 2, migrate, &size, &after, sizeof after, &v));
  cshared_snapshot_close(s);
}

static void names(void) {
  char name[64];
  snprintf(name, sizeof name, "/cshared-snapshot-api-%ld", (long)getpid());
  cshared_snapshot *a = NULL, *b = NULL, *c = NULL;
  cshared_snapshot_stats stats;
  char out[8] = "";
  CHECK_STATUS(ENOENT, cshared_snapshot_open(name, 0, 0, &a));
  CHECK_STATUS(ENOENT, cshared_snapshot_open(name, 8, CSHARED_SNAPSHOT_READ_ONLY, &a));
  CHECK_STATUS(0, cshared_snapshot_open(name, 100, 0, &a));
  CHECK_STATUS(EMSGSIZE, cshared_snapshot_open(name, 101, 0, &b));
  CHECK_STATUS(0, cshared_snapshot_open(name, 8, 0, &b));
  CHECK_STATUS(0, cshared_snapshot_open(name, 0, CSHARED_SNAPSHOT_READ_ONLY, &c));
  CHECK_STATUS(0, cshared_snapshot_get_stats(b, &stats));
  CHECK(stats.capacity == 100);
  CHECK_STATUS(0, cshared_snapshot_write(a, 1, "from a", 7, NULL));
  CHECK_STATUS(0, cshared_snapshot_read(c, out, sizeof out, NULL));
  CHECK(strcmp(out, "from a") == 0);
  CHECK_STATUS(0, cshared_snapshot_write(b, 1, "from b", 7, NULL));
  CHECK_STATUS(0, cshared_snapshot_read(a, out, sizeof out, NULL));
  CHECK(strcmp(out, "from b") == 0);
  CHECK_STATUS(EACCES, cshared_snapshot_write(c, 1, "from c", 7, NULL));
  CHECK_STATUS(0, cshared_snapshot_unlink(name));
  CHECK_STATUS(ENOENT, cshared_snapshot_unlink(name));
  CHECK_STATUS(0, cshared_snapshot_read(c, out, sizeof out, NULL));
  cshared_snapshot_close(a);
  cshared_snapshot_close(b);
  cshared_snapshot_close(c);

  const int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
  const char foreign[4096] = "this is somebody else's";
  CHECK(fd >= 0 && write(fd, foreign, sizeof foreign) == sizeof foreign);
  CHECK_STATUS(CSHARED_ABI_MISMATCH, cshared_snapshot_open(name, 8, 0, &a));
  CHECK(ftruncate(fd, 5) == 0);
  CHECK_STATUS(CSHARED_ABI_MISMATCH, cshared_snapshot_open(name, 8, 0, &a));
  CHECK_STATUS(0, cshared_snapshot_unlink(name));
  close(fd);
}

/* Each byte that a stray write can hit: the read is right, or says that it is not. */
static void damage(void) {
  cshared_snapshot *s = NULL;
  int fd = -1;
  CHECK_STATUS(0, cshared_snapshot_open(NULL, 64, 0, &s));
  CHECK_STATUS(0, cshared_snapshot_fd(s, &fd));
  CHECK(ftruncate(fd, 8) == -1 && errno == EPERM);
  CHECK_STATUS(0, cshared_snapshot_write(s, 1, "the state", 10, NULL));
  const size_t size = (size_t)lseek(fd, 0, SEEK_END);
  volatile char *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  CHECK(bytes != MAP_FAILED);
  size_t found = 0;
  for (size_t i = 64; i < size; i++) {
    char out[64] = "";
    cshared_snapshot_version v = {0, 0, 0, 0};
    bytes[i] = (char)(bytes[i] ^ 0x40);
    const int status = cshared_snapshot_read(s, out, sizeof out, &v);
    bytes[i] = (char)(bytes[i] ^ 0x40);
    CHECK(status == EBADMSG || (status == 0 && v.size == 10 && v.schema == 1 && strcmp(out, "the state") == 0));
    found += status == EBADMSG;
  }
  printf("%zu of %zu bytes matter\n", found, size - 64);
  CHECK(found == 8 + 4 * 8 + 16); /* latest; number, size, schema and checksum; two words. */
  munmap((void *)(uintptr_t)bytes, size);
  cshared_snapshot_close(s);
}

int main(void) {
  arguments();
  commits();
  migration();
  names();
  damage();
  return 0;
}
