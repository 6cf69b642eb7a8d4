#ifndef MIXED_UNITS_H
#define MIXED_UNITS_H

#ifdef __cplusplus
extern "C" {
#endif

/* Converts metres to feet and counts the call. */
double units_feet(double metres);

/* Returns how often units_feet was called in this process: one counter, whoever calls. */
int units_calls(void);

#ifdef __cplusplus
}
#endif

#endif
