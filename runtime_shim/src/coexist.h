/* Inside of a library: its place among the Go runtimes of the process. */
#ifndef CSHARED_COEXIST_INTERNAL_H
#define CSHARED_COEXIST_INTERNAL_H

#include <stdbool.h>

#include "coexist_registry.h"

/* Finds or becomes the leader. Once, before Go installs its first handler; the loader serialises the
 * initialisers of libraries, so two libraries never do this at the same time. */
void cshared_coexist_join(cshared_coexist_node *node);

/* The leader; NULL before cshared_coexist_join. */
const cshared_coexist_domain *cshared_coexist_leader(void);

/* Says whether a Go runtime in a library always has the signal. */
bool cshared_coexist_is_owned(int signal);

/* Makes the leader's dispatcher the owner of a signal in the kernel. Returns 0 or errno. */
int cshared_coexist_own_signal(int signal);

#endif
