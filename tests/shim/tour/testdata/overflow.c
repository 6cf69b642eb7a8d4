/* Writes behind what it gets. */
#include "tour.h"

int main(void) {
  tour_series *series;
  int64_t count;
  double values[9] = {0};
  tour_sample *samples;
  if (tour_series_new("s", 1, &series, NULL) != TOUR_OK || tour_series_add_values(series, values, 9, &count, NULL) != TOUR_OK ||
      tour_series_samples(series, &samples, NULL, NULL) != TOUR_OK) {
    return 2;
  }
  samples[count] = samples[0];
  tour_free(samples);
  return 0;
}
