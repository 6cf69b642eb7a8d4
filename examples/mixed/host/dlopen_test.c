/* The same library loaded by dlopen from `data`: it finds its shared dependency beside itself. */
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: dlopen_test LIBRARY\n");
    return 2;
  }
  void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    fprintf(stderr, "FAIL %s\n", dlerror());
    return 1;
  }
  double (*feet)(double);
  *(void **)&feet = dlsym(library, "mixed_feet");
  if (feet == NULL) {
    fprintf(stderr, "FAIL mixed_feet is missing\n");
    return 1;
  }
  double got = feet(0.3048);
  printf("mixed_feet(0.3048) = %g\n", got);
  return got != 1.0;
}
