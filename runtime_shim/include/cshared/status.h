/* Status codes: 0 is success, values below 4096 are errno values of this system, and those of enum
 * cshared_status are ours. Values never change their meaning; new ones are added at the end.
 */
#ifndef CSHARED_STATUS_H
#define CSHARED_STATUS_H

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

#ifdef __cplusplus
}
#endif

#endif
