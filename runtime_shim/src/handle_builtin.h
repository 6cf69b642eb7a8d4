/* The types that the shim itself registers, at compile time: whoever comes first, and from however
 * many threads, finds them. Internal. */
#ifndef CSHARED_SRC_HANDLE_BUILTIN_H
#define CSHARED_SRC_HANDLE_BUILTIN_H

enum {
  CSHARED_HANDLE_ERROR = 1,    /* One block of malloc. */
  CSHARED_HANDLE_SNAPSHOT = 2, /* One block of malloc. */
  CSHARED_HANDLE_BUILTIN = 2
};

#endif
