/* Values: how they go in, how they come out, and whose memory they are in. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "topics.h"
#include "tour_shims.h"

/* Numbers go in as they are; results come back through pointers, the status is the return value. */
void numbers(void) {
  int64_t quotient, rest;
  CHECK(tour_quotient(17, 5, &quotient, &rest, NULL) == TOUR_OK);
  CHECK(quotient == 3 && rest == 2);

  const double values[] = {1, 2, 6};
  double mean;
  CHECK(tour_mean(values, 3, &mean, NULL) == TOUR_OK);
  CHECK(mean == 3);

  /* A function that is marked infallible has no status. */
  CHECK(tour_half(5) == 2.5);
}

/* An error is a status, and more if one asks. */
void errors(void) {
  int64_t quotient = 77, rest;
  tour_error *err = NULL;
  CHECK(tour_quotient(1, 0, &quotient, &rest, &err) == TOUR_UNKNOWN);
  CHECK(quotient == 77); /* outputs are untouched */
  CHECK(strcmp(tour_error_message(err), "division by zero") == 0);
  CHECK(tour_error_code(err) == TOUR_UNKNOWN);
  tour_error_free(err);

  /* Go errors that stand for an errno value come as that. */
  tour_series *series;
  CHECK(tour_series_new("", 0, &series, NULL) == EINVAL);
  CHECK(strcmp(tour_status_name(EINVAL), "EINVAL") == 0);
}

/* What makes no sense is refused before it gets to Go. */
void refusals(void) {
  double mean;
  tour_error *err = NULL;
  CHECK(tour_mean(NULL, 3, &mean, &err) == EINVAL);
  CHECK(strcmp(tour_error_message(err), "tour_mean: values is NULL, but values_count is not 0") == 0);
  tour_error_free(err);
  const double one = 1;
  CHECK(tour_mean(&one, SIZE_MAX / 2, &mean, NULL) == EINVAL);
  CHECK(tour_mean(NULL, 0, &mean, NULL) == TOUR_OK && isnan(mean));
}

/* Text, bytes and lists that a function gives are the caller's, until tour_free. */
void memory(void) {
  const tour_sample sample = {.value = 2.5, .error = 0.5, .unit = TOUR_UNIT_SECOND};
  char *text;
  size_t size;
  CHECK(tour_sample_describe(sample, &text, &size, NULL) == TOUR_OK);
  CHECK(strcmp(text, "2.5 \xc2\xb1 0.5 s") == 0 && size == strlen(text));
  tour_free(text);

  const double values[] = {1, 2};
  tour_series *series = series_of(values, 2);
  tour_sample *samples;
  size_t count;
  CHECK(tour_series_samples(series, &samples, &count, NULL) == TOUR_OK);
  CHECK(count == 2 && samples[1].value == 2 && samples[0].valid);
  tour_free(samples);

  char *name;
  uint8_t *raw;
  size_t raw_size;
  CHECK(tour_series_summary(series, &name, NULL, &raw, &raw_size, NULL) == TOUR_OK);
  CHECK(strcmp(name, "a series") == 0);
  CHECK(raw_size == strlen("a series: 2 samples") && memcmp(raw, "a series: 2 samples", raw_size) == 0);
  tour_free(name);
  tour_free(raw);
  CHECK(tour_series_free(series) == TOUR_OK);
}

/* The same in memory of the caller. What does not fit is ERANGE, with the size that it needs: once more then. */
void memory_of_the_caller(void) {
  const tour_sample sample = {.value = 2.5, .error = 0.5, .unit = TOUR_UNIT_SECOND};
  char small[4];
  size_t size;
  CHECK(tour_sample_describe_into(sample, small, sizeof small, &size, NULL) == ERANGE);

  char *large = malloc(size + 1); /* and the NUL */
  CHECK(large != NULL);
  CHECK(tour_sample_describe_into(sample, large, size + 1, &size, NULL) == TOUR_OK);
  CHECK(strcmp(large, "2.5 \xc2\xb1 0.5 s") == 0);
  free(large);
}

/* An array of calls costs little more than one. Each has a status of its own: that of one is no other's. */
void many_at_once(void) {
  tour_quotient_item items[] = {
      {.dividend = 17, .divisor = 5},
      {.dividend = 1, .divisor = 0},
      {.dividend = 42, .divisor = 6},
  };
  size_t failed;
  tour_error *err = NULL;
  CHECK(tour_quotient_batch(items, 3, &failed, &err) == TOUR_UNKNOWN);
  CHECK(failed == 1 && strcmp(tour_error_message(err), "item 1: division by zero") == 0);
  tour_error_free(err);
  CHECK(items[0].status == TOUR_OK && items[0].quotient == 3 && items[0].rest == 2);
  CHECK(items[1].status == TOUR_UNKNOWN);
  CHECK(items[2].status == TOUR_OK && items[2].quotient == 7);
}

/* A library can have functions in C and C++ beside those in Go. Their declarations are in tour.h, too. */
void written_in_c(void) {
  double values[] = {9, 1, 4};
  CHECK(tour_median(values, 3) == 4);
  CHECK(isnan(tour_median(NULL, 0)));
}

/* Parts of the runtime shim come under the library's own prefix: tour_shims.h. */
void shims(void) {
  tour_timer timer;
  int64_t ns;
  CHECK(tour_timer_new(TOUR_TIMER_MONOTONIC, &timer) == TOUR_OK);
  CHECK(tour_timer_elapsed(timer, &ns) == TOUR_OK && ns >= 0);
  CHECK(tour_timer_free(timer) == TOUR_OK);
  CHECK(tour_timer_free(timer) == TOUR_STALE_HANDLE);
  CHECK(strcmp(tour_status_text(TOUR_STALE_HANDLE), "the object of this handle was freed") == 0);
}
