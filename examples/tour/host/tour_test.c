/* A walk through the generated API of package tour, in the order of a reader who has not seen one. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tour.h"
#include "tour_shims.h"

#define CHECK(condition)                                                    \
  do {                                                                      \
    if (!(condition)) {                                                     \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                              \
    }                                                                       \
  } while (0)

/* Numbers go in as they are; results come back through pointers, the status is the return value. */
static void numbers(void) {
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
static void errors(void) {
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

/* A Go object is an opaque pointer, which is never followed. */
static void objects(void) {
  tour_series *series, *other, *longer;
  CHECK(tour_series_new("height", TOUR_NUL_TERMINATED, &series, NULL) == TOUR_OK);
  CHECK(tour_series_new("weight", 6, &other, NULL) == TOUR_OK);

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

  /* NULL is Go's nil. A result is a handle of its own, also for an object that has one. */
  CHECK(tour_series_longer(series, NULL, &longer, NULL) == TOUR_OK);
  CHECK(tour_series_free(longer) == TOUR_OK);
  CHECK(tour_series_longer(series, other, &longer, NULL) == TOUR_OK);
  CHECK(tour_series_free(longer) == TOUR_OK);

  /* A freed object is known to be freed. */
  CHECK(tour_series_free(other) == TOUR_OK);
  CHECK(tour_series_free(other) == TOUR_STALE_HANDLE);
  CHECK(tour_series_add_values(other, NULL, 0, &count, NULL) == TOUR_STALE_HANDLE);
  CHECK(tour_series_add_values((tour_series *)&count, NULL, 0, &count, NULL) == TOUR_FOREIGN_HANDLE);
  CHECK(tour_series_add_values(NULL, NULL, 0, &count, NULL) == TOUR_FOREIGN_HANDLE);
  CHECK(tour_series_free(NULL) == TOUR_OK);
  CHECK(tour_series_free(series) == TOUR_OK);
}

/* Text, bytes and lists that a function gives are the caller's. */
static void memory(void) {
  const tour_sample sample = {.value = 2.5, .error = 0.5, .unit = TOUR_UNIT_SECOND};
  char *text;
  size_t size;
  CHECK(tour_sample_describe(sample, &text, &size, NULL) == TOUR_OK);
  CHECK(strcmp(text, "2.5 \xc2\xb1 0.5 s") == 0 && size == strlen(text));
  tour_free(text);

  tour_series *series;
  CHECK(tour_series_new("long", 4, &series, NULL) == TOUR_OK);
  double values[500];
  for (int i = 0; i < 500; i++) {
    values[i] = i;
  }
  int64_t count;
  CHECK(tour_series_add_values(series, values, 500, &count, NULL) == TOUR_OK);
  tour_sample *samples;
  size_t n;
  CHECK(tour_series_samples(series, &samples, &n, NULL) == TOUR_OK);
  CHECK(n == 500 && samples[499].value == 499 && samples[0].valid);
  tour_free(samples);

  char *name;
  uint8_t *raw;
  size_t raw_size;
  CHECK(tour_series_summary(series, &name, NULL, &raw, &raw_size, NULL) == TOUR_OK);
  CHECK(strcmp(name, "long") == 0);
  CHECK(raw_size == strlen("long: 500 samples") && memcmp(raw, "long: 500 samples", raw_size) == 0);
  tour_free(name);
  tour_free(raw);
  CHECK(tour_series_free(series) == TOUR_OK);
}

/* A panic is a status, with the stack of the Go code. */
static void panics(void) {
  tour_series *series;
  CHECK(tour_series_new("empty", 5, &series, NULL) == TOUR_OK);
  tour_sample sample;
  tour_error *err = NULL;
  CHECK(tour_series_at(series, 3, &sample, &err) == TOUR_PANIC);
  CHECK(strcmp(tour_error_message(err), "panic: runtime error: index out of range [3] with length 0") == 0);
  CHECK(strstr(tour_error_stack(err), "tour.(*Series).At") != NULL);
  tour_error_free(err);

  /* The next call works. */
  int64_t count;
  CHECK(tour_series_add_values(series, NULL, 0, &count, NULL) == TOUR_OK && count == 0);
  CHECK(tour_series_free(series) == TOUR_OK);
}

/* What makes no sense is refused before it gets to Go. */
static void refusals(void) {
  double mean;
  tour_error *err = NULL;
  CHECK(tour_mean(NULL, 3, &mean, &err) == EINVAL);
  CHECK(strcmp(tour_error_message(err), "tour_mean: values is NULL, but values_count is not 0") == 0);
  tour_error_free(err);
  const double one = 1;
  CHECK(tour_mean(&one, SIZE_MAX / 2, &mean, NULL) == EINVAL);
  CHECK(tour_mean(NULL, 0, &mean, NULL) == TOUR_OK && isnan(mean));
}

/* Parts of the runtime shim come under the library's own prefix: tour_shims.h. */
static void shims(void) {
  tour_timer timer;
  int64_t ns;
  CHECK(tour_timer_new(TOUR_TIMER_MONOTONIC, &timer) == TOUR_OK);
  CHECK(tour_timer_elapsed(timer, &ns) == TOUR_OK && ns >= 0);
  CHECK(tour_timer_free(timer) == TOUR_OK);
  CHECK(tour_timer_free(timer) == TOUR_STALE_HANDLE);
  CHECK(strcmp(tour_status_text(TOUR_STALE_HANDLE), "the object of this handle was freed") == 0);
}

int main(void) {
  CHECK(strcmp(tour_version(), TOUR_VERSION) == 0);
  numbers();
  errors();
  objects();
  memory();
  panics();
  refusals();
  shims();
  tour_counters counters = {.size = sizeof counters};
  CHECK(tour_stats(&counters) == TOUR_OK);
  CHECK(counters.buffers == 0 && counters.errors == 0 && counters.handles == 0 && counters.panics == 1);
  return 0;
}
