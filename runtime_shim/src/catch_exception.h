/* What an exception is, and its end. */
#ifndef CSHARED_CATCH_EXCEPTION_H
#define CSHARED_CATCH_EXCEPTION_H

#include <stddef.h>
#include <unwind.h>

/* Writes the text of cshared_catch and destroys the exception. */
__attribute__((visibility("hidden"))) void cshared_catch_finish(struct _Unwind_Exception *exception, char *what, size_t room);

#endif
