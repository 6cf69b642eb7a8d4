/* Iterators: values that the host takes one by one, from sequences and channels of Go. */
#include <string.h>

#include "topics.h"

static const double VALUES[] = {1, 2, 3};

/* The end is a status, and the iterator is closed in any case. */
void to_the_end(void) {
  tour_series *series = series_of(VALUES, 3);
  tour_float64_iterator *iterator;
  CHECK(tour_series_values(series, &iterator, NULL) == TOUR_OK);
  double sum = 0, value;
  tour_status status;
  while ((status = tour_float64_iterator_next(iterator, &value, NULL)) == TOUR_OK) {
    sum += value;
  }
  CHECK(status == TOUR_END_OF_STREAM && sum == 6);
  CHECK(tour_float64_iterator_close(iterator) == TOUR_OK);
  CHECK(tour_series_free(series) == TOUR_OK);
}

/* Pairs are two outputs. Who has seen enough closes: the Go sequence ends, as after a break. */
void closed_early(void) {
  tour_series *series = series_of(VALUES, 3);
  tour_string_sample_iterator *iterator;
  CHECK(tour_series_described(series, &iterator, NULL) == TOUR_OK);
  CHECK(tour_series_free(series) == TOUR_OK); /* the Go object lives on as long as the iterator needs it */

  char *text;
  tour_sample sample;
  CHECK(tour_string_sample_iterator_next(iterator, &text, NULL, &sample, NULL) == TOUR_OK);
  CHECK(sample.value == 1 && strcmp(text, "1 \xc2\xb1 0 ") == 0);
  tour_free(text);

  CHECK(tour_string_sample_iterator_close(iterator) == TOUR_OK);
  CHECK(tour_string_sample_iterator_next(iterator, &text, NULL, &sample, NULL) == TOUR_STALE_HANDLE);
}

/* A channel gives what is sent, and its end is the sender's to say: here it is when the context ends. */
void followed(void) {
  tour_series *series = series_of(VALUES, 1);
  tour_context *context;
  tour_sample_iterator *iterator;
  CHECK(tour_context_new(-1, &context, NULL) == TOUR_OK);
  CHECK(tour_series_follow(series, context, &iterator, NULL) == TOUR_OK);

  tour_sample sample;
  CHECK(tour_sample_iterator_next(iterator, &sample, NULL) == TOUR_OK && sample.value == 1);
  int64_t count;
  CHECK(tour_series_add_values(series, &VALUES[1], 1, &count, NULL) == TOUR_OK);
  CHECK(tour_sample_iterator_next(iterator, &sample, NULL) == TOUR_OK && sample.value == 2);

  CHECK(tour_context_cancel(context) == TOUR_OK);
  CHECK(tour_sample_iterator_next(iterator, &sample, NULL) == TOUR_END_OF_STREAM);
  CHECK(tour_sample_iterator_close(iterator) == TOUR_OK);
  CHECK(tour_context_free(context) == TOUR_OK);
  CHECK(tour_series_free(series) == TOUR_OK);
}
