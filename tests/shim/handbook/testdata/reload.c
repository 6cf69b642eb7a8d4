/* dlclose, and new versions of a file. The argument is a second file. */
#include "cases.h"

static void close_and_call(void) {
  const library l = load(path);
  use(&l);
  printf("closed %d\n", dlclose(l.handle) == 0);
  use(&l);
  printf("still_loaded %d\n", dlopen(path, RTLD_NOW | RTLD_NOLOAD) == l.handle);
}

static void same_path(void) {
  const library l = load(path);
  use(&l);
  dlclose(l.handle);
  if (rename(argument, path) != 0) {
    exit(3);
  }
  printf("new_one %d\n", dlopen(path, RTLD_NOW) != l.handle);
}

static void new_path(void) {
  const library l = load(path);
  use(&l);
  const library other = load(argument);
  use(&other);
  use(&l);
  printf("new_one %d\n", other.handle != l.handle);
}

/* As `cp` over a file does, with a newer one. */
static void in_place(void) {
  const library l = load(path);
  l.nop();
  const int fd = open(path, O_WRONLY | O_TRUNC);
  if (fd < 0) {
    exit(3);
  }
  use(&l);
  printf("survived 1\n");
}

static void by_rename(void) {
  const library l = load(path);
  l.nop();
  if (rename(argument, path) != 0) {
    exit(3);
  }
  use(&l);
  printf("survived 1\n");
}

CASES({"close_and_call", close_and_call}, {"same_path", same_path}, {"new_path", new_path}, {"in_place", in_place},
      {"by_rename", by_rename})
