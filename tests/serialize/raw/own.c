#include "own.h"

#include <sched.h>

#include "_cgo_export.h"

static volatile int64_t total;

void own_count(void) {
  const int64_t seen = total;
  sched_yield();
  total = seen + 1;
}
int64_t own_total(void) { return total; }

int own_nested(int depth) { return depth == 0 ? 0 : 1 + serial_nested(depth - 1); }
