/* calls ROUNDS ROW LIBRARY BASELINE: generated functions beside hand-written ones. */
#include "tests/benchmarks/pairs/pair.h"

#include <dlfcn.h>
#include <string.h>

#include "calls.h"

static __typeof__(&calls_add) add;
static __typeof__(&calls_add_batch) add_batch;
static __typeof__(&calls_length) length;
static __typeof__(&calls_text) text;
static __typeof__(&calls_free) release;
static __typeof__(&calls_counter_new) counter_new;
static __typeof__(&calls_counter_add) counter_add;
static __typeof__(&calls_apply) apply;

static int64_t (*baseline_add)(int64_t, int64_t);
static int64_t (*baseline_length)(const char *, int);
static char *(*baseline_text)(void);
static uintptr_t (*baseline_counter_new)(void);
static int64_t (*baseline_counter_add)(uintptr_t, int64_t);
static int64_t (*baseline_apply)(int64_t, int64_t (*)(void *, int64_t), void *);

static const char input[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
static volatile int64_t sink;

/* A library has many objects; both sides take theirs in turns. */
enum { OBJECTS = 256 };
static calls_counter *counters[OBJECTS];
static uintptr_t baseline_counters[OBJECTS];

static void must(int status) {
  if (status != 0) {
    fprintf(stderr, "a call returns %d\n", status);
    exit(1);
  }
}

static void ours_scalar(void *unused, int n) {
  (void)unused;
  for (int i = 0; i < n; i++) {
    int64_t sum;
    calls_error *err;
    must(add(i, 1, &sum, &err));
    sink = sum;
  }
}

static void baseline_scalar(void *unused, int n) {
  (void)unused;
  for (int i = 0; i < n; i++) {
    sink = baseline_add(i, 1);
  }
}

static void ours_batch(void *unused, int n) {
  enum { ITEMS = 64 };
  static calls_add_item items[ITEMS];
  (void)unused;
  for (int i = 0; i < n; i += ITEMS) {
    for (int j = 0; j < ITEMS; j++) {
      items[j].a = i + j;
      items[j].b = 1;
    }
    calls_error *err;
    must(add_batch(items, ITEMS, NULL, &err));
    for (int j = 0; j < ITEMS; j++) {
      sink = items[j].result;
    }
  }
}

static void ours_string_in(void *unused, int n) {
  (void)unused;
  for (int i = 0; i < n; i++) {
    int64_t size;
    calls_error *err;
    must(length(input, 64, &size, &err));
    sink = size;
  }
}

static void baseline_string_in(void *unused, int n) {
  (void)unused;
  for (int i = 0; i < n; i++) {
    sink = baseline_length(input, 64);
  }
}

static void ours_string_out(void *unused, int n) {
  (void)unused;
  for (int i = 0; i < n; i++) {
    char *out;
    size_t size;
    calls_error *err;
    must(text(&out, &size, &err));
    sink = out[63];
    release(out);
  }
}

static void baseline_string_out(void *unused, int n) {
  (void)unused;
  for (int i = 0; i < n; i++) {
    char *out = baseline_text();
    sink = out[63];
    free(out);
  }
}

static void ours_handle_method(void *unused, int n) {
  (void)unused;
  for (int i = 0; i < n; i++) {
    int64_t sum;
    calls_error *err;
    must(counter_add(counters[i % OBJECTS], 1, &sum, &err));
    sink = sum;
  }
}

static void baseline_handle_method(void *unused, int n) {
  (void)unused;
  for (int i = 0; i < n; i++) {
    sink = baseline_counter_add(baseline_counters[i % OBJECTS], 1);
  }
}

static int64_t twice(void *user, int64_t n) {
  (void)user;
  return 2 * n;
}

static void ours_callback(void *unused, int n) {
  (void)unused;
  for (int i = 0; i < n; i++) {
    int64_t result;
    calls_error *err;
    must(apply(i, twice, NULL, &result, &err));
    sink = result;
  }
}

static void baseline_callback(void *unused, int n) {
  (void)unused;
  for (int i = 0; i < n; i++) {
    sink = baseline_apply(i, twice, NULL);
  }
}

static void *open_library(const char *path) {
  void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  return handle;
}

static void find(void *handle, const char *name, void *function) {
  void *symbol = dlsym(handle, name);
  if (symbol == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  memcpy(function, &symbol, sizeof symbol);
}

int main(int argc, char **argv) {
  if (argc != 5) {
    return 2;
  }
  void *ours = open_library(argv[3]), *baseline = open_library(argv[4]);
  find(ours, "calls_add", &add);
  find(ours, "calls_add_batch", &add_batch);
  find(ours, "calls_length", &length);
  find(ours, "calls_text", &text);
  find(ours, "calls_free", &release);
  find(ours, "calls_counter_new", &counter_new);
  find(ours, "calls_counter_add", &counter_add);
  find(ours, "calls_apply", &apply);
  find(baseline, "baseline_add", &baseline_add);
  find(baseline, "baseline_length", &baseline_length);
  find(baseline, "baseline_text", &baseline_text);
  find(baseline, "baseline_counter_new", &baseline_counter_new);
  find(baseline, "baseline_counter_add", &baseline_counter_add);
  find(baseline, "baseline_apply", &baseline_apply);
  for (int i = 0; i < OBJECTS; i++) {
    must(counter_new(&counters[i], NULL));
    baseline_counters[i] = baseline_counter_new();
  }
  static const struct {
    const char *row;
    pair_side ours, baseline;
  } rows[] = {
      {"call/scalar", ours_scalar, baseline_scalar},
      {"batch/per_item", ours_batch, baseline_scalar},
      {"call/string_in", ours_string_in, baseline_string_in},
      {"call/string_out", ours_string_out, baseline_string_out},
      {"call/handle_method", ours_handle_method, baseline_handle_method},
      {"call/callback", ours_callback, baseline_callback},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (strcmp(rows[i].row, argv[2]) == 0) {
      /* A multiple of a batch. */
      pair_measure(argv[1], 19200, rows[i].ours, NULL, rows[i].baseline, NULL);
      return 0;
    }
  }
  return 2;
}
