/* The handler that owns the signals of all Go runtimes of the process. */
#ifndef CSHARED_DISPATCH_H
#define CSHARED_DISPATCH_H

#include "coexist_registry.h"
#include "load_kernel.h"

/* Signal handler of the leader. Only async-signal-safe calls, keeps errno, needs about 650 bytes of
 * stack besides what the handlers it calls need, whatever the number of libraries. */
void cshared_dispatch(int signal, siginfo_t *info, void *context);

/* The action that was in force before the dispatcher. Safe against a running dispatcher. */
void cshared_dispatch_set_host(int signal, const cshared_load_action *action);
const cshared_load_action *cshared_dispatch_host(int signal);

/* The registry of this library. */
extern cshared_coexist_domain cshared_coexist_own_domain;

#endif
