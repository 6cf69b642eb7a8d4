/* C code that is not safe for threads. */
#ifndef UNSAFE_H
#define UNSAFE_H

#include <complex.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct unsafe_pair {
  int64_t a;
  double b;
} unsafe_pair;

typedef struct unsafe_large {
  int64_t a[6];
} unsafe_large;

/* Counts, with a window in which another thread's count gets lost. unsafe_add does so with the same counter. */
void unsafe_count(void);
void unsafe_add(int64_t n);
int64_t unsafe_total(void);

/* The same in a library of its own. */
void unsafe_shared_count(void);
int64_t unsafe_shared_total(void);

/* Every kind of argument and result that cgo can pass. They note who else is in one of them. */
int64_t unsafe_integers(int64_t a, int32_t b, int16_t c, int8_t d, uint8_t e, uint16_t f, uint32_t g, uint64_t h, int64_t i);
double unsafe_doubles(double a, double b, double c, double d, double e, double f, double g, double h, double i, float j);
float unsafe_mixed(const char *text, float a, int b, double c);
unsafe_pair unsafe_pairs(unsafe_pair a, unsafe_pair b);
unsafe_large unsafe_larges(int64_t factor, unsafe_large a);
double _Complex unsafe_complex(double _Complex a);
int unsafe_fail(int error); /* -1 with this errno, 0 leaves it alone */
int unsafe_crowd(void);     /* how many were in them at once, since the last call */

/* Calls back if it is not at the bottom, and returns how deep it got. */
int unsafe_nested(int depth, int (*call)(int));

#ifdef __cplusplus
}
#endif

#endif
