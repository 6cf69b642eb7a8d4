#define _DEFAULT_SOURCE
#include <unistd.h>

#include "unsafe.h"

static volatile int64_t total;

void unsafe_shared_count(void) {
  const int64_t seen = total;
  usleep(50); /* others get here, also with one CPU */
  total = seen + 1;
}
int64_t unsafe_shared_total(void) { return total; }
