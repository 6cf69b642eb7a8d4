/* What the C tests of the shim share: a failed check says where and what, and ends the process. */
#ifndef SHIM_TESTS_CHECK_H
#define SHIM_TESTS_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                    \
  do {                                                                      \
    if (!(condition)) {                                                     \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                              \
    }                                                                       \
  } while (0)

#define CHECK_STATUS(want, call)                                                                        \
  do {                                                                                                  \
    int check_want = (want), check_got = (call);                                                        \
    if (check_got != check_want) {                                                                      \
      fprintf(stderr, "%s:%d: %s is %d, want %d\n", __FILE__, __LINE__, #call, check_got, check_want); \
      exit(1);                                                                                          \
    }                                                                                                   \
  } while (0)

#endif
