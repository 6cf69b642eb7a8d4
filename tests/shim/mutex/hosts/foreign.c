/* foreign LIBRARY LIBRARY: the two carry their own shim each, as two of our libraries do. Handles of
 * one are refused by the other, and what one does with its own is not seen by the other. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>

#include "../../compile/check.h"
#include "cshared/error.h"
#include "cshared/mutex.h"

typedef int (*make)(int, cshared_mutex *);
typedef int (*use)(cshared_mutex);

static void *symbol(const char *library, const char *name) {
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) fprintf(stderr, "%s\n", dlerror());
  CHECK(handle != NULL);
  void *address = dlsym(handle, name);
  CHECK(address != NULL);
  return address;
}

int main(int argc, char **argv) {
  CHECK(argc == 3);
  make make_a, make_b;
  use lock_a, lock_b;
  *(void **)&make_a = symbol(argv[1], "cshared_mutex_new");
  *(void **)&make_b = symbol(argv[2], "cshared_mutex_new");
  *(void **)&lock_a = symbol(argv[1], "cshared_mutex_lock");
  *(void **)&lock_b = symbol(argv[2], "cshared_mutex_lock");
  CHECK(lock_a != lock_b);
  for (int i = 0; i < 100; i++) {
    cshared_mutex a, b;
    CHECK_STATUS(0, make_a(CSHARED_MUTEX_ERRORCHECK, &a));
    CHECK_STATUS(0, make_b(CSHARED_MUTEX_ERRORCHECK, &b));
    CHECK_STATUS(CSHARED_FOREIGN_HANDLE, lock_a(b));
    CHECK_STATUS(CSHARED_FOREIGN_HANDLE, lock_b(a));
    CHECK_STATUS(0, lock_a(a));
    CHECK_STATUS(0, lock_b(b));
  }
  return 0;
}
