/* preflight SELF_TEST FUNCTION...: loads the library behind descriptor 3 and tries it, in a process that may die of
 * it. Writes the result to descriptor 4, as an int: 0, what the self-test returned, or -1 for what standard error
 * says. cshared/module.h, options.preflight. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>

enum { LIBRARY = 3, RESULT = 4 };

static int try(int count, char **names) {
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", LIBRARY);
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    return -1;
  }
  for (int i = 1; i < count; i++) {
    if (dlsym(library, names[i]) == NULL) {
      fprintf(stderr, "%s\n", dlerror());
      return -1;
    }
  }
  if (names[0][0] == 0) return 0;
  int (*test)(void);
  *(void **)(void *)&test = dlsym(library, names[0]);
  return test == NULL ? -1 : test();
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: %s SELF_TEST FUNCTION...; cshared_module_load runs it\n", argv[0]);
    return 2;
  }
  const int result = try(argc - 1, argv + 1);
  if (write(RESULT, &result, sizeof result) != (ssize_t)sizeof result) return 1;
  _exit(0); /* Nothing of the library's is to be ended. */
}
