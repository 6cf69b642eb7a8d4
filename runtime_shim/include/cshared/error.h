/* Error objects: a code, a message and a stack behind a handle. The code is a status.
 *
 * Status: each function returns 0 or a positive value, see enum cshared_status. Outputs are untouched
 * unless the status is 0.
 */
#ifndef CSHARED_ERROR_H
#define CSHARED_ERROR_H

#include <stddef.h>
#include <stdint.h>

#include "cshared/handle.h"
#include "cshared/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Names an error object. 0 is never one. */
typedef cshared_handle cshared_error;

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
