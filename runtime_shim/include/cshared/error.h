/* Status codes and error objects.
 *
 * Status: 0 is success, values below 4096 are errno values of this system, those of
 * CSHARED_STATUS_MAP are ours. Values never change their meaning; new ones are added at the end.
 */
#ifndef CSHARED_ERROR_H
#define CSHARED_ERROR_H

#include <stddef.h>
#include <stdint.h>

#include "cshared/handle.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Every status of ours once: name, value, text. The enum below and cshared_status_text are made
 * from it, and so is the Go package's list. */
#define CSHARED_STATUS_MAP(X)                                                              \
  X(OK, 0, "success")                                                                      \
  X(PANIC, 4096, "the Go function panicked")                                               \
  X(GOEXIT, 4097, "the Go function ended its goroutine (runtime.Goexit)")                  \
  X(POISONED, 4098, "the library is out of service: a Go function panicked earlier")       \
  X(CLOSED, 4099, "the object is closed")                                                  \
  X(RETIRED, 4100, "this generation of the library is retired")                            \
  X(STALE_HANDLE, 4101, "the object of this handle was freed")                             \
  X(FOREIGN_HANDLE, 4102, "not a handle of this library, or of another type")              \
  X(AFTER_FORK, 4103, "the process was forked after the library was loaded; Go works only in the parent") \
  X(END_OF_STREAM, 4104, "end of stream")                                                  \
  X(WRONG_GENERATION, 4105, "the object belongs to another generation of the library")     \
  X(UNKNOWN, 4106, "the Go function failed; its error has no code")                        \
  X(EXHAUSTED, 4107, "no slot left: too many live objects")                                \
  X(NO_SIGNAL_STACK, 4108, "the thread's alternate signal stack is disabled; Go cannot run on it") \
  X(LOCK_ORDER, 4109, "locks are taken in an order that can deadlock")                     \
  X(ABI_MISMATCH, 4110, "the library was built with another version of this interface")    \
  X(CALLBACK, 4111, "the callback failed")

enum cshared_status {
#define CSHARED_STATUS_VALUE(name, value, text) CSHARED_##name = value,
  CSHARED_STATUS_MAP(CSHARED_STATUS_VALUE)
#undef CSHARED_STATUS_VALUE
  /* Where our own values start. */
  CSHARED_STATUS_FIRST = 4096
};

/* Names an error object. 0 is never one. */
typedef cshared_handle cshared_error;

/* Returns the English text of `status`, and "unknown status" for a value that is none.
 *
 * Ownership: static storage. It does not depend on the locale.
 * Threads: any, and from a signal handler. */
const char *cshared_status_text(int status);

/* Returns the name of `status`: "ENOENT" for an errno value, "PANIC" for CSHARED_PANIC, and NULL for
 * a value that is none.
 *
 * Ownership: static storage.
 * Threads: any, and from a signal handler. */
const char *cshared_status_name(int status);

/* Makes an error object and stores it in `*error`. `message` and `stack` may be NULL when their size
 * is 0; a message of size 0 reads as the text of `code`.
 *
 * It does not fail for want of memory: then the stack is left out, then the message, and at last
 * the object is the bare code, which needs no memory at all.
 * Ownership: the texts are copied; the object is the caller's until cshared_error_free.
 * Errors: EINVAL a code below 1, NULL text with a size, NULL error.
 * Threads: any. */
int cshared_error_new(int code, const char *message, size_t message_size, const char *stack, size_t stack_size,
                      cshared_error *error);

/* Stores in `*code` the code the object was made with.
 *
 * Errors: EINVAL NULL code; CSHARED_STALE_HANDLE freed before; CSHARED_FOREIGN_HANDLE no error object.
 * Threads: any. */
int cshared_error_code(cshared_error error, int *code);

/* Stores in `*text` the message, which ends with NUL, and in `*size` its size without the NUL. `size`
 * may be NULL.
 *
 * Ownership: the text is the object's and dies with it.
 * Errors: EINVAL NULL text; CSHARED_STALE_HANDLE, CSHARED_FOREIGN_HANDLE as above.
 * Threads: any, as long as no other thread frees the object. */
int cshared_error_message(cshared_error error, const char **text, size_t *size);

/* As cshared_error_message, for the Go stack of a panic. It is "" where there is none.
 *
 * Ownership, errors, threads: as cshared_error_message. */
int cshared_error_stack(cshared_error error, const char **text, size_t *size);

/* Frees the object.
 *
 * Errors: CSHARED_STALE_HANDLE freed before; CSHARED_FOREIGN_HANDLE no error object. An object that
 * is a bare code owns nothing and can be freed any number of times.
 * Threads: any. */
int cshared_error_free(cshared_error error);

/* Stores in `*live` how many error objects exist. Bare codes do not count.
 *
 * Errors: EINVAL NULL live.
 * Threads: any. */
int cshared_error_live(uint64_t *live);

#ifdef __cplusplus
}
#endif

#endif
