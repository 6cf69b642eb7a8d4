/* Functions of C that Go calls: during a call, kept, from other threads, failing, taken back. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

#include "check.h"

static crossings_status count(void *user, int64_t i) {
  int64_t *n = user;
  CHECK(*n == i);
  ++*n;
  return i == 5 ? ENOENT : CROSSINGS_OK;
}

static crossings_status nested(void *user, int64_t i) {
  int64_t n = 0, result = 0;
  if (i > 0 && crossings_each(i, nested, user, &result, NULL) != CROSSINGS_OK) {
    return CROSSINGS_CALLBACK;
  }
  CHECK(crossings_each(3, count, &n, &result, NULL) == CROSSINGS_OK && result == 3);
  ++*(int64_t *)user;
  return CROSSINGS_OK;
}

static crossings_status panicking(void *user, int64_t i) {
  (void)user;
  int64_t least;
  return crossings_least(NULL, 0, NULL, NULL, &least, NULL) + (int)i; /* an index out of range */
}

static void during_a_call(void) {
  int64_t n = 0, result = 0;
  CHECK(crossings_each(5, count, &n, &result, NULL) == CROSSINGS_OK && n == 5 && result == 5);
  n = 0;
  CHECK_FAILS(crossings_each(9, count, &n, &result, &err), ENOENT, "the callback failed: no such file or directory");
  CHECK(n == 6);
  n = 0;
  CHECK(crossings_each(6, nested, &n, &result, NULL) == CROSSINGS_OK && n == 63);
  CHECK(crossings_each(1, panicking, NULL, &result, NULL) == CROSSINGS_PANIC);
  /* NULL is a nil function, and calling it panics. */
  CHECK(crossings_each(0, NULL, NULL, &result, NULL) == CROSSINGS_OK);
  CHECK_FAILS(crossings_each(1, NULL, NULL, &result, &err), CROSSINGS_PANIC, "nil pointer");
}

static crossings_status fail_with(void *user) { return *(int *)user; }

static void kinds(void) {
  static const struct {
    int status;
    const char *want;
  } tests[] = {
      {0, "nil"},
      {ENOENT, "not exist: the callback failed: no such file or directory"},
      {ECANCELED, "canceled"},
      {CROSSINGS_CALLBACK, "the callback failed"},
      {-5, "the callback failed"},
      {CROSSINGS_EXHAUSTED, "the callback failed with a status of the library's"},
  };
  for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
    int status = tests[i].status;
    char *text = NULL;
    CHECK(crossings_kind(fail_with, &status, &text, NULL, NULL) == CROSSINGS_OK);
    CHECK(strcmp(text, tests[i].want) == 0);
    crossings_free(text);
  }
}

static bool greater(void *user, int64_t a, int64_t b) {
  ++*(int *)user;
  return a > b;
}

static void ping(void *user) { ++*(int *)user; }

static crossings_object *given;

static crossings_status everything(void *user, bool b, int8_t i, uint64_t u, float x, crossings_unit unit, int64_t d,
                                   crossings_point p, crossings_time at, const char *s, size_t s_size,
                                   const uint8_t *raw, size_t raw_size, const crossings_point *all, size_t all_count,
                                   crossings_object *o, crossings_point *r1, crossings_time *r2, const char **r3,
                                   size_t *r3_size, const uint8_t **r4, size_t *r4_size, const crossings_point **r5,
                                   size_t *r5_count, crossings_unit *r6, crossings_object **r7) {
  CHECK(user == NULL && b && i == -3 && u == UINT64_C(1) << 63 && x == 1.5f && unit == CROSSINGS_UNIT_METER);
  CHECK(d == 1000000000 && p.x == 1 && p.y == 2 && p.unit == CROSSINGS_UNIT_METER);
  CHECK(at.seconds == 12 && at.nanoseconds == 34);
  CHECK(s_size == 4 && memcmp(s, "a\0bc", 4) == 0 && raw_size == 3 && memcmp(raw, "\1\0\2", 3) == 0);
  CHECK(all_count == 2 && all[0].x == 3 && all[1].y == 6);
  int64_t number = 0;
  CHECK(crossings_object_value(o, &number, NULL) == CROSSINGS_OK && number == 42);
  static const crossings_point points[] = {{7, 8, 0}, {9, 10, 1}};
  *r1 = points[1];
  *r2 = (crossings_time){.seconds = 56, .nanoseconds = 78};
  *r3 = "text";
  *r3_size = 4;
  *r4 = (const uint8_t *)"raw";
  *r4_size = 3;
  *r5 = points;
  *r5_count = 2;
  *r6 = CROSSINGS_UNIT_METER;
  *r7 = given = o; /* ours, until it is freed below */
  return CROSSINGS_OK;
}

