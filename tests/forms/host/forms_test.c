/* The other forms of functions: arrays of calls, and results in memory of the caller. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* The compiler would refuse the NULLs below. */
#define FORMS_NONNULL(parameters)
#define FORMS_CHECK
#define FORMS_DEPRECATED(message)
#include "forms.h"
#include "tests/forms/host/expect.h"

enum { ITEMS = 64 };

static int64_t runs(void) {
  int64_t n;
  CHECK(forms_runs(&n, NULL) == FORMS_OK);
  return n;
}

static uint64_t panics(void) {
  forms_counters counters = {.size = sizeof counters};
  CHECK(forms_stats(&counters) == FORMS_OK);
  return counters.panics;
}

static void fill(forms_divide_item *items) {
  for (int i = 0; i < ITEMS; i++) {
    items[i] = (forms_divide_item){.dividend = 10 * i, .divisor = 10, .quotient = -7, .status = 99};
  }
}

/* All items but the given one went well. */
static void one_failed(const forms_divide_item *items, int bad, forms_status status) {
  for (int i = 0; i < ITEMS; i++) {
    CHECK(items[i].status == (i == bad ? status : FORMS_OK) && items[i].quotient == (i == bad ? -7 : i));
  }
}

static void all_well(void) {
  forms_divide_item items[ITEMS];
  fill(items);
  size_t failed = 99;
  forms_error *err = NULL;
  errno = 77;
  CHECK(forms_divide_batch(items, ITEMS, &failed, &err) == FORMS_OK);
  CHECK(errno == 77 && failed == 0 && err == NULL);
  one_failed(items, -1, FORMS_OK);
  CHECK(forms_divide_batch(items, ITEMS, NULL, NULL) == FORMS_OK);
}

/* One item of many ends in another way, at each place of the array. */
static void one_ends(int64_t dividend, forms_status status, const char *message, bool is_panic) {
  for (int bad = 0; bad < ITEMS; bad += 21) { /* the first and the last one among them */
    forms_divide_item items[ITEMS];
    fill(items);
    items[bad].dividend = dividend;
    size_t failed = 0;
    forms_error *err = NULL;
    const int64_t ran = runs();
    const uint64_t before = panics();
    errno = 77;
    CHECK(forms_divide_batch(items, ITEMS, &failed, &err) == status);
    CHECK(errno == 77 && failed == 1 && err != NULL);
    CHECK(runs() == ran + ITEMS && panics() == before + (is_panic ? 1 : 0));
    one_failed(items, bad, status);
    char want[200];
    snprintf(want, sizeof want, "item %d: %s", bad, message);
    CHECK((strstr(forms_error_stack(err), "Divide") != NULL) == (is_panic || status == FORMS_GOEXIT));
    expect(err, status, want);
    fill(items);
    items[bad].dividend = dividend;
    CHECK(forms_divide_batch(items, ITEMS, &failed, NULL) == status && failed == 1);
    one_failed(items, bad, status);
  }
}

static void many_fail(void) {
  forms_divide_item items[ITEMS];
  fill(items);
  for (int i = 5; i < ITEMS; i++) {
    items[i].dividend = i % 2 == 0 ? -1 : 7;
    items[i].divisor = 0;
  }
  size_t failed;
  forms_error *err;
  const int64_t ran = runs();
  CHECK(forms_divide_batch(items, ITEMS, &failed, &err) == EOPNOTSUPP);
  CHECK(failed == ITEMS - 5 && runs() == ran + ITEMS);
  for (int i = 0; i < ITEMS; i++) {
    CHECK(items[i].status == (i < 5 ? FORMS_OK : i % 2 == 0 ? FORMS_PANIC : EOPNOTSUPP));
  }
  expect(err, EOPNOTSUPP, "item 5: 7 by zero: unsupported operation");
}

static void absurd(void) {
  size_t failed;
  forms_error *err;
  CHECK(forms_divide_batch(NULL, 0, &failed, NULL) == FORMS_OK && failed == 0);
  CHECK(forms_divide_batch(NULL, 3, &failed, &err) == EINVAL && failed == 3);
  expect(err, EINVAL, "forms_divide_batch: items is NULL, but count is not 0");
  forms_divide_item item = {.dividend = 4, .divisor = 2, .status = 99};
  const size_t counts[] = {SIZE_MAX, SIZE_MAX / sizeof item, SIZE_MAX / sizeof item + 2, (size_t)PTRDIFF_MAX / sizeof item + 1};
  for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
    CHECK(forms_divide_batch(&item, counts[i], &failed, &err) == EINVAL && failed == counts[i]);
    expect(err, EINVAL, "forms_divide_batch: count is larger than any array can be");
    CHECK(item.status == 99);
  }
  CHECK(forms_divide_batch(&item, 1, NULL, NULL) == FORMS_OK && item.quotient == 2);
}

