/* The private copy of a library: a file that has no name any more, or a memfd. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "module_state.h"

/* The tests change the file in the middle of the copy. */
#ifdef CSHARED_MODULE_TEST_COPYING
extern void module_test_copying(void);
#define COPYING() module_test_copying()
#else
#define COPYING() ((void)0)
#endif

/* Larger files are no libraries. */
#define LARGEST ((off_t)1 << 32)

/* Counts copies of the process: glibc takes a name that it knows for the library that it knows. */
static _Atomic uint32_t copies;

static const char *folder_of(const cshared_module_state *module) {
  if (module->options.folder != NULL) return module->options.folder;
  const char *folder = getenv("TMPDIR");
  return folder != NULL && folder[0] != 0 ? folder : "/tmp";
}

/* Makes an empty file in the folder from which code may be run. */
static int named(const cshared_module_state *module, cshared_module_image *image) {
  const int length = snprintf(image->path, sizeof image->path, "%s/cshared-%ld-XXXXXX.so", folder_of(module), (long)getpid());
  if (length < 0 || (size_t)length >= sizeof image->path) return ENAMETOOLONG;
  image->fd = mkostemps(image->path, 3, O_CLOEXEC);
  if (image->fd < 0) return errno;
  struct statvfs system;
  if (fstatvfs(image->fd, &system) == 0 && (system.f_flag & ST_NOEXEC) == 0) return 0;
  unlink(image->path);
  close(image->fd);
  image->fd = -1;
  return EACCES;
}

/* A memfd is opened by its descriptor, whose number comes again: so each path is spelled in another way. */
static int nameless(cshared_module_image *image) {
  image->fd = memfd_create("cshared-module", MFD_CLOEXEC);
  if (image->fd < 0) return errno;
  image->in_memory = true;
  char *end = image->path + sprintf(image->path, "/proc/self/fd");
  for (uint32_t n = atomic_fetch_add(&copies, 1) + 1; n != 0; n >>= 1) end += sprintf(end, (n & 1) != 0 ? "/." : "/");
  sprintf(end, "/%d", image->fd);
  return 0;
}

static int transfer(int from, int to, off_t size) {
  char buffer[1 << 16];
  off_t at = 0;
  while (at < size) {
    const ssize_t got = pread(from, buffer, sizeof buffer, at);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got == 0 ? ETXTBSY : errno; /* It has become shorter. */
    for (ssize_t done = 0; done < got;) {
      const ssize_t put = write(to, buffer + done, (size_t)(got - done));
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return errno;
      done += put;
    }
    at += got;
    if (at == got) COPYING();
  }
  return 0;
}

static bool same(const struct stat *a, const struct stat *b) {
  return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
         a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static int copy_from(int from, const cshared_module_state *module, const char *path, cshared_module_image *image,
                     cshared_module_report *report) {
  const int step = CSHARED_MODULE_STEP_COPY;
  struct stat before, after;
  if (fstat(from, &before) != 0) return cshared_module_fail(report, step, errno, "%s cannot be read", path);
  if (!S_ISREG(before.st_mode) || before.st_size > LARGEST) {
    return cshared_module_fail(report, step, EINVAL, "%s is no regular file of at most 4 GiB: give the path of a library", path);
  }
  int status = (module->options.flags & CSHARED_MODULE_MEMFD) != 0 ? EACCES : named(module, image);
  if (status != 0) status = nameless(image);
  if (status != 0) {
    return cshared_module_fail(report, step, status,
                               "no private copy can be made: neither in %s, nor a memfd. Set options.folder to a "
                               "folder that can be written to and is not mounted noexec", folder_of(module));
  }
  status = transfer(from, image->fd, before.st_size);
  if (status == 0 && fstat(from, &after) != 0) status = errno;
  if (status == ETXTBSY || (status == 0 && !same(&before, &after))) {
    return cshared_module_fail(report, step, ETXTBSY,
                               "%s changed while it was copied. Write a new file beside it, rename that to this path, and "
                               "load it again", path);
  }
  if (status != 0) {
    return cshared_module_fail(report, step, status, "%s cannot be copied to %s: set options.folder to a folder with more room",
                               path, image->in_memory ? "memory" : folder_of(module));
  }
  image->size = (size_t)before.st_size;
  return 0;
}

int cshared_module_copy(const cshared_module_state *module, const char *path, cshared_module_image *image,
                        cshared_module_report *report) {
  *image = (cshared_module_image){.fd = -1};
  const int from = open(path, O_RDONLY | O_CLOEXEC);
  if (from < 0) return cshared_module_fail(report, CSHARED_MODULE_STEP_COPY, errno, "%s cannot be opened", path);
  int status = copy_from(from, module, path, image, report);
  close(from);
  if (status == 0 && image->size != 0) {
    void *bytes = mmap(NULL, image->size, PROT_READ, MAP_PRIVATE, image->fd, 0);
    if (bytes == MAP_FAILED) {
      status = cshared_module_fail(report, CSHARED_MODULE_STEP_COPY, errno, "the copy of %s cannot be mapped", path);
    } else {
      image->bytes = bytes;
    }
  }
  if (status != 0) cshared_module_drop_copy(image);
  return status;
}

/* What is loaded stays: only the name goes, and our view. */
void cshared_module_drop_copy(cshared_module_image *image) {
  const int saved = errno;
  if (image->bytes != NULL) munmap((void *)(uintptr_t)image->bytes, image->size);
  if (image->fd >= 0 && !image->in_memory) unlink(image->path);
  if (image->fd >= 0) close(image->fd);
  image->bytes = NULL;
  image->fd = -1;
  errno = saved;
}
