/* Calls from Go into functions that a host has passed: what generated C code needs. For code inside a
 * library only. */
#ifndef CSHARED_CALLBACK_H
#define CSHARED_CALLBACK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(hidden)

/* Runs body(argument), which calls the host's function. Returns 0; or, if a C++ exception left it, a number by
 * which cshared_callback_exception tells once what that was. A number, so that a result with it crosses
 * in two registers. */
uint32_t cshared_callback_run(void (*body)(void *argument), void *argument);

/* What an exception was, in memory that cshared_callback_forget frees; NULL if nothing is known of it. */
char *cshared_callback_exception(uint32_t exception);

/* Frees what cshared_callback_exception has returned. NULL is nothing. */
void cshared_callback_forget(char *text);

/* Calls destroy(user), unless `destroy` is 0. An exception is lost there. */
void cshared_callback_destroy(uintptr_t destroy, uintptr_t user);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
