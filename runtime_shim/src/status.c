/* Texts and names of statuses, behind cshared/status.h. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/status.h"

#include <errno.h>
#include <stddef.h>

#include "status_errno.h"

const char *cshared_status_text(int status) {
  switch (status) {
#define TEXT(name, value, text) \
  case value:                   \
    return text;
    CSHARED_STATUS_MAP(TEXT)
#undef TEXT
#define TEXT(name, text) \
  case name:             \
    return text;
    CSHARED_ERRNO_MAP(TEXT)
#undef TEXT
    default:
      return "unknown status";
  }
}

const char *cshared_status_name(int status) {
  switch (status) {
#define NAME(name, value, text) \
  case value:                   \
    return #name;
    CSHARED_STATUS_MAP(NAME)
#undef NAME
#define NAME(name, text) \
  case name:             \
    return #name;
    CSHARED_ERRNO_MAP(NAME)
#undef NAME
    default:
      return NULL;
  }
}
