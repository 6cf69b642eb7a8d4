/* Checks that call a generated library: what `cshared-gen calls` prints says which functions there are
 * (calls_library), and the files beside this header what has to be true of them. */
#ifndef CALLS_H
#define CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../host.h"

/* What a parameter in C is. Plain values are none: they are 0 in the calls of these checks. */
enum calls_part {
  CALLS_OBJECT,   /* an object or a context */
  CALLS_DATA,     /* memory of the caller, */
  CALLS_SIZE,     /* and how much of it: `size` of bytes for one */
  CALLS_FUNCTION, /* a function of the caller, */
  CALLS_USER,     /* what it gets, */
  CALLS_DESTROY,  /* and what is called at the end, if Go may keep them */
  CALLS_OUTPUT,   /* where `size` bytes are written: not NULL */
  CALLS_OPTIONAL  /* the same: may be NULL */
};

struct calls_parameter {
  const char *name;
  enum calls_part part;
  size_t size;
  const char *type; /* of an object */
};

enum { calls_most_parameters = 64 };

struct calls_function {
  const char *name;
  const struct calls_parameter *parameters;
  size_t count;
  bool infallible; /* has no status: `call` returns 0, if it returns */
  bool method;     /* the first parameter is an object, and must be there */
  int (*call)(const uintptr_t *values, void *err); /* one value for each parameter */
};

struct calls_handle {
  const char *name;
  const char *free;
};

struct calls_status {
  const char *name;
  int value;
};

struct calls_vector {
  const char *name;
  const char *call; /* with its arguments, for people */
  void (*run)(void);
  const char *makes; /* the type of the object that it saves, NULL if there is none */
  bool panics;       /* wants PANIC */
};

struct calls_file {
  const char *name;
  const struct calls_vector *vectors;
  size_t count;
};

struct calls_library {
  const char *prefix;
  const char *version;        /* abi.json */
  const char *header_version; /* the macro */
  const struct calls_function *functions;
  size_t function_count;
  const struct calls_handle *handles;
  size_t handle_count;
  const struct calls_status *statuses;
  size_t status_count;
  const struct calls_file *files;
  size_t file_count;
  bool contexts;  /* has <prefix>context_new */
  bool callbacks; /* has <prefix>callback_remove */
};

/* Of the generated sources. The second is C++: NULL, or what is wrong. */
extern const struct calls_library calls_library;
const char *calls_in_cxx(void *library);

/* As <prefix>counters. */
struct calls_counters {
  size_t size;
  uint64_t buffers, errors, handles, panics, callbacks, contexts, iterators;
};

/* As <prefix>options. */
struct calls_options {
  size_t size;
  int64_t gomaxprocs, gc_percent, memory_limit;
  void (*log)(void *user, int level, const char *text, size_t size);
  void *log_user;
  const char *const *environment;
};

/* fixed.c: what every generated library has, looked up by name in the loaded one. A function that is
 * missing ends the check. */
bool calls_load(const char *path);
void calls_answer_on(int descriptor); /* for what ends the check */
void *calls_handle(void);
void *calls_symbol(const char *name);
void *calls_fixed(const char *name); /* behind the prefix */
#define CALLS(type, name) ((type)(uintptr_t)calls_symbol(name))
const char *calls_version(void);
const char *calls_status_text(int status);
const char *calls_status_name(int status);
const char *calls_named(int status); /* never NULL */
int calls_error_code(const void *error);
const char *calls_error_message(const void *error);
const char *calls_error_stack(const void *error);
void calls_error_free(void *error);
void calls_free(void *memory);
int calls_stats(struct calls_counters *counters);
int calls_init(const struct calls_options *options, void *err);
int calls_shutdown(int64_t timeout_ns, struct calls_counters *left, void *err);
int calls_context_new(int64_t timeout, void *context, void *err);
int calls_context_cancel(void *context);
int calls_context_free(void *context);
int calls_callback_remove(void *user, int64_t timeout, void *err);
int calls_free_object(const struct calls_handle *handle, void *object);
int calls_code(const char *name); /* the value of a status of ours */
bool calls_nothing_lives(const char *when);

