#include "own.h"

#include <unistd.h>

#include "_cgo_export.h"

static volatile int64_t total;

void own_count(void) {
  const int64_t seen = total;
  usleep(50); /* others get here, also with one CPU */
  total = seen + 1;
}
int64_t own_total(void) { return total; }

int own_nested(int depth) { return depth == 0 ? 0 : 1 + serial_nested(depth - 1); }
