/* The libraries, and the calls that one thread makes. */
#ifndef WORK_H
#define WORK_H

#include <stdatomic.h>
#include <stdint.h>

#include "one.h"

enum { LIBRARIES = 32 };

#define FUNCTIONS(X)                                                                                          \
  X(add) X(repeat) X(cell_new) X(cell_number) X(cell_free) X(each) X(wait) X(collect) X(context_new)          \
  X(context_cancel) X(context_free) X(free) X(stats) X(error_code) X(error_free)

#define POINTER(name) __typeof__(soak_##name) *name;
typedef struct library {
  FUNCTIONS(POINTER)
} library;
#undef POINTER

extern library libraries[LIBRARIES];
extern int loaded;
extern _Atomic uint64_t calls;

void load(const char *path);
void *work(void *seed);

#endif
