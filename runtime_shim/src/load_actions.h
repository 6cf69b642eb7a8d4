#ifndef CSHARED_LOAD_ACTIONS_H
#define CSHARED_LOAD_ACTIONS_H

#include "load_kernel.h"

/* Dispositions as this process sees them: the kernel's, unless somebody interposes sigaction and keeps
 * its own handler in the kernel (libjsig, ThreadSanitizer); then theirs. Return 0 or errno. */
int cshared_load_get_action(int signal, cshared_load_action *out);
int cshared_load_set_action(int signal, const cshared_load_action *action);

#endif
