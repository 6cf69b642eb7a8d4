#include <sched.h>

#include "unsafe.h"

static volatile int64_t total;

void unsafe_shared_count(void) {
  const int64_t seen = total;
  sched_yield();
  total = seen + 1;
}
int64_t unsafe_shared_total(void) { return total; }
