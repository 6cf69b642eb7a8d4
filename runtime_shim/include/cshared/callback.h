/* Calls from Go into functions that a host has passed: what generated C code needs. For code inside a
 * library only. */
#ifndef CSHARED_CALLBACK_H
#define CSHARED_CALLBACK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(hidden)

/* Runs body(argument), which calls the host's function. Returns NULL; or, if a C++ exception left it, what
 * that was, in memory that cshared_callback_forget frees. */
char *cshared_callback_run(void (*body)(void *argument), void *argument);

/* Frees what cshared_callback_run has returned. NULL is nothing. */
void cshared_callback_forget(char *exception);

/* Calls destroy(user), unless `destroy` is 0. An exception is lost there. */
void cshared_callback_destroy(uintptr_t destroy, uintptr_t user);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