static void all_kinds(void) {
  char *text = NULL;
  CHECK(crossings_everything("a\0bc", 4, everything, NULL, &text, NULL, NULL) == CROSSINGS_OK);
  CHECK(strcmp(text, "{9 10 1} 1970-01-01T00:00:56.000000078Z text [114 97 119] [{7 8 0} {9 10 1}] 1 42\n") == 0);
  crossings_free(text);
  CHECK(crossings_object_free(given) == CROSSINGS_OK);
  int calls = 0;
  int64_t least = 0;
  CHECK(crossings_least((int64_t[]){3, 9, 4}, 3, greater, &calls, &least, NULL) == CROSSINGS_OK);
  CHECK(least == 9 && calls == 3);
  CHECK(crossings_nothing(ping, &calls, NULL) == CROSSINGS_OK && calls == 4);
}

struct kept {
  atomic_int calls, destroyed, in;
  atomic_bool hold;
  int status;
};

static crossings_status hear(void *user, const char *text, size_t text_size) {
  struct kept *k = user;
  CHECK(k->destroyed == 0 && text_size == 5 && memcmp(text, "hello", 5) == 0);
  k->calls++;
  k->in++;
  while (k->hold) {
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
  k->in--;
  return k->status;
}

static void destroy(void *user) { ((struct kept *)user)->destroyed++; }

static crossings_status notify(void) { return crossings_notify("hello", CROSSINGS_NUL_TERMINATED, NULL); }

static void *notify_thread(void *unused) {
  (void)unused;
  return (void *)(intptr_t)notify();
}

static void kept(void) {
  struct kept k = {0};
  CHECK(crossings_keep(hear, &k, destroy, NULL) == CROSSINGS_OK);
  CHECK(counters().callbacks == 1);
  CHECK(notify() == CROSSINGS_OK && k.calls == 1);
  k.status = EACCES;
  CHECK(notify() == EACCES && k.calls == 2);
  k.status = 0;
  /* Go forgets it. */
  CHECK(crossings_keep(NULL, NULL, NULL, NULL) == CROSSINGS_OK);
  CHECK(crossings_collect(NULL) == CROSSINGS_OK);
  EVENTUALLY(k.destroyed == 1);
  EVENTUALLY(counters().callbacks == 0);
  CHECK(notify() == ENOENT);
}

static void taken_back(void) {
  struct kept k = {0};
  CHECK(crossings_keep(hear, &k, destroy, NULL) == CROSSINGS_OK);
  k.hold = true;
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, notify_thread, NULL) == 0);
  EVENTUALLY(k.in == 1);
  CHECK_FAILS(crossings_callback_remove(&k, 1000000, &err), ETIMEDOUT, "");
  CHECK(k.destroyed == 0);
  CHECK(notify() == CROSSINGS_CLOSED); /* no call begins any more */
  /* It is not gone: who asks again waits again. */
  CHECK(crossings_callback_remove(&k, 0, NULL) == ETIMEDOUT);
  k.hold = false;
  void *status;
  CHECK(pthread_join(thread, &status) == 0 && (intptr_t)status == CROSSINGS_OK);
  EVENTUALLY(k.destroyed == 1);
  CHECK(crossings_callback_remove(&k, -1, NULL) == ENOENT);
  /* Without a call that runs it is done at once. */
  struct kept other = {0};
  CHECK(crossings_keep(hear, &other, destroy, NULL) == CROSSINGS_OK);
  CHECK(crossings_callback_remove(&other, -1, NULL) == CROSSINGS_OK && other.destroyed == 1);
  CHECK(notify() == CROSSINGS_CLOSED && other.calls == 0);
  CHECK(crossings_collect(NULL) == CROSSINGS_OK);
  CHECK(other.destroyed == 1 && k.destroyed == 1 && counters().callbacks == 0);
}

static crossings_status remove_itself(void *user, const char *text, size_t text_size) {
  (void)text;
  (void)text_size;
  struct kept *k = user;
  /* Go has called from a goroutine of its own, so this thread runs that goroutine. */
  k->status = crossings_callback_remove(user, -1, NULL);
  return CROSSINGS_OK;
}

