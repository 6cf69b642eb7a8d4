/* Contexts: what a call into Go can be told by to stop, from another thread or a signal handler. This is
 * the half of C; the half of Go is runtime_shim/glue, whose goroutine waits here for contexts that
 * were cancelled. For code inside a library only.
 *
 * Threads: every function may be called from any thread, cshared_context_cancel also from a signal
 * handler: it takes no lock, frees nothing, and does not enter Go. */
#ifndef CSHARED_CONTEXT_H
#define CSHARED_CONTEXT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(hidden)

/* Names a context, as a handle: cshared/handle.h. 0 is never one. */
typedef uint64_t cshared_context;

/* Makes a context. `*cancelled` is a word that is not 0 once it is cancelled; it is to be read by atomic
 * loads, and may be read for ever, though after cshared_context_free it may be another context's.
 *
 * Errors: ENOMEM; CSHARED_EXHAUSTED too many handles. */
int cshared_context_new(cshared_context *context, const uint32_t **cancelled);

/* Cancels a context, and wakes who waits. Again is nothing. Keeps errno.
 *
 * Errors: CSHARED_STALE_HANDLE freed before; CSHARED_FOREIGN_HANDLE no such context; CSHARED_AFTER_FORK. */
int cshared_context_cancel(cshared_context context);

/* Gives a context back.
 *
 * Errors: CSHARED_STALE_HANDLE, CSHARED_FOREIGN_HANDLE as cshared_context_cancel. */
int cshared_context_free(cshared_context context);

/* 0 if there is such a context, else the status that says why not. */
int cshared_context_refusal(cshared_context context);

/* Waits until a context is cancelled, and returns it, each one once; 0 when cshared_context_wake was called.
 * One thread at a time may wait. */
cshared_context cshared_context_wait(void);

/* Makes cshared_context_wait return. */
void cshared_context_wake(void);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
