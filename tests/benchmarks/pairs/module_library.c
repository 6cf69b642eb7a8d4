/* What module_acquire loads: a function that does next to nothing. */
#include <stdint.h>

int64_t benchmark_add(int64_t a, int64_t b);
int64_t benchmark_add(int64_t a, int64_t b) { return a + b; }
