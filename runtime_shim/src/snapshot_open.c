/* Makes, finds and leaves the shared memory of snapshots. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cshared/snapshot.h"
#include "cshared/status.h"
#include "snapshot_memory.h"

/* Whoever makes the memory, or waits for it to be made, has the file's lock, which ends with its process. */
static int lock_file(int fd, int how) {
  while (flock(fd, how) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

static int map(cshared_snapshot *snapshot, size_t size) {
  const int access = snapshot->read_only ? PROT_READ : PROT_READ | PROT_WRITE;
  void *memory = mmap(NULL, size, access, MAP_SHARED, snapshot->fd, 0);
  if (memory == MAP_FAILED) return errno;
  CSHARED_SNAPSHOT_ATOMICS(memory, size);
  snapshot->header = memory;
  snapshot->mapped = size;
  return 0;
}

/* Makes the memory, also where another process was killed while it did. */
static int make(cshared_snapshot *snapshot, size_t capacity) {
  const size_t size = cshared_snapshot_total(capacity);
  if (ftruncate(snapshot->fd, 0) != 0) return errno;
  CSHARED_SNAPSHOT_STEP(10);
  int status = posix_fallocate(snapshot->fd, 0, (off_t)size);
  if (status != 0) return status;
  CSHARED_SNAPSHOT_STEP(11);
  status = map(snapshot, size);
  if (status != 0) return status;
  struct cshared_snapshot_header *header = snapshot->header;
  header->layout = CSHARED_SNAPSHOT_LAYOUT;
  header->capacity = capacity;
  pthread_mutexattr_t attributes;
  status = pthread_mutexattr_init(&attributes);
  if (status != 0) return status;
  status = pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  if (status == 0) status = pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  if (status == 0) status = pthread_mutex_init(&header->writer, &attributes);
  pthread_mutexattr_destroy(&attributes);
  CSHARED_SNAPSHOT_STEP(12);
  snapshot->capacity = capacity;
  if (status == 0) atomic_store_explicit(&header->magic, CSHARED_SNAPSHOT_MAGIC, memory_order_release);
  CSHARED_SNAPSHOT_STEP(13);
  return status;
}

/* Maps memory that exists. ENODATA: it is not ready, and its maker is gone. */
static int find(cshared_snapshot *snapshot, size_t size) {
  if (size == 0) return ENODATA;
  if (size < sizeof *snapshot->header) return CSHARED_ABI_MISMATCH;
  int status = map(snapshot, size);
  if (status != 0) return status;
  const struct cshared_snapshot_header *header = snapshot->header;
  const uint64_t magic = atomic_load_explicit(&header->magic, memory_order_acquire);
  if (magic == 0) return ENODATA;
  if (magic != CSHARED_SNAPSHOT_MAGIC || header->layout != CSHARED_SNAPSHOT_LAYOUT) return CSHARED_ABI_MISMATCH;
  const uint64_t capacity = header->capacity;
  if (capacity == 0 || capacity > CSHARED_SNAPSHOT_CAPACITY || cshared_snapshot_total((size_t)capacity) > size) {
    return CSHARED_ABI_MISMATCH;
  }
  snapshot->capacity = (size_t)capacity;
  return 0;
}

static void unmap(cshared_snapshot *snapshot) {
  if (snapshot->header != NULL) munmap(snapshot->header, snapshot->mapped);
  snapshot->header = NULL;
}

/* Finds or makes the memory behind the descriptor. */
static int enter(cshared_snapshot *snapshot, size_t capacity) {
  int status = lock_file(snapshot->fd, snapshot->read_only || capacity == 0 ? LOCK_SH : LOCK_EX);
  if (status != 0) return status;
  struct stat file;
  if (fstat(snapshot->fd, &file) != 0) {
    status = errno;
  } else {
    status = find(snapshot, (size_t)file.st_size);
    if (status == ENODATA && capacity != 0 && !snapshot->read_only) {
      unmap(snapshot);
      status = make(snapshot, capacity);
    }
  }
  if (status == 0 && capacity > snapshot->capacity) status = EMSGSIZE;
  (void)flock(snapshot->fd, LOCK_UN);
  return status;
}

/* Makes the object around a descriptor, which it takes. */
static int wrap(int fd, size_t capacity, int flags, cshared_snapshot **out) {
  cshared_snapshot *snapshot = calloc(1, sizeof *snapshot);
  int status = ENOMEM;
  if (snapshot != NULL) {
    snapshot->fd = fd;
    snapshot->read_only = (flags & CSHARED_SNAPSHOT_READ_ONLY) != 0;
    status = enter(snapshot, capacity);
  }
  if (status != 0) {
    if (snapshot != NULL) unmap(snapshot);
    free(snapshot);
    close(fd);
    return status;
  }
  *out = snapshot;
  return 0;
}

static int open_nameless(size_t capacity, cshared_snapshot **out) {
  const int fd = memfd_create("cshared-snapshot", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return errno;
  cshared_snapshot *snapshot = NULL;
  const int status = wrap(fd, capacity, 0, &snapshot);
  if (status != 0) return status;
  /* Nobody who has the descriptor can take the memory away from under others. */
  if (fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    const int refused = errno;
    cshared_snapshot_close(snapshot);
    return refused;
  }
  *out = snapshot;
  return 0;
}

static int open_named(const char *name, size_t capacity, int flags, cshared_snapshot **out) {
  int how = (flags & CSHARED_SNAPSHOT_READ_ONLY) != 0 ? O_RDONLY : O_RDWR;
  if (capacity != 0 && how == O_RDWR) how |= O_CREAT;
  const int fd = shm_open(name, how | O_CLOEXEC, S_IRUSR | S_IWUSR);
  return fd < 0 ? errno : wrap(fd, capacity, flags, out);
}

int cshared_snapshot_open(const char *name, size_t capacity, int flags, cshared_snapshot **out) {
  if (out == NULL || (flags & ~CSHARED_SNAPSHOT_READ_ONLY) != 0 || capacity > CSHARED_SNAPSHOT_CAPACITY) return EINVAL;
  if (name == NULL && (capacity == 0 || flags != 0)) return EINVAL;
  const int saved = errno;
  const int status = name == NULL ? open_nameless(capacity, out) : open_named(name, capacity, flags, out);
  errno = saved;
  return status;
}

int cshared_snapshot_attach(int fd, int flags, cshared_snapshot **out) {
  if (out == NULL || (flags & ~CSHARED_SNAPSHOT_READ_ONLY) != 0) return EINVAL;
  const int saved = errno;
  const int own = fcntl(fd, F_DUPFD_CLOEXEC, 3);
  const int status = own < 0 ? errno : wrap(own, 0, flags, out);
  errno = saved;
  return status;
}

int cshared_snapshot_fd(const cshared_snapshot *snapshot, int *out) {
  if (snapshot == NULL || out == NULL) return EINVAL;
  *out = snapshot->fd;
  return 0;
}

void cshared_snapshot_close(cshared_snapshot *snapshot) {
  if (snapshot == NULL) return;
  const int saved = errno;
  unmap(snapshot);
  close(snapshot->fd);
  free(snapshot);
  errno = saved;
}

int cshared_snapshot_unlink(const char *name) {
  if (name == NULL) return EINVAL;
  const int saved = errno;
  const int status = shm_unlink(name) == 0 ? 0 : errno;
  errno = saved;
  return status;
}
