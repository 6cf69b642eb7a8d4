/* Exported Go functions and C functions of one domain, in two packages. SERIALIZED as in raw_test.c. */
#include <pthread.h>
#include <stdio.h>

#include API_HEADER
#include "../../shim/compile/check.h"

enum { THREADS = 4, ROUNDS = 100 };

static void *add(void *unused) {
  for (int i = 0; i < ROUNDS; i++) CHECK_STATUS(0, serial_first_add(1, NULL));
  return unused;
}
static void *count_alone(void *unused) {
  for (int i = 0; i < ROUNDS; i++) CHECK_STATUS(0, serial_first_count_alone(NULL));
  return unused;
}
static void *count_second(void *unused) {
  for (int i = 0; i < ROUNDS; i++) CHECK_STATUS(0, serial_second_count(NULL));
  return unused;
}
static void *count_many(void *unused) {
  CHECK_STATUS(0, serial_first_count(4, ROUNDS, NULL));
  return unused;
}

/* Runs each function in two threads, and returns how many counts are left. */
static long left(void *(*one)(void *), void *(*other)(void *)) {
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, i % 2 == 0 ? one : other, NULL) == 0);
  for (int i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
  int64_t total = 0;
  CHECK_STATUS(0, serial_first_total(&total, NULL));
  printf("%ld counts left\n", (long)total);
  return (long)total;
}

int main(void) {
  const long of_directive = left(add, count_alone);
  CHECK(of_directive == 4 * ROUNDS);
  /* A domain of the attribute alone, and one of both. */
  const long of_attribute = left(count_second, count_many);
  const long of_both = left(add, count_second);
#if SERIALIZED
  CHECK(of_attribute == 2 * ROUNDS + 2 * 4 * ROUNDS);
  CHECK(of_both == 4 * ROUNDS);
#else
  CHECK(of_attribute < 2 * ROUNDS + 2 * 4 * ROUNDS);
  CHECK(of_both < 4 * ROUNDS);
#endif
  return 0;
}
