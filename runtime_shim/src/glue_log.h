/* The log sink of a generated library. */
#ifndef CSHARED_GLUE_LOG_H
#define CSHARED_GLUE_LOG_H

#include "cshared/lifecycle.h"

#pragma GCC visibility push(hidden)

/* From now on the sink gets what is logged. Once in a process. */
void cshared_glue_log_open(cshared_lifecycle_sink sink, void *user);

/* Nothing gets to the sink any more: what is logged from now on is dropped. Waits for the calls of it that run; false if some have not
 * returned by then, in nanoseconds of CLOCK_MONOTONIC. */
bool cshared_glue_log_close(int64_t deadline);

#pragma GCC visibility pop

#endif
