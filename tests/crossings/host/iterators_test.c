/* Values that C pulls out of Go: from sequences and channels, to the end, and not to the end. */
#include <errno.h>
#include <pthread.h>

#include "check.h"

static void to_the_end(void) {
  crossings_int64_iterator *it = NULL;
  CHECK(crossings_count(5, &it, NULL) == CROSSINGS_OK && it != NULL);
  CHECK(crossings_running() == 0); /* nothing runs before the first value is wanted */
  for (int64_t want = 0; want < 5; want++) {
    int64_t value = -1;
    CHECK(crossings_int64_iterator_next(it, &value, NULL) == CROSSINGS_OK && value == want);
    CHECK(crossings_running() == 1);
  }
  for (int i = 0; i < 3; i++) {
    int64_t value = -1;
    CHECK(crossings_int64_iterator_next(it, &value, NULL) == CROSSINGS_END_OF_STREAM && value == -1);
  }
  CHECK(counters().iterators == 1);
  CHECK(crossings_int64_iterator_close(it) == CROSSINGS_OK);
  CHECK(crossings_int64_iterator_close(it) == CROSSINGS_STALE_HANDLE);
  CHECK(crossings_int64_iterator_close(NULL) == CROSSINGS_OK);
  int64_t value;
  CHECK(crossings_int64_iterator_next(it, &value, NULL) == CROSSINGS_STALE_HANDLE);
  CHECK(counters().iterators == 0 && crossings_running() == 0);
}

static void closed_early(void) {
  for (int taken = 0; taken < 3; taken++) {
    crossings_int64_iterator *it = NULL;
    CHECK(crossings_count(1000, &it, NULL) == CROSSINGS_OK);
    for (int64_t value, i = 0; i < taken; i++) {
      CHECK(crossings_int64_iterator_next(it, &value, NULL) == CROSSINGS_OK);
    }
    CHECK(crossings_int64_iterator_close(it) == CROSSINGS_OK);
    EVENTUALLY(crossings_running() == 0);
  }
}

static void failing(void) {
  crossings_int64_iterator *it = NULL;
  CHECK(crossings_count(20, &it, NULL) == CROSSINGS_OK);
  int64_t value;
  for (int i = 0; i < 13; i++) {
    CHECK(crossings_int64_iterator_next(it, &value, NULL) == CROSSINGS_OK);
  }
  const uint64_t panics = counters().panics;
  crossings_error *err = NULL;
  CHECK(crossings_int64_iterator_next(it, &value, &err) == CROSSINGS_PANIC);
  CHECK(strcmp(crossings_error_message(err), "panic: thirteen") == 0);
  CHECK(strstr(crossings_error_stack(err), "crossings.go:") != NULL);
  crossings_error_free(err);
  CHECK(counters().panics == panics + 1);
  CHECK(crossings_int64_iterator_next(it, &value, NULL) == CROSSINGS_PANIC); /* and no value ever again */
  CHECK(crossings_int64_iterator_close(it) == CROSSINGS_OK);
  CHECK(crossings_exit(&it, NULL) == CROSSINGS_OK);
  CHECK(crossings_int64_iterator_next(it, &value, NULL) == CROSSINGS_OK && value == 1);
  CHECK_FAILS(crossings_int64_iterator_next(it, &value, &err), CROSSINGS_GOEXIT, "runtime.Goexit");
  CHECK(crossings_int64_iterator_close(it) == CROSSINGS_OK);
  CHECK(crossings_none(&it, NULL) == CROSSINGS_OK && it == NULL);
}

static void pairs_and_channels(void) {
  crossings_string_object_iterator *names = NULL;
  CHECK(crossings_names((int64_t[]){7, 8}, 2, &names, NULL) == CROSSINGS_OK);
  for (int64_t want = 7; want < 9; want++) {
    char *key = NULL, text[32];
    size_t size = 0;
    crossings_object *object = NULL;
    CHECK(crossings_string_object_iterator_next(names, &key, &size, &object, NULL) == CROSSINGS_OK);
    snprintf(text, sizeof text, "object %d", (int)want);
    CHECK(size == strlen(text) && strcmp(key, text) == 0);
    int64_t number = 0;
    CHECK(crossings_object_value(object, &number, NULL) == CROSSINGS_OK && number == want);
    crossings_free(key);
    CHECK(crossings_object_free(object) == CROSSINGS_OK);
  }
  CHECK(crossings_string_object_iterator_close(names) == CROSSINGS_OK);
  crossings_point_iterator *points = NULL;
  CHECK(crossings_points(100, &points, NULL) == CROSSINGS_OK);
  crossings_point p;
  for (int i = 0; i < 100; i++) {
    CHECK(crossings_point_iterator_next(points, &p, NULL) == CROSSINGS_OK && p.x == i);
  }
  CHECK(crossings_point_iterator_next(points, &p, NULL) == CROSSINGS_END_OF_STREAM);
  CHECK(crossings_point_iterator_close(points) == CROSSINGS_OK);
}

