/* host SECONDS LIBRARY… : 64 threads that come and go call all of the libraries, whose collectors run, while
 * signals for the process come at 1 kHz. Each result is checked, each signal is taken, and what the process has
 * after a while must not have grown at the end. */
#ifndef CHECK_H
#define CHECK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "one.h"

#define CHECK(condition)                                                        \
  do {                                                                          \
    if (!(condition)) {                                                         \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                  \
    }                                                                           \
  } while (0)

#endif
