/* What the parts of a module share. Internal. */
#ifndef CSHARED_MODULE_STATE_H
#define CSHARED_MODULE_STATE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "cshared/module.h"
#include "cshared/status.h"

/* Lives as long as the process: its code does, too. */
typedef struct cshared_module_generation {
  struct cshared_module_state *module;
  struct cshared_module_generation *older;
  uint32_t number;
  cshared_module_function functions[]; /* What the head of the module points to. */
} cshared_module_generation;

typedef struct cshared_module_state {
  cshared_module head; /* First. */
  cshared_module_options options;
  char hash[33]; /* Which all generations must have; "" until the first one. */
  pid_t process;
  intptr_t tls_offset; /* Of options.tls, from the thread pointer. */
  size_t tls_used;     /* Written by the load that is running. */
  atomic_bool loading;
  pthread_mutex_t lock; /* Of what follows. */
  cshared_module_generation *newest;
  cshared_module_stats stats;
  struct cshared_module_state *next_kept;
} cshared_module_state;

/* A private copy of the file: nobody else can change it. */
typedef struct cshared_module_image {
  const unsigned char *bytes;
  size_t size;
  int fd;
  char path[256];
  bool in_memory; /* A memfd. */
  uint64_t static_tls;
} cshared_module_image;

/* Notes a failure in the report, and returns its status. */
__attribute__((format(printf, 4, 5))) int cshared_module_fail(cshared_module_report *report, int step, int status,
                                                              const char *format, ...);

/* Each of these returns a status, and has filled in the report if it is not 0. */
int cshared_module_copy(const cshared_module_state *module, const char *path, cshared_module_image *image,
                        cshared_module_report *report);
int cshared_module_check_elf(cshared_module_image *image, cshared_module_report *report);
int cshared_module_check_note(const cshared_module_state *module, const cshared_module_image *image,
                              cshared_module_report *report);
int cshared_module_check_digest(const cshared_module_image *image, const char *sha256, cshared_module_report *report);
int cshared_module_check_symbols(const cshared_module_state *module, const cshared_module_image *image,
                                 cshared_module_report *report);
int cshared_module_preflight(const cshared_module_state *module, const cshared_module_image *image,
                             cshared_module_report *report);
/* Moves the copy's static TLS into options.tls, if it can; false, and nothing has changed, if not. */
bool cshared_module_move_tls(cshared_module_state *module, cshared_module_image *image);
int cshared_module_start(cshared_module_state *module, const cshared_module_image *image,
                         cshared_module_generation *generation, cshared_module_report *report);

void cshared_module_drop_copy(cshared_module_image *image);
bool cshared_module_is_version(const char *text);

/* Bytes of the image, NULL if they are not all within it. */
static inline const void *cshared_module_at(const cshared_module_image *image, uint64_t offset, uint64_t size) {
  return offset <= image->size && size <= image->size - offset ? image->bytes + offset : NULL;
}

int cshared_module_threads_start(int flags);
/* Makes every store that a thread has made to its slots visible here. A status if the kernel does not. */
int cshared_module_barrier(void);
/* How many threads have a generation of the module in use that is not `current`; `any`: or that one. */
uint32_t cshared_module_busy(const cshared_module_state *module, bool any, long *thread);
/* Whether the calling thread has. */
bool cshared_module_within(const cshared_module_state *module);

int64_t cshared_module_now(void);

/* Finds options.tls; false if it is not memory of the main program's threads. */
bool cshared_module_find_tls(cshared_module_state *module);

#endif
