/* A slot whose generations are used up is never used again, a full table says so, and neither makes
 * an old handle valid. Compiled with CSHARED_HANDLE_GENERATIONS = 4 and CSHARED_HANDLE_SLOTS = 100. */
#include <stdint.h>

#include "../../compile/check.h"
#include "cshared/error.h"
#include "cshared/handle.h"

int main(void) {
  static cshared_handle given[400];
  static int value;
  cshared_handle_type type;
  void *object;
  CHECK_STATUS(0, cshared_handle_type_new("box", NULL, &type));
  size_t count = 0;
  for (; count < 400; count++) {
    CHECK_STATUS(0, cshared_handle_new(type, &value, &given[count]));
    for (size_t i = 0; i < count; i++) CHECK(given[i] != given[count]);
    CHECK_STATUS(0, cshared_handle_free(given[count], type));
  }
  cshared_handle none = 0;
  CHECK_STATUS(CSHARED_EXHAUSTED, cshared_handle_new(type, &value, &none));
  CHECK(none == 0);
  for (size_t i = 0; i < count; i++) {
    CHECK_STATUS(CSHARED_STALE_HANDLE, cshared_handle_get(given[i], type, &object));
  }
  uint64_t live;
  CHECK_STATUS(0, cshared_handle_live(type, &live));
  CHECK(live == 0);
  return 0;
}
