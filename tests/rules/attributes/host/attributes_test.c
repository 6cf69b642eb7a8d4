/* Each attribute of go_cshared_library that reaches the Go build has its effect in the library. The
 * values that the target must have are given as macros; 0 and "not set" are the defaults. */
#include <stdio.h>
#include <string.h>

#include ATTRIBUTES_HEADER

static int failures;

static void equal_int(const char *what, int got, int want) {
  printf("%s %s: %d\n", got == want ? "ok  " : "FAIL", what, got);
  failures += got != want;
}

static void equal_text(const char *what, const char *got, const char *want) {
  printf("%s %s: %s\n", strcmp(got, want) == 0 ? "ok  " : "FAIL", what, got);
  failures += strcmp(got, want) != 0;
}

int main(int argc, char **argv) {
  equal_int("copts", attributes_copt(), WANT_SET ? 11 : 0);
  equal_int("gotags", attributes_gotag(), WANT_SET);
  equal_int("gotags of a dependency", attributes_gotag_of_dependency(), WANT_SET);
  equal_int("godebug", attributes_panicnil(), WANT_SET);
  equal_text("x_defs", attributes_x_def(), WANT_SET ? "from x_defs" : "not set");
  equal_text("gc_linkopts", attributes_linkopt(), WANT_SET ? "from gc_linkopts" : "not set");
  equal_text("embedsrcs", attributes_embedded(), "embedded");
  equal_int("export of a dependency", attributes_of_dependency(), 7);
  if (WANT_SET) {
    FILE *data = argc == 2 ? fopen(argv[1], "r") : NULL;
    equal_int("data in runfiles", data != NULL, 1);
    if (data != NULL) fclose(data);
  }
  return failures != 0;
}
