#ifndef CSHARED_LOAD_GODEBUG_H
#define CSHARED_LOAD_GODEBUG_H

#include <stdbool.h>
#include <stddef.h>

/* Says whether GODEBUG ends preemption by signal: asyncpreemptoff other than 0, or gccheckmark above 0,
 * in the environment, else among the settings baked into the library (NULL for none). As in
 * runtime.parsegodebug the last setting that is a number counts. */
bool cshared_load_preemption_is_off(const char *baked, size_t baked_size);

#endif