static void removes_itself(void) {
  struct kept k = {0};
  CHECK(crossings_keep(remove_itself, &k, destroy, NULL) == CROSSINGS_OK);
  CHECK(notify() == CROSSINGS_OK && k.status == EDEADLK);
  EVENTUALLY(k.destroyed == 1);
}

struct source {
  char text[64];
  crossings_status removed;
  bool gone;
};

static crossings_status give(void *user, const char **r1, size_t *r1_size, const uint8_t **r2, size_t *r2_size) {
  struct source *s = user;
  *r1 = s->text;
  *r1_size = 4;
  *r2 = (const uint8_t *)s->text;
  *r2_size = 2;
  s->removed = crossings_callback_remove(s, -1, NULL);
  return CROSSINGS_OK;
}

static void give_up(void *user) {
  struct source *s = user;
  memset(s->text, 'x', sizeof s->text);
  s->gone = true;
}

/* What a callback gives is copied before it may be destroyed. */
static void gives_and_goes(void) {
  struct source s = {.text = "text"};
  CHECK(crossings_keep_source(give, &s, give_up, NULL) == CROSSINGS_OK);
  char *text = NULL;
  uint8_t *raw = NULL;
  CHECK(crossings_read(&text, NULL, &raw, NULL, NULL) == CROSSINGS_OK);
  CHECK(s.removed == EDEADLK && s.gone);
  CHECK(strcmp(text, "text") == 0 && memcmp(raw, "te", 2) == 0);
  crossings_free(text);
  crossings_free(raw);
}

static crossings_status look(void *user, crossings_object *o) {
  ++*(int *)user;
  return crossings_object_free(o);
}

/* A callback that is not called any more gets no object either. */
static void no_object_without_a_call(void) {
  int calls = 0;
  CHECK(crossings_keep_watch(look, &calls, NULL, NULL) == CROSSINGS_OK);
  CHECK(crossings_show(1, NULL) == CROSSINGS_OK && calls == 1 && counters().handles == 0);
  CHECK(crossings_callback_remove(&calls, -1, NULL) == CROSSINGS_OK);
  CHECK(crossings_show(1, NULL) == CROSSINGS_CLOSED && calls == 1);
  CHECK(counters().handles == 0);
}

static crossings_status straggler(void *user, int64_t i) {
  (void)i;
  nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
  ++*(atomic_int *)user;
  return CROSSINGS_OK;
}

/* A callback for one call is never called after it, nor still runs. */
static void not_after_the_call(void) {
  int64_t n = 0;
  CHECK(crossings_smuggle(count, &n, NULL) == CROSSINGS_OK);
  CHECK_FAILS(crossings_call_smuggled(&err), CROSSINGS_CLOSED, "taken back");
  CHECK(n == 0);
  for (int i = 0; i < 10; i++) {
    atomic_int before = 0;
    CHECK(crossings_straggle(straggler, &before, NULL) == CROSSINGS_OK);
    const int ran = before;
    nanosleep(&(struct timespec){.tv_nsec = 3000000}, NULL);
    CHECK(before == ran);
  }
}

static void *keep_and_remove(void *unused) {
  (void)unused;
  for (int i = 0; i < 500; i++) {
    struct kept k = {0};
    CHECK(crossings_keep(hear, &k, destroy, NULL) == CROSSINGS_OK);
    (void)notify();
    CHECK(crossings_callback_remove(&k, -1, NULL) == CROSSINGS_OK);
    CHECK(k.destroyed == 1 && k.in == 0);
  }
  return NULL;
}

int main(void) {
  during_a_call();
  kinds();
  all_kinds();
  kept();
  taken_back();
  removes_itself();
  gives_and_goes();
  no_object_without_a_call();
  not_after_the_call();
  pthread_t threads[8];
  for (int i = 0; i < 8; i++) {
    CHECK(pthread_create(&threads[i], NULL, keep_and_remove, NULL) == 0);
  }
  for (int i = 0; i < 8; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
  }
  const crossings_counters left = counters();
  CHECK(left.callbacks == 0 && left.handles == 0 && left.buffers == 0 && left.errors == 0);
  puts("callbacks: during a call, nested, failing, kept, taken back");
  return 0;
}
