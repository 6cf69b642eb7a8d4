/* Functions of the host that Go calls: each has a pointer of the host's beside it. */
#include <errno.h>
#include <pthread.h>

#include "topics.h"

/* The status of a callback is an error in Go; here the Go function returns it, so it comes back. */
static tour_status add_until_negative(void *user, int64_t index, tour_sample sample) {
  (void)index;
  double *sum = user;
  if (sample.value < 0) {
    return ECANCELED;
  }
  *sum += sample.value;
  return TOUR_OK;
}

/* A callback that the Go function borrows is called during the call only: its pointer may be to the stack. */
void during_a_call(void) {
  const double values[] = {1, 2, 3, -1, 4};
  tour_series *series = series_of(values, 5);
  double sum = 0;
  CHECK(tour_series_each(series, add_until_negative, &sum, NULL) == ECANCELED);
  CHECK(sum == 6);
  CHECK(tour_series_free(series) == TOUR_OK);
}

typedef struct watcher {
  double latest;
  int destroyed;
} watcher;

static tour_status watch(void *user, const char *series, size_t series_size, tour_sample sample) {
  (void)series, (void)series_size; /* Go's memory: good until this returns, without a NUL behind it */
  watcher *w = user;
  w->latest = sample.value;
  return TOUR_OK;
}

static void destroy_watcher(void *user) { ((watcher *)user)->destroyed++; }

static void add(tour_series *series, double value) {
  CHECK(tour_series_add(series, (tour_sample){.value = value}, (tour_time){.seconds = 0}, NULL) == TOUR_OK);
}

/* Other callbacks are kept by Go, with the pointer. The host takes both back by the pointer: then no call of them
 * runs or begins any more, and the destroy function was called, once. */
void kept(void) {
  tour_series *series = series_of(NULL, 0);
  watcher w = {.latest = 0};
  CHECK(tour_series_watch(series, watch, &w, destroy_watcher, NULL) == TOUR_OK);
  add(series, 1.5);
  CHECK(w.latest == 1.5 && w.destroyed == 0);

  CHECK(tour_callback_remove(&w, -1, NULL) == TOUR_OK);
  CHECK(w.destroyed == 1);
  add(series, 2.5); /* the Go code gets an error from the watcher, and drops it */
  CHECK(w.latest == 1.5);
  CHECK(tour_callback_remove(&w, -1, NULL) == ENOENT);

  /* NULL is Go's nil, which this Go function refuses. */
  CHECK(tour_series_watch(series, NULL, NULL, NULL, NULL) == EINVAL);
  CHECK(tour_series_free(series) == TOUR_OK);
}

enum { THREADS = 4, NOTES = 250 };

static void *take_notes(void *unused) {
  for (int i = 0; i < NOTES; i++) {
    int64_t number;
    CHECK(tour_note("a line", TOUR_NUL_TERMINATED, &number, NULL) == TOUR_OK);
  }
  return unused;
}

static tour_status note_a_note(void *user, int64_t number, const char *line, size_t line_size) {
  (void)user, (void)number;
  int64_t result;
  return tour_note(line, line_size, &result, NULL);
}

/* All functions can be called by any thread. Those of one domain wait for each other, and so must not call each
 * other: from a callback, that is EDEADLK. */
void one_at_a_time(void) {
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) {
    CHECK(pthread_create(&threads[i], NULL, take_notes, NULL) == 0);
  }
  for (int i = 0; i < THREADS; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
  }
  int64_t number;
  CHECK(tour_note("the last one", TOUR_NUL_TERMINATED, &number, NULL) == TOUR_OK);
  CHECK(number == THREADS * NOTES + 1);

  CHECK(tour_notes(note_a_note, NULL, NULL) == EDEADLK);
}
