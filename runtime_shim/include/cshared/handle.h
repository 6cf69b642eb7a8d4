/* Handles: numbers that stand for the library's objects on the C side of its API.
 *
 * A handle is never an address. Whatever number comes in, only the library's own table is read, so
 * a zero, stale, freed, foreign or invented handle is a status and never a crash:
 *
 *   bits  0..25  index       of the slot
 *   bits 26..51  generation  of the slot's use; a slot whose generations are used up is retired, so
 *                            a stale handle stays stale for ever
 *   bits 52..63  tag         of the table, different for each table of one library; that of another
 *                            library is the same by chance once in 4094
 *
 * There is one table per library and as many as 2^26 live handles. Each handle has a type, and
 * live handles are counted per type.
 *
 * Status: every function returns 0 or a positive value, see enum cshared_status. Outputs are untouched
 * unless the status is 0, where nothing else is said.
 *
 * Threads: every function may be called from any thread at any time, all of them are lock-free.
 * cshared_handle_get, _acquire, _live and _count may also be called from a signal handler. In a
 * forked child all of them work on the child's copy.
 */
#ifndef CSHARED_HANDLE_H
#define CSHARED_HANDLE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Names an object. 0 is never one. */
typedef uint64_t cshared_handle;

/* The kind of an object: 1, 2, 3… in the order of registration, after the shim's own. 0 is never one. */
typedef uint32_t cshared_handle_type;

/* How many types there can be in one library, the shim's own counted. */
#define CSHARED_HANDLE_TYPES 255

/* The longest name of a type, without the closing NUL; longer ones are cut. */
#define CSHARED_HANDLE_NAME 39

/* Registers a type of objects and stores its number in `*type`.
 *
 * `destroy` is called once for each object whose handle is freed, on the thread that frees it or
 * that releases it last, after the handle has become stale. It may be NULL.
 * Ownership: `name` is copied.
 * Errors: EINVAL a NULL or empty name, NULL type; CSHARED_EXHAUSTED CSHARED_HANDLE_TYPES types exist. */
int cshared_handle_type_new(const char *name, void (*destroy)(void *object), cshared_handle_type *type);

/* Makes a handle for `object` and stores it in `*handle`.
 *
 * Ownership: the object is the table's until cshared_handle_free or cshared_handle_take.
 * Errors: EINVAL unknown type, NULL object or NULL handle; ENOMEM; CSHARED_EXHAUSTED no slot left. */
int cshared_handle_new(cshared_handle_type type, void *object, cshared_handle *handle);

/* Stores in `*object` the object that `handle` stands for. Three loads, nothing is written.
 *
 * Ownership: borrowed, and only as long as the caller knows by other means that nobody frees the
 * handle; where somebody may, use cshared_handle_acquire.
 * Errors: EINVAL NULL object; CSHARED_STALE_HANDLE it was freed; CSHARED_FOREIGN_HANDLE zero, of
 * another type, of another table, or never given out. */
int cshared_handle_get(cshared_handle handle, cshared_handle_type type, void **object);

/* As cshared_handle_get, and keeps the object alive until cshared_handle_release.
 *
 * Ownership: borrowed until the release. Any number of threads may hold it.
 * Errors: those of cshared_handle_get; EOVERFLOW 2^26 - 1 holders. */
int cshared_handle_acquire(cshared_handle handle, cshared_handle_type type, void **object);

/* Ends one cshared_handle_acquire. If the handle has been freed meanwhile, the last release
 * destroys the object.
 *
 * Errors: EPERM nobody holds it; CSHARED_STALE_HANDLE, CSHARED_FOREIGN_HANDLE as above. */
int cshared_handle_release(cshared_handle handle, cshared_handle_type type);

/* Makes the handle stale at once and destroys the object as soon as nobody holds it. Of several
 * calls at once one succeeds.
 *
 * Errors: CSHARED_STALE_HANDLE freed before; CSHARED_FOREIGN_HANDLE as above. */
int cshared_handle_free(cshared_handle handle, cshared_handle_type type);

/* Makes the handle stale and stores its object in `*object` instead of destroying it.
 *
 * Ownership: the object is the caller's.
 * Errors: EINVAL NULL object; EBUSY somebody holds it, it stays as it was; CSHARED_STALE_HANDLE,
 * CSHARED_FOREIGN_HANDLE as above. */
int cshared_handle_take(cshared_handle handle, cshared_handle_type type, void **object);

/* Stores in `*live` how many objects of `type` exist: handles that were made and whose object is
 * not yet destroyed or taken. It is exact when no other thread makes or frees any.
 *
 * Errors: EINVAL unknown type or NULL live. */
int cshared_handle_live(cshared_handle_type type, uint64_t *live);

/* Stores in `*count` the number of types, which are 1…count, for a walk over all of them.
 *
 * Errors: EINVAL NULL count. */
int cshared_handle_count(uint32_t *count);

/* Stores the name of `type` in `*name`.
 *
 * Ownership: static storage.
 * Errors: EINVAL unknown type or NULL name. */
int cshared_handle_type_name(cshared_handle_type type, const char **name);

/* Stores in `*tag` a tag that no other table of this library has, for a table in another language.
 *
 * Errors: EINVAL NULL tag; CSHARED_EXHAUSTED 4094 tables have one. */
int cshared_handle_tag_new(uint32_t *tag);

#ifdef __cplusplus
}
#endif

#endif
