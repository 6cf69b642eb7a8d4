#ifndef ASSIGNMENT_CC_ASSIGNMENT_H
#define ASSIGNMENT_CC_ASSIGNMENT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Finds columns for n rows, a different one for each, with the least sum of cost[row * n + column].
 * Stores the column of each row in `columns` and returns the sum.
 *
 * Not safe for threads: it works in global variables, as much code of its age does. */
int64_t assign(int32_t n, const int32_t *cost, int32_t *columns);

#ifdef __cplusplus
}
#endif

#endif
