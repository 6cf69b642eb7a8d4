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

#endif
