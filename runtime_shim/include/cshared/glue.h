/* What generated C code calls: the C half of a call into Go, whose other half is the Go package
 * runtime_shim/glue. For code inside a library only; nothing of it is visible outside.
 *
 * A call's arguments and results cross in one struct in memory of C, which begins with a
 * cshared_glue_call. Results of no fixed size (text, bytes, slices, the message of an error) come in
 * scratch memory of the caller; what does not fit there is kept by Go until it is fetched, so that
 * the function runs once whatever its results. */
#ifndef CSHARED_GLUE_H
#define CSHARED_GLUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cshared/error.h"
#include "cshared/guard.h"
#include "cshared/trampoline.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(hidden)

/* Room on the stack of a wrapper for results of no fixed size, in bytes. */
#define CSHARED_GLUE_SCRATCH 256

typedef struct cshared_glue_call {
  cshared_load_crossing crossing; /* by cshared_guard_call */
  int32_t status;       /* by Go: 0, or why there are no results */
  uint32_t wants_error; /* by C: whether somebody looks at the message */
  void *scratch;        /* by C */
  uint64_t room;        /* by C: size of the scratch memory */
  uint64_t used;        /* by Go: bytes of all results of no fixed size */
  uint64_t kept;        /* by Go: what to fetch them by if they do not fit; else 0 */
  uint64_t message_size;
  uint64_t stack_size;
} cshared_glue_call;

/* The library's Go export that copies what was kept to `to`, or drops it if that is NULL. */
typedef struct cshared_glue_fetch {
  uint64_t kept;
  void *to;
} cshared_glue_fetch;
typedef void (*cshared_glue_fetcher)(void *fetch);

/* A result of no fixed size: where the caller wants it, and how large it is. */
typedef struct cshared_glue_output {
  void **out;
  size_t *out_size;  /* NULL if the caller does not ask */
  uint64_t count;    /* of elements */
  uint64_t unit;     /* bytes of one element */
} cshared_glue_output;

/* A call of many items begins with it: an array of structs of the caller, which Go reads in place. */
typedef struct cshared_glue_batch {
  cshared_glue_call call;
  void *items;
  uint64_t count;
  uint64_t unit;      /* by C: size of an item */
  uint64_t status_at; /* by C: where in an item its status lies, an int */
  uint64_t next;      /* by Go: the item that runs */
  uint64_t failed;    /* by Go: how many items have failed */
  uint64_t first;     /* by Go: the first of them, whose message and stack the call has */
} cshared_glue_batch;

/* Starts a call: scratch memory and whether the caller wants an error object. */
static inline void cshared_glue_begin(cshared_glue_call *call, void *scratch, size_t room, bool wants_error) {
  call->wants_error = wants_error;
  call->scratch = scratch;
  call->room = room;
  call->kept = 0;
}

/* Copies the one result to memory of the caller, which cshared_glue_free frees, with a 0 behind it. Returns
 * 0 or ENOMEM, and may change errno. */
int cshared_glue_take_one(cshared_glue_call *call, cshared_glue_fetcher fetch, void **out);

/* Copies the results to memory of the caller, which cshared_glue_free frees, with a 0 behind each. All of
 * them or none: returns 0 or ENOMEM. */
int cshared_glue_take(cshared_glue_call *call, cshared_glue_fetcher fetch, cshared_glue_output *outputs, size_t n);

/* Drops what Go keeps because it has not fitted, if there is something. */
void cshared_glue_drop(cshared_glue_call *call, cshared_glue_fetcher fetch);

/* Makes the error object of a call that Go has failed, unless `error` is NULL. Returns the status. */
int cshared_glue_fail(cshared_glue_call *call, cshared_glue_fetcher fetch, cshared_error *error);

/* Makes the error object of the first item that has failed, unless `error` is NULL. The message says
 * which one it is. Returns its status. */
int cshared_glue_fail_item(cshared_glue_batch *batch, cshared_glue_fetcher fetch, cshared_error *error);

/* Gives each item of a batch that did not get to Go a status. */
void cshared_glue_refuse_items(const cshared_glue_batch *batch, int status);

/* Makes the error object of a call that did not get to Go, unless `error` is NULL. Returns the status. */
int cshared_glue_refuse(int status, const char *message, cshared_error *error);

/* Ends the process: a function that has no status to return cannot run. */
__attribute__((noreturn)) void cshared_glue_die(const char *function, int status);

/* Waits until nobody else is in the domain. Returns 0, EDEADLK if this thread is in it already, or the status
 * of a call that must not reach Go: cshared_guard_enter. Keeps errno. */
int cshared_glue_enter(cshared_glue_domain *domain);
void cshared_glue_leave(cshared_glue_domain *domain);

/* Frees what cshared_glue_take has made. NULL is nothing. */
void cshared_glue_free(void *memory);

/* How much of it there is. */
uint64_t cshared_glue_live_buffers(void);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
