/* Go objects, and what happens when something goes wrong in them. */
#include <math.h>
#include <string.h>

#include "topics.h"

tour_series *series_of(const double *values, size_t count) {
  tour_series *series;
  int64_t size;
  CHECK(tour_series_new("a series", TOUR_NUL_TERMINATED, &series, NULL) == TOUR_OK);
  CHECK(tour_series_add_values(series, values, count, &size, NULL) == TOUR_OK && size == (int64_t)count);
  return series;
}

/* A Go object is an opaque pointer, which is never followed. */
void objects(void) {
  tour_series *series;
  CHECK(tour_series_new("height", 6, &series, NULL) == TOUR_OK);

  const tour_sample sample = {.value = 1.5, .error = 0.25, .unit = TOUR_UNIT_METER, .valid = true};
  const tour_time noon = {.seconds = 43200};
  CHECK(tour_series_add(series, sample, noon, NULL) == TOUR_OK);

  const double more[] = {2, NAN};
  int64_t count;
  CHECK(tour_series_add_values(series, more, 2, &count, NULL) == TOUR_OK);
  CHECK(count == 3);

  tour_sample second;
  CHECK(tour_series_at(series, 1, &second, NULL) == TOUR_OK);
  CHECK(second.value == 2 && second.unit == TOUR_UNIT_NONE && second.valid);

  int64_t age;
  CHECK(tour_series_age(series, (tour_time){.seconds = 43201, .nanoseconds = 5}, &age, NULL) == TOUR_OK);
  CHECK(age == 1000000005);

  CHECK(tour_series_clear(series, NULL) == TOUR_OK);
  CHECK(tour_series_add_values(series, NULL, 0, &count, NULL) == TOUR_OK && count == 0);
  CHECK(tour_series_free(series) == TOUR_OK);
}

/* Each pointer that a function gives is freed once. Then it is known to be free: no call takes it any more. */
void freed_objects(void) {
  const double values[] = {1, 2};
  tour_series *series = series_of(values, 2), *other = series_of(values, 1), *longer;
  int64_t count;

  /* A result is a handle of its own, also for an object that has one. NULL is Go's nil. */
  CHECK(tour_series_longer(series, NULL, &longer, NULL) == TOUR_OK);
  CHECK(tour_series_free(longer) == TOUR_OK);
  CHECK(tour_series_longer(series, other, &longer, NULL) == TOUR_OK);
  CHECK(tour_series_free(longer) == TOUR_OK);

  CHECK(tour_series_free(other) == TOUR_OK);
  CHECK(tour_series_free(other) == TOUR_STALE_HANDLE);
  CHECK(tour_series_add_values(other, NULL, 0, &count, NULL) == TOUR_STALE_HANDLE);
  CHECK(tour_series_add_values((tour_series *)&count, NULL, 0, &count, NULL) == TOUR_FOREIGN_HANDLE);
  CHECK(tour_series_add_values(NULL, NULL, 0, &count, NULL) == TOUR_FOREIGN_HANDLE);
  CHECK(tour_series_free(NULL) == TOUR_OK);
  CHECK(tour_series_free(series) == TOUR_OK);
}

/* A panic is a status, with the stack of the Go code, and the end of one call only. */
void panics(void) {
  const double values[] = {1, 2};
  tour_series *series = series_of(values, 2);
  tour_sample sample;
  tour_error *err = NULL;
  CHECK(tour_series_at(series, 3, &sample, &err) == TOUR_PANIC);
  CHECK(strcmp(tour_error_message(err), "panic: runtime error: index out of range [3] with length 2") == 0);
  CHECK(strstr(tour_error_stack(err), "tour.(*Series).At") != NULL);
  tour_error_free(err);

  /* Of many calls it costs one. */
  tour_series_at_item items[] = {{.index = 0}, {.index = 9}, {.index = 1}};
  size_t failed;
  CHECK(tour_series_at_batch(series, items, 3, &failed, NULL) == TOUR_PANIC && failed == 1);
  CHECK(items[1].status == TOUR_PANIC);
  CHECK(items[2].status == TOUR_OK && items[2].result.value == 2);
  CHECK(tour_series_free(series) == TOUR_OK);
}
