#ifndef CSHARED_SIGTABLE_H
#define CSHARED_SIGTABLE_H

#include <stdbool.h>
#include <stdint.h>

/* Signals that Go unblocks on every thread it runs on though it has no need of them in a library:
 * STKFLT, CHLD, PROF (unless CPU profiles are wanted), and the first real-time signal after libc's
 * own. */
uint64_t cshared_sigtable_kept(void);

/* Tells the runtime not to unblock them, and to install no handler for SIGPIPE but to ask whether it
 * is ignored (runtime.sigInstallGoHandler, initsig). To be called before Go reads its table of signals. Checks
 * that the table is the one it knows; otherwise changes nothing and returns false. */
bool cshared_sigtable_patch(void);

#endif
