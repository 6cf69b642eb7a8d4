/* Go calls C code that is not safe for threads. SERIALIZED says whether the library keeps the calls apart: one
 * that does not has to be seen to fail. */
#include <stdio.h>

#include RAW_HEADER
#include "../../shim/compile/check.h"

int main(void) {
  int64_t deps = 0, shared = 0, own = 0;
  serial_count(&deps, &shared, &own);
  printf("counts left: %ld of 800, %ld of 400, %ld of 400\n", (long)deps, (long)shared, (long)own);
  int crowd = 0;
  CHECK_STATUS(0, serial_signatures(&crowd));
  printf("at most %d at once\n", crowd);
#if SERIALIZED
  CHECK(deps == 800 && shared == 400 && own == 400);
  CHECK(crowd == 1);
#else
  CHECK(deps < 800 && shared < 400 && own < 400);
  CHECK(crowd > 1);
#endif
  CHECK(serial_nested(10) == 10);
  CHECK(serial_first_word() == 5);
  return 0;
}