/* Text that ends where the next page cannot be read. */
static char *at_end_of_page(const char *text) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  char *memory = mmap(NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(memory != MAP_FAILED && mprotect(memory + 2 * page, page, PROT_NONE) == 0);
  return memcpy(memory + 2 * page - strlen(text) - 1, text, strlen(text) + 1);
}

static void sizes(void) {
  char long_text[5001];
  memset(long_text, 'y', sizeof long_text - 1);
  long_text[sizeof long_text - 1] = '\0';
  const int32_t values[] = {1, 20, 300};
  const uint8_t raw[] = {4, 5};
  forms_measure_item items[] = {
      {.text = "abc", .text_size = 3},
      {.text = "ab\0c", .text_size = 4, .values = values, .values_count = 3, .raw = raw, .raw_size = 2},
      {.text = "terminated", .text_size = FORMS_NUL_TERMINATED},
      {.text = at_end_of_page("end"), .text_size = FORMS_NUL_TERMINATED},
      {.text = at_end_of_page(long_text), .text_size = FORMS_NUL_TERMINATED},
      {.text = NULL, .text_size = 0},
      {.text = NULL, .text_size = 1},
      {.text = NULL, .text_size = FORMS_NUL_TERMINATED},
      {.text = "x", .text_size = (size_t)PTRDIFF_MAX + 1},
      {.values = NULL, .values_count = 1},
      {.values = values, .values_count = PTRDIFF_MAX / 4 + 1},
      {.raw = raw, .raw_size = SIZE_MAX},
      {.text = "last", .text_size = 4},
  };
  const int64_t want[] = {3, 4, 10, 3, 5000, 0, -1, -1, -1, -1, -1, -1, 4};
  enum { N = sizeof items / sizeof items[0] };
  size_t failed;
  forms_error *err;
  CHECK(forms_measure_batch(items, N, &failed, &err) == EINVAL && failed == 6);
  expect(err, EINVAL, "item 6: text is NULL, but text_size is not 0");
  for (int i = 0; i < N; i++) {
    CHECK(items[i].status == (want[i] < 0 ? EINVAL : 0) && (want[i] < 0 || items[i].size == want[i]));
  }
  CHECK(items[1].sum == 330 && items[2].text_size == FORMS_NUL_TERMINATED);
  CHECK(forms_measure_batch(&items[8], 1, NULL, &err) == EINVAL);
  expect(err, EINVAL, "item 0: text_size is larger than any object can be");
  char *last;
  CHECK(forms_last(&last, NULL, NULL) == FORMS_OK && strcmp(last, "last") == 0);
  forms_free(last);
}

static void objects(void) {
  forms_box *box, *other, *gone;
  CHECK(forms_box_new(1, &box, NULL) == FORMS_OK && forms_box_new(1000, &other, NULL) == FORMS_OK);
  CHECK(forms_box_new(0, &gone, NULL) == FORMS_OK && forms_box_free(gone) == FORMS_OK);
  forms_box_add_item items[] = {
      {.n = 1, .other = NULL}, {.n = 2, .other = other}, {.n = 3, .other = gone}, {.n = 4, .other = (forms_box *)(uintptr_t)5}, {.n = 5}};
  size_t failed;
  forms_error *err;
  CHECK(forms_box_add_batch(box, items, 5, &failed, &err) == FORMS_STALE_HANDLE && failed == 2);
  char want[100];
  snprintf(want, sizeof want, "item 2: %s", forms_status_text(FORMS_STALE_HANDLE));
  expect(err, FORMS_STALE_HANDLE, want);
  CHECK(items[0].result == 2 && items[1].result == 1004 && items[3].status == FORMS_FOREIGN_HANDLE && items[4].result == 1009);
  CHECK(forms_box_add_batch(gone, items, 5, &failed, NULL) == FORMS_STALE_HANDLE && failed == 5);
  CHECK(items[0].status == FORMS_STALE_HANDLE && items[4].status == FORMS_STALE_HANDLE);
  CHECK(forms_box_add_batch(NULL, items, 5, &failed, &err) == FORMS_FOREIGN_HANDLE && items[4].status == FORMS_FOREIGN_HANDLE);
  forms_error_free(err);
  forms_box_half_item halves[4];
  CHECK(forms_box_half_batch(other, halves, 4, &failed, NULL) == FORMS_UNKNOWN && failed == 1);
  for (int i = 0; i < 3; i++) {
    CHECK(forms_box_free(halves[i].box2) == FORMS_OK);
  }
  CHECK(forms_box_free(box) == FORMS_OK && forms_box_free(other) == FORMS_OK);
}

