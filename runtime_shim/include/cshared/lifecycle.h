/* Beginning and end of a generated library: options, the log sink, shutdown, and what the first panic of
 * a function with the policy "poison" leaves behind. For code inside a library only; the Go half is in
 * the package runtime_shim/glue, and runtime_shim/lifecycle is what Go code of the library uses. */
#ifndef CSHARED_LIFECYCLE_H
#define CSHARED_LIFECYCLE_H

#include "cshared/glue.h"

#pragma GCC visibility push(hidden)

/* Takes text of the library's Go code, which ends with a NUL byte that `size` does not count. */
typedef void (*cshared_lifecycle_sink)(void *user, int level, const char *text, size_t size);

/* <prefix>options of a generated library. Members are only ever appended; 0 leaves what there is. */
typedef struct cshared_lifecycle_options {
  size_t size;
  int64_t gomaxprocs;
  int64_t gc_percent;
  int64_t memory_limit;
  cshared_lifecycle_sink log;
  void *log_user;
  const char *const *environment;
} cshared_lifecycle_options;

/* What runtime/cgo calls when Go changes its environment: name and value, or the name. */
typedef void (*cshared_lifecycle_variable)(char **name_and_value);

/* Arguments of Go's half of init: glue.StartCall. */
typedef struct cshared_lifecycle_start {
  cshared_glue_call call;
  int64_t gomaxprocs;
  int64_t gc_percent;
  int64_t memory_limit;
  const char *const *environment;
  cshared_lifecycle_variable set_variable; /* to put in the place of runtime/cgo's */
  cshared_lifecycle_variable unset_variable;
  cshared_lifecycle_variable *set_before; /* where to store runtime/cgo's */
  cshared_lifecycle_variable *unset_before;
  uint64_t has_log;
} cshared_lifecycle_start;
_Static_assert(sizeof(cshared_lifecycle_start) == 144, "has another size in Go");

/* Arguments of Go's half of shutdown: glue.EndCall. */
typedef struct cshared_lifecycle_end {
  cshared_glue_call call;
  int64_t timeout_ns;
} cshared_lifecycle_end;
_Static_assert(sizeof(cshared_lifecycle_end) == 80, "has another size in Go");

/* How many things of a kind are live, and what one is called. */
typedef struct cshared_lifecycle_live {
  uint64_t count;
  const char *what;
} cshared_lifecycle_live;

enum { CSHARED_LIFECYCLE_KINDS = 8 };

/* A library's side of both. */
typedef struct cshared_lifecycle_library {
  const char *function; /* the public name, for messages */
  void (*go)(void *call);
  cshared_glue_fetcher fetch;
  /* Of shutdown: fills the caller's counters, and up to CSHARED_LIFECYCLE_KINDS of them for the message. */
  size_t (*live)(void *counters, cshared_lifecycle_live *kinds);
} cshared_lifecycle_library;

/* Applies the options, all of them or none, once. `options` may be NULL.
 *
 * Returns 0; EINVAL, and nothing was changed; EALREADY after a call that returned 0, or during one; what
 * cshared_guard_enter returns.
 * Threads: any. Keeps errno. */
int cshared_lifecycle_init(const cshared_lifecycle_library *library, const cshared_lifecycle_options *options,
                           cshared_error *error);

/* Stops the library with CSHARED_CLOSED, runs the hooks of Go code, counts what is live, and lets go of the
 * log sink. Of several calls one does it; those at the same time wait for it, those after it return 0.
 * The one that does it hands `counters` to the library's `live`.
 *
 * Returns 0; EINVAL a negative timeout; ETIMEDOUT another call has not come to its end in time, or the
 * sink has not; the status of the first hook that failed; what cshared_guard_late returns.
 * Threads: any. Keeps errno. */
int cshared_lifecycle_shutdown(const cshared_lifecycle_library *library, int64_t timeout_ns, void *counters,
                               cshared_error *error);

/* Gives text to the sink; says whether there is one, or was one. */
bool cshared_lifecycle_log(int level, const void *text, size_t size);

/* As cshared_glue_fail, for a function with the policy "poison": the first panic stops the library with
 * CSHARED_POISONED, and its message and stack are kept. */
int cshared_lifecycle_fail(cshared_glue_call *call, cshared_glue_fetcher fetch, cshared_error *error);

/* What the status of a call means that did not get to Go. Static storage. */
const char *cshared_lifecycle_text(int status);

/* Makes the error object of a call that came after the library was stopped. Returns the status. */
int cshared_lifecycle_refuse(int status, cshared_error *error);

#pragma GCC visibility pop

#endif
