/* Symbols of the Go runtime in the same link: second names that `cshared-gen divert` gives to local
 * symbols, and functions of runtime/cgo. */
#ifndef CSHARED_LOAD_GO_H
#define CSHARED_LOAD_GO_H

#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

extern const char cshared_go_text[];
extern const char cshared_go_etext[];

/* Go's slot for g: initial-exec, as Go's own code uses it. */
extern _Thread_local void *cshared_go_tlsg __attribute__((tls_model("initial-exec")));

typedef struct cshared_go_string {
  const char *data;
  ptrdiff_t size;
} cshared_go_string;

/* Settings that x_defs bakes in. */
extern const cshared_go_string cshared_go_godebug_default __attribute__((weak));

/* The argument vector that Go's entry got from the loader; the environment lies behind it
 * (runtime/asm_amd64.s, _rt0_amd64_lib). */
extern char **cshared_go_argv __attribute__((weak));
extern int64_t cshared_go_argc __attribute__((weak));

#pragma GCC visibility pop

/* Calls a function of one argument on a goroutine of this thread, binding the thread to the runtime
 * at its first call (runtime/cgo/asm_amd64.s). */
void crosscall2(void (*fn)(void *), void *argument, int size, size_t context);

/* Waits for the runtime; returns the traceback context of the call (gcc_libinit.c). */
size_t cshared_go_wait_runtime_init_done(void) __asm__("_cgo_wait_runtime_init_done");

#endif