static void text_into(void) {
  char buffer[401];
  size_t size;
  forms_error *err;
  for (int64_t n = 0; n < 400; n++) {
    const int64_t ran = runs();
    memset(buffer, '#', sizeof buffer);
    CHECK(forms_text_into(n, buffer, (size_t)n + 1, &size, NULL) == FORMS_OK);
    CHECK(size == (size_t)n && strlen(buffer) == (size_t)n && buffer[n + 1 < 401 ? n + 1 : 0] != '\0');
    CHECK(runs() == ran + 1);
    CHECK(forms_text_into(n, buffer, (size_t)n, &size, &err) == ERANGE && size == (size_t)n);
    expect(err, ERANGE, "forms_text_into: the result does not fit: result_size says how much it needs");
    CHECK(forms_text_into(n, NULL, 0, &size, NULL) == ERANGE && size == (size_t)n);
    CHECK(runs() == ran + 3);
  }
  CHECK(forms_text_into(3, buffer, sizeof buffer, NULL, &err) == EINVAL);
  expect(err, EINVAL, "forms_text_into: result_size is NULL, so there is no place for the size");
  CHECK(forms_text_into(3, NULL, 4, &size, &err) == EINVAL);
  expect(err, EINVAL, "forms_text_into: result is NULL, but result_room is not 0");
  CHECK(forms_text_into(3, buffer, SIZE_MAX, &size, &err) == EINVAL);
  expect(err, EINVAL, "forms_text_into: result_room is larger than any object can be");
  CHECK(forms_text_into(-1, buffer, 2, &size, &err) == FORMS_UNKNOWN);
  expect(err, FORMS_UNKNOWN, "negative ");
  CHECK(forms_text_into(-1, buffer, 300, &size, &err) == FORMS_UNKNOWN);
  expect(err, FORMS_UNKNOWN, "negative ");
}

/* What does not fit is dropped: else this would take half a gigabyte. */
static void dropped(void) {
  struct rusage usage;
  size_t size;
  for (int i = 0; i < 500; i++) {
    CHECK(forms_text_into(1 << 20, NULL, 0, &size, NULL) == ERANGE && size == 1 << 20);
  }
  CHECK(getrusage(RUSAGE_SELF, &usage) == 0 && usage.ru_maxrss < 250000);
}

static void numbers_into(void) {
  int32_t numbers[10] = {7, 7, 7, 7, 7, 7, 7, 7, 7, 7};
  forms_box *sum = NULL;
  size_t count = 0;
  bool some = false;
  forms_error *err;
  CHECK(forms_numbers_into(9, &sum, numbers, 9, &count, &some, NULL) == FORMS_OK);
  CHECK(count == 9 && numbers[8] == 8 && numbers[9] == 7 && some);
  CHECK(forms_box_free(sum) == FORMS_OK);
  CHECK(forms_numbers_into(9, &sum, numbers, 8, &count, &some, &err) == ERANGE && count == 9);
  expect(err, ERANGE, "forms_numbers_into: the result does not fit: numbers_count says how much it needs");
  CHECK(forms_numbers_into(0, &sum, NULL, 0, &count, &some, NULL) == FORMS_OK && count == 0 && !some);
  CHECK(forms_box_free(sum) == FORMS_OK);
  CHECK(forms_numbers_into(9, &sum, numbers, PTRDIFF_MAX / 4 + 1, &count, &some, NULL) == EINVAL);
  CHECK(forms_numbers_into(9, NULL, numbers, 10, &count, &some, NULL) == EINVAL);
  CHECK(forms_numbers_into(9, &sum, numbers, 10, &count, NULL, NULL) == EINVAL);
  /* Results and memory that are one. */
  uint8_t raw[] = "0123456789";
  CHECK(forms_part_into(raw, 10, 2, 8, raw, sizeof raw, &count, NULL) == FORMS_OK && count == 6);
  CHECK(memcmp(raw, "2345676789", 10) == 0);
  CHECK(forms_part_into(raw, 10, 2, 80, raw, sizeof raw, &count, NULL) == FORMS_PANIC);
}

static void in_child(void) {
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    forms_divide_item items[ITEMS];
    fill(items);
    size_t failed = 0, size;
    char text[10];
    bool ok = forms_divide_batch(items, ITEMS, &failed, NULL) == FORMS_AFTER_FORK && failed == ITEMS;
    for (int i = 0; i < ITEMS; i++) {
      ok = ok && items[i].status == FORMS_AFTER_FORK;
    }
    ok = ok && forms_text_into(1, text, sizeof text, &size, NULL) == FORMS_AFTER_FORK;
    _exit(ok ? 0 : 1);
  }
  int status;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
}

int main(void) {
  all_well();
  one_ends(-1, FORMS_PANIC, "panic: minus one", true);
  one_ends(-2, FORMS_GOEXIT, "the Go function ended its goroutine (runtime.Goexit)", false);
  one_ends(-3, FORMS_PANIC, "panic: late", true);
  one_ends(-4, FORMS_PANIC, "panic: runtime error: invalid memory address or nil pointer dereference", true);
  many_fail();
  absurd();
  sizes();
  objects();
  text_into();
  dropped();
  numbers_into();
  in_child();
  forms_counters counters = {.size = sizeof counters};
  CHECK(forms_stats(&counters) == FORMS_OK);
  CHECK(counters.buffers == 0 && counters.errors == 0 && counters.handles == 0);
  return 0;
}
