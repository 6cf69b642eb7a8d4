/* One library made of Go, C and C++, and a shared library that program and library have in common. */
#include <stdio.h>

#include "c/units.h"
#include "mixed.h"

static int failures;

static void check(int ok, const char *what) {
  printf("%s %s\n", ok ? "ok  " : "FAIL", what);
  failures += !ok;
}

int main(void) {
  check(mixed_checksum("123456789", 9) == 0xCBF43926u, "Go calls C: CRC-32 check value");
  check(mixed_crc32("123456789", 9) == 0xCBF43926u, "C function exported as it is");
  check(mixed_count_words("to be or not to be") == 4, "Go calls C++: four different words");
  check(mixed_count_words(NULL) == 0, "NULL is no text");
  check(mixed_feet(0.3048) == 1.0, "Go calls the shared library");
  check(units_feet(3.048) == 10.0, "the program calls the shared library");
  check(units_calls() == 2, "the shared library is there once: one counter");
  check(mixed_calls() == 4, "four calls went through Go");
  return failures != 0;
}
