/* Want of memory is a status, and what was there before keeps working. Linked with
 * --wrap=calloc. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#include "../../compile/check.h"
#include "cshared/error.h"
#include "cshared/handle.h"

static bool full;

void *wrapped_calloc(size_t count, size_t size) __asm__("__wrap_calloc");
void *real_calloc(size_t count, size_t size) __asm__("__real_calloc");

void *wrapped_calloc(size_t count, size_t size) { return full ? NULL : real_calloc(count, size); }

int main(void) {
  static int value;
  static cshared_handle given[1000];
  cshared_handle_type type;
  void *object;
  CHECK_STATUS(0, cshared_handle_type_new("box", NULL, &type));
  full = true;
  cshared_handle none = 0;
  CHECK_STATUS(ENOMEM, cshared_handle_new(type, &value, &none));
  CHECK(none == 0);
  full = false;
  size_t count = 0;
  for (; count < 64; count++) CHECK_STATUS(0, cshared_handle_new(type, &value, &given[count]));
  full = true; /* The first chunk is used up, the second cannot be made. */
  for (int i = 0; i < 10; i++) CHECK_STATUS(ENOMEM, cshared_handle_new(type, &value, &none));
  CHECK_STATUS(0, cshared_handle_free(given[0], type));
  CHECK_STATUS(0, cshared_handle_new(type, &value, &given[0]));
  full = false;
  for (; count < 1000; count++) CHECK_STATUS(0, cshared_handle_new(type, &value, &given[count]));
  for (size_t i = 0; i < count; i++) {
    CHECK_STATUS(0, cshared_handle_get(given[i], type, &object));
    CHECK_STATUS(0, cshared_handle_free(given[i], type));
  }
  return 0;
}
