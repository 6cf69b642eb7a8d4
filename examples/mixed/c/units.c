#include "c/units.h"

static int calls;

double units_feet(double metres) {
  calls++;
  return metres / 0.3048;
}

int units_calls(void) { return calls; }
