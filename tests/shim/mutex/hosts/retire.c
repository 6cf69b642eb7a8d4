/* Compiled with CSHARED_SLOTS_GENERATIONS=3: a slot is used three times and never again. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "../../compile/check.h"
#include "cshared/error.h"
#include "cshared/mutex.h"

int main(void) {
  static cshared_mutex all[3 * CSHARED_MUTEX_CAPACITY];
  cshared_mutex mutex;
  for (int i = 0; i < 3 * CSHARED_MUTEX_CAPACITY; i++) {
    CHECK_STATUS(0, cshared_mutex_new(CSHARED_MUTEX_NORMAL, &all[i]));
    CHECK_STATUS(0, cshared_mutex_free(all[i]));
  }
  CHECK_STATUS(CSHARED_EXHAUSTED, cshared_mutex_new(CSHARED_MUTEX_NORMAL, &mutex));
  for (int i = 0; i < 3 * CSHARED_MUTEX_CAPACITY; i++) {
    CHECK_STATUS(CSHARED_STALE_HANDLE, cshared_mutex_lock(all[i]));
  }
  return 0;
}