/* refusals.c: calls that come back before they reach the code of the library's author. */
enum calls_flaw {
  CALLS_NULL_OUTPUT,
  CALLS_NULL_INPUT,
  CALLS_TOO_LARGE,
  CALLS_NO_OBJECT,
  CALLS_BAD_OPTIONS, /* of <prefix>init */
  CALLS_FLAWS
};

struct calls_refusal {
  const struct calls_function *function;
  char what[160]; /* what is wrong with it, for people */
  int want;
  uintptr_t values[calls_most_parameters];
};

typedef void (*calls_visit)(struct calls_refusal *refusal);
size_t calls_each_refusal(enum calls_flaw flaw, calls_visit visit);
size_t calls_all_refusals(calls_visit visit);
void calls_zeros(const struct calls_function *function, uintptr_t *values); /* with no object, and places for outputs */
bool calls_untouched(const struct calls_function *function, const uintptr_t *values);
extern const uintptr_t calls_no_objects[4];

/* Where a value is: a name, in another one or not, or the index of an element. Only failures render it. */
struct calls_path {
  const struct calls_path *in;
  const char *name; /* NULL: an element */
  size_t index;
};
#define CALLS_TOP(name) (&(const struct calls_path){NULL, name, 0})
#define CALLS_IN(path, name) (&(const struct calls_path){path, name, 0})
#define CALLS_AT(path, index) (&(const struct calls_path){path, NULL, index})

/* values.c: what came, and what is wanted. */
void calls_want_status(const struct calls_path *path, int got, int want, const char *name);
void calls_want_int(const struct calls_path *path, int64_t got, int64_t want);
void calls_want_uint(const struct calls_path *path, uint64_t got, uint64_t want);
void calls_want_bool(const struct calls_path *path, bool got, bool want);
void calls_want_float(const struct calls_path *path, double got, double want, double tolerance);
void calls_want_bytes(const struct calls_path *path, const void *got, size_t size, const void *want, size_t want_size);
void calls_want_time(const struct calls_path *path, int64_t seconds, int32_t nanoseconds, int64_t want_seconds, int32_t want_nanoseconds);
void calls_want_null(const struct calls_path *path, const void *got);
void calls_want_more(const struct calls_path *path, int status, size_t index, size_t want);
void calls_want_count(const struct calls_path *path, size_t got, size_t want);

/* vectors.c: running the vectors of a file. Between begin and end stands the call. */
const char *calls_current(void); /* the call, with its arguments */
void calls_begin(void);
bool calls_end(int status, int want, const char *name, const char *message, void *err);
void calls_end_infallible(void);
void calls_save(size_t slot, const char *type, void *object);
bool calls_have(size_t slot); /* else the vector is skipped */
void *calls_saved(size_t slot);
void calls_drop(const char *type, void *object);
void *calls_new_context(int64_t timeout, bool cancelled);
void calls_drop_context(void *context);

/* A function of a vector that the library calls. */
struct calls_callback {
  const char *name;
  uint64_t called, destroyed;
  bool kept;
};
void calls_called(void *callback);
void calls_destroyed(void *callback);
void calls_keep(struct calls_callback *callback); /* the library may have it until the vectors end */

/* Runs vectors up to the one that makes an object of the type, or panics: NULL, or false, if there is none. */
void *calls_make(const char *type);
bool calls_run_to_panic(void);
int calls_print_vectors(size_t file, int descriptor);

/* The checks, one per row of the catalogue; main.c has the table. */
void calls_status_names(void);
void calls_null_output(void);
void calls_null_input(void);
void calls_sizes(void);
void calls_object(void);
void calls_null_err(void);
void calls_outputs(void);
void calls_errno(void);
void calls_freed(void);
void calls_contained(void);
void calls_callback_null(void);
void calls_callback_refused(void);
void calls_callback_unknown(void);
void calls_handle_null(void);
void calls_handle_foreign(void);
void calls_handle_stale(void);
void calls_handle_type(void);
void calls_same_version(void);
void calls_counted(void);
void calls_init_once(void);
void calls_closed(void);
void calls_closed_twice(void);
void calls_logged(void);
void calls_fork_first(void);
void calls_fork_later(void);

#endif /* CALLS_H */
