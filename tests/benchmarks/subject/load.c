/* load LIBRARY FUNCTION: dlopens the library, calls `int32_t FUNCTION(void)` once, which must return
 * 1, and prints the nanoseconds from before dlopen until after the call. One sample per process:
 * a Go library cannot be loaded a second time. */
#include <dlfcn.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

static int64_t now(void) {
  struct timespec t;
  if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) return -1;
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: load LIBRARY FUNCTION\n");
    return 2;
  }
  int64_t start = now();
  void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    fprintf(stderr, "load: %s\n", dlerror());
    return 1;
  }
  int32_t (*function)(void);
  *(void **)&function = dlsym(library, argv[2]);
  if (function == NULL) {
    fprintf(stderr, "load: %s has no function %s\n", argv[1], argv[2]);
    return 1;
  }
  int32_t result = function();
  int64_t end = now();
  if (result != 1) {
    fprintf(stderr, "load: %s of %s returned %" PRId32 ", want 1\n", argv[2], argv[1], result);
    return 1;
  }
  printf("%" PRId64 "\n", end - start);
  return 0;
}