static crossings_int64_iterator *shared;

static void *wait_for_value(void *unused) {
  (void)unused;
  int64_t value;
  return (void *)(intptr_t)crossings_int64_iterator_next(shared, &value, NULL);
}

/* A thread that waits for a value comes back when another one closes the iterator. */
static void closed_by_another_thread(void) {
  CHECK(crossings_silence(&shared, NULL) == CROSSINGS_OK);
  pthread_t threads[3];
  for (int i = 0; i < 3; i++) {
    CHECK(pthread_create(&threads[i], NULL, wait_for_value, NULL) == 0);
  }
  nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
  CHECK(crossings_int64_iterator_close(shared) == CROSSINGS_OK);
  for (int i = 0; i < 3; i++) {
    void *status;
    CHECK(pthread_join(threads[i], &status) == 0);
    /* One that came late finds no iterator. */
    CHECK((intptr_t)status == CROSSINGS_CLOSED || (intptr_t)status == CROSSINGS_STALE_HANDLE);
  }
}

/* A sequence that has a value when nobody wants it any more ends, and its goroutine with it. */
static void closed_before_the_value(void) {
  CHECK(crossings_gated(&shared, NULL) == CROSSINGS_OK);
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, wait_for_value, NULL) == 0);
  EVENTUALLY(crossings_running() == 1);
  CHECK(crossings_int64_iterator_close(shared) == CROSSINGS_OK);
  void *status;
  CHECK(pthread_join(thread, &status) == 0 && (intptr_t)status == CROSSINGS_CLOSED);
  CHECK(crossings_running() == 1);
  crossings_open_gate();
  EVENTUALLY(crossings_running() == 0);
}

static int64_t pull_again(void *user, int64_t i) {
  crossings_int64_iterator **it = user;
  int64_t value = -1;
  CHECK_FAILS(crossings_int64_iterator_next(*it, &value, &err), EDEADLK, "sequence");
  CHECK(value == -1);
  if (i == 2) {
    CHECK(crossings_int64_iterator_close(*it) == CROSSINGS_OK);
  }
  return i;
}

/* A sequence that wants its own next value, and one that is closed by what it calls. */
static void from_within(void) {
  crossings_int64_iterator *it = NULL;
  CHECK(crossings_pull(9, pull_again, &it, NULL, &it, NULL) == CROSSINGS_OK);
  int64_t value = -1;
  CHECK(crossings_int64_iterator_next(it, &value, NULL) == CROSSINGS_OK && value == 0);
  CHECK(crossings_int64_iterator_next(it, &value, NULL) == CROSSINGS_OK && value == 1);
  const crossings_status last = crossings_int64_iterator_next(it, &value, NULL);
  CHECK(last == CROSSINGS_CLOSED || (last == CROSSINGS_OK && value == 2));
  CHECK(crossings_collect(NULL) == CROSSINGS_OK);
  EVENTUALLY(crossings_collect(NULL) == CROSSINGS_OK && counters().callbacks == 0);
}

#define VALUES 12000

static _Atomic int64_t sum;

static void *pull(void *it) {
  crossings_point p;
  while (crossings_point_iterator_next(it, &p, NULL) == CROSSINGS_OK) {
    sum += (int64_t)p.x;
  }
  return NULL;
}

static void many_threads(void) {
  crossings_point_iterator *it = NULL;
  CHECK(crossings_points(VALUES, &it, NULL) == CROSSINGS_OK);
  pthread_t threads[8];
  for (int i = 0; i < 8; i++) {
    CHECK(pthread_create(&threads[i], NULL, pull, it) == 0);
  }
  for (int i = 0; i < 8; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
  }
  CHECK(sum == (int64_t)VALUES * (VALUES - 1) / 2);
  CHECK(crossings_point_iterator_close(it) == CROSSINGS_OK);
}

int main(void) {
  to_the_end();
  closed_early();
  failing();
  pairs_and_channels();
  closed_by_another_thread();
  closed_before_the_value();
  from_within();
  many_threads();
  const crossings_counters left = counters();
  CHECK(left.iterators == 0 && left.handles == 0 && left.buffers == 0 && left.errors == 0);
  puts("iterators: to the end, closed early, failing, shared");
  return 0;
}
