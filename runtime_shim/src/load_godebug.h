#ifndef CSHARED_LOAD_GODEBUG_H
#define CSHARED_LOAD_GODEBUG_H

#include <stdbool.h>
#include <stddef.h>

/* Says whether GODEBUG has asyncpreemptoff=1: in the environment, else among the settings baked into
 * the library (NULL for none). As in runtime.parsegodebug the last setting of a list counts. */
bool cshared_load_preemption_is_off(const char *baked, size_t baked_size);

#endif
