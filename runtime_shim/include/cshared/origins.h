/* Where what C owns comes from: the record of a debug build of a generated library, which its generated
 * code writes and <prefix>leaks reads. For code inside a library only; nothing of it is visible outside.
 *
 * What lives is known by its kind and a number: a handle, or the address of a buffer. Numbers are kept
 * turned around, so that a buffer which nobody has any more stays a leak to LeakSanitizer.
 *
 * A record costs a lock, an allocation and a walk of the stack. All functions may be called from any
 * thread, but not from a signal handler. A child of fork writes nothing down. Without memory a thing has no
 * record. */
#ifndef CSHARED_ORIGINS_H
#define CSHARED_ORIGINS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(hidden)

/* Return addresses that are kept, from the caller of the library on. */
#define CSHARED_ORIGINS_CALLERS 24

typedef struct cshared_origin {
  const char *kind;    /* "buffer", "error", "context", "callback", or the C type of a handle; static storage */
  uint64_t number;     /* unique among what lives of its kind; a user pointer for callbacks, and unique only if that is */
  const char *made_by; /* the C function; static storage */
  void *const *callers;
  size_t callers_count;
} cshared_origin;

/* Something of the kind was made by the C function that calls this. A number of 0 is nothing. */
void cshared_origins_add(const char *kind, uint64_t number, const char *made_by);

/* It is gone. What has no record is nothing. */
void cshared_origins_remove(const char *kind, uint64_t number);

/* Calls `report` for all that lives, the oldest first, without a lock: it may use the library. Each of
 * them lived when this was called. Returns 0, ENOMEM, or CSHARED_AFTER_FORK. */
int cshared_origins_report(void (*report)(void *user, const cshared_origin *origin), void *user);

/* A report for people, on standard error: kind, function, number and the callers by name and address. */
void cshared_origins_print(void *unused, const cshared_origin *origin);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
