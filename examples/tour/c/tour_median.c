#include "c/tour_median.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

double tour_median(double *values, size_t values_count) {
  if (values_count == 0) {
    return NAN;
  }
  qsort(values, values_count, sizeof *values, compare);
  const size_t middle = values_count / 2;
  return values_count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}
