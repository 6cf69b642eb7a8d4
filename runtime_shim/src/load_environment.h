#ifndef CSHARED_LOAD_ENVIRONMENT_H
#define CSHARED_LOAD_ENVIRONMENT_H

#include <stdbool.h>

/* Gives Go a copy of the environment of this moment in the place of the one that the process started
 * with. To be called before Go's first thread starts. Says whether it did: not if the runtime keeps
 * its arguments in another way than the known ones, or for want of memory. */
bool cshared_load_hand_over_environment(void);

#endif
