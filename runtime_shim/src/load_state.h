/* What the parts of load know about this library. */
#ifndef CSHARED_LOAD_STATE_H
#define CSHARED_LOAD_STATE_H

#include <stdbool.h>

#include "coexist_registry.h"

typedef struct cshared_load_library {
  bool started;
  bool sigtable_patched;  /* else the mask of callers is repaired */
  bool preemption_is_off; /* asyncpreemptoff=1 */
} cshared_load_library;

extern cshared_load_library cshared_load_this;

/* Set while this thread can have lost no preemption signal; cleared by the dispatcher. */
extern _Thread_local volatile char cshared_load_seen __attribute__((tls_model("initial-exec")));

/* What is known of the end of this thread. While its destructors run the byte above stays clear, so
 * that every call is looked at. */
enum { CSHARED_LOAD_THREAD_PLAIN, CSHARED_LOAD_THREAD_WATCHED, CSHARED_LOAD_THREAD_ENDS };
extern _Thread_local char cshared_load_thread __attribute__((tls_model("initial-exec")));

/* What a call has to do first while the byte above is clear. Keeps errno. */
void cshared_load_enter_slowly(void);

#endif
