/* Calls from Go into functions that a host has passed: what generated C code needs. For code inside a
 * library only. */
#ifndef CSHARED_CALLBACK_H
#define CSHARED_CALLBACK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(hidden)

/* Called when a C++ exception has left the host's function (CSHARED_CATCH_BEGIN): returns a number by which
 * cshared_callback_exception tells once what that was. A number, so that a result with it crosses in two
 * registers. */
uint32_t cshared_callback_caught(void);

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
