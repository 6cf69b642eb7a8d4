#include "work.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

#include "tests/shim/compile/check.h"

library libraries[LIBRARIES];
int loaded;
_Atomic uint64_t calls;

void load(const char *path) {
  CHECK(loaded < LIBRARIES);
  void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
#define FIND(name)                                                                      \
  *(void **)(void *)&libraries[loaded].name = dlsym(handle, "soak_" #name); \
  CHECK(libraries[loaded].name != NULL);
  FUNCTIONS(FIND)
#undef FIND
  loaded++;
}

static void numbers(const library *l, int64_t i) {
  int64_t sum = 0;
  const int status = l->add(i, 1, &sum, NULL);
  CHECK(status == SOAK_OK && sum == i + 1);
}

static void text(const library *l, int64_t i) {
  char *result = NULL;
  size_t size = 0;
  const int64_t times = 100 + i % 1000;
  const int status = l->repeat("abcdefgh", 8, times, &result, &size, NULL);
  CHECK(status == SOAK_OK && size == (size_t)times * 8 && memcmp(result + size - 8, "abcdefgh", 9) == 0);
  l->free(result);
}

static void object(const library *l, int64_t i) {
  soak_cell *cell = NULL;
  int64_t number = 0;
  int status = l->cell_new(i, &cell, NULL);
  CHECK(status == SOAK_OK);
  status = l->cell_number(cell, &number, NULL);
  CHECK(status == SOAK_OK && number == i && l->cell_free(cell) == SOAK_OK);
  soak_error *error = NULL;
  status = l->cell_number(cell, &number, &error);
  CHECK(status == SOAK_STALE_HANDLE && l->error_code(error) == SOAK_STALE_HANDLE);
  l->error_free(error);
}

static void visit(void *sum, int64_t i) { *(int64_t *)sum += i; }

static void callback(const library *l, int64_t i) {
  int64_t sum = 0;
  const int64_t n = i % 20;
  const int status = l->each(n, visit, &sum, NULL);
  CHECK(status == SOAK_OK && sum == n * (n - 1) / 2);
}

static void context(const library *l, int64_t i) {
  soak_context *made = NULL;
  int status = l->context_new(i % 2 == 0 ? 100000 : -1, &made, NULL);
  CHECK(status == SOAK_OK);
  if (i % 2 != 0) {
    CHECK(l->context_cancel(made) == SOAK_OK);
  }
  status = l->wait(made, NULL);
  CHECK(status == (i % 2 == 0 ? ETIMEDOUT : ECANCELED) && l->context_free(made) == SOAK_OK);
}

/* Some calls of each library, and then the thread ends. */
void *work(void *seed) {
  static void (*const kinds[])(const library *l, int64_t i) = {numbers, text, object, callback, context};
  const int64_t first = (int64_t)(intptr_t)seed;
  for (int64_t i = first; i < first + 200; i++) {
    kinds[i % 5](&libraries[i / 5 % loaded], i);
  }
  atomic_fetch_add(&calls, 200);
  return NULL;
}
