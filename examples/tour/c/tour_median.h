#ifndef TOUR_MEDIAN_H
#define TOUR_MEDIAN_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Written in C: the median of values, which are in another order afterwards; NaN if there are none. */
double tour_median(double *values, size_t values_count);

#ifdef __cplusplus
}
#endif

#endif
