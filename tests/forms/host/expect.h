/* What the hosts of this folder check with. They include forms.h before it, each in its way. */
#ifndef FORMS_EXPECT_H
#define FORMS_EXPECT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/shim/compile/check.h"

/* The error has this status and this message; it is freed. */
static inline void expect(forms_error *err, forms_status status, const char *message) {
  if (strcmp(forms_error_message(err), message) != 0) {
    fprintf(stderr, "the message is \"%s\", want \"%s\"\n", forms_error_message(err), message);
    exit(1);
  }
  CHECK(forms_error_code(err) == status);
  forms_error_free(err);
}

#endif
