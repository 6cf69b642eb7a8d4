/* Adds beyond what its type has. */
#include "tour.h"

int main(void) {
  int64_t number;
  if (tour_note("a line", TOUR_NUL_TERMINATED, &number, NULL) != TOUR_OK) {
    return 2;
  }
  return (int)(INT64_MAX + number);
}
