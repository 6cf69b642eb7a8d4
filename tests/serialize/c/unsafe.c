#define _DEFAULT_SOURCE
#include "unsafe.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

static volatile int64_t total;

void unsafe_add(int64_t n) {
  const int64_t seen = total;
  usleep(50); /* others get here, also with one CPU */
  total = seen + n;
}
void unsafe_count(void) { unsafe_add(1); }
int64_t unsafe_total(void) {
  const int64_t seen = total;
  total = 0;
  return seen;
}

static atomic_int inside, most;

static void enter(void) {
  const int n = atomic_fetch_add(&inside, 1) + 1;
  int seen = atomic_load(&most);
  while (n > seen && !atomic_compare_exchange_weak(&most, &seen, n)) {
  }
  const int saved = errno;
  usleep(50);
  errno = saved; /* a signal of Go's may have cut the sleep short */
}
static void leave(void) { atomic_fetch_sub(&inside, 1); }
int unsafe_crowd(void) { return atomic_exchange(&most, 0); }

int64_t unsafe_integers(int64_t a, int32_t b, int16_t c, int8_t d, uint8_t e, uint16_t f, uint32_t g, uint64_t h, int64_t i) {
  enter();
  const int64_t sum = a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * (int64_t)g + 8 * (int64_t)h + 9 * i;
  leave();
  return sum;
}
double unsafe_doubles(double a, double b, double c, double d, double e, double f, double g, double h, double i, float j) {
  enter();
  leave();
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * (double)j;
}
float unsafe_mixed(const char *text, float a, int b, double c) {
  enter();
  leave();
  return (float)strlen(text) + a + (float)b + (float)c;
}
unsafe_pair unsafe_pairs(unsafe_pair a, unsafe_pair b) {
  enter();
  leave();
  return (unsafe_pair){a.a - b.a, a.b - b.b};
}
unsafe_large unsafe_larges(int64_t factor, unsafe_large a) {
  enter();
  for (int i = 0; i < 6; i++) a.a[i] *= factor;
  leave();
  return a;
}
double _Complex unsafe_complex(double _Complex a) {
  enter();
  leave();
  return a * 2;
}
int unsafe_fail(int error) {
  enter();
  leave();
  if (error == 0) return 0;
  errno = error;
  return -1;
}

int unsafe_nested(int depth, int (*call)(int)) { return depth == 0 ? 0 : 1 + call(depth - 1); }
