/* Calls of C callbacks out of Go, whose C++ exceptions become a status: for code inside a library,
 * written by the generator or by hand. Nothing of it is visible outside.
 *
 * An exception that leaves a callback comes to Go's frames next. The unwinder knows nothing of those,
 * finds no handler and ends the process (std::terminate). With cshared_catch between Go and the
 * callback it ends there: destructors of the callback's frames run, the exception is destroyed, and
 * its text is kept.
 *
 * The library needs neither libgcc_s nor libstdc++ for it, nor does it name a symbol of theirs. What an
 * exception is, is read by the rules of the Itanium C++ ABI, so it works with any unwinder (libgcc,
 * libunwind) and with libstdc++, libc++ and libcxxrt, also if they came with a plugin that was opened
 * RTLD_LOCAL, or are linked into the host statically.
 *
 * C code between cshared_catch and the callback needs unwind tables, which gcc and clang make on amd64
 * and arm64 unless told otherwise; compile it with -fexceptions. */
#ifndef CSHARED_CATCH_H
#define CSHARED_CATCH_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(hidden)

/* Calls body(argument). Returns 0 if it returned, and CSHARED_CALLBACK if an exception left it.
 *
 * `what` then holds a text, cut to `room` bytes with its 0: "C++ exception std::runtime_error: no such
 * file", "C++ exception int" for what does not derive publicly from std::exception, "foreign exception"
 * for one of another language. A type's name stays as the compiler wrote it ("St13runtime_error") if
 * the process exports no __cxa_demangle. `what` may be NULL if `room` is 0, and is not touched when the
 * callback returns.
 *
 * What is not caught, and ends the process as it does without cshared_catch: an exception that meets a
 * noexcept function on its way (std::terminate), and a panic of Rust, whose runtime aborts when another
 * language destroys it.
 *
 * A C++ runtime that hides its symbols (-static-libstdc++ in the host without -rdynamic) does not hear
 * of the catch: std::uncaught_exceptions() of that thread stays one too high for each exception. A host
 * that minds links with -Wl,--export-dynamic-symbol=__cxa_begin_catch, and the same of __cxa_end_catch
 * and __cxa_demangle.
 *
 * longjmp and pthread_exit out of a callback, and cancellation of its thread, are not caught. They skip
 * Go's frames, whose defers do not run and whose locks stay taken: undefined, do not do it.
 *
 * Threads: any. While nothing is thrown it costs three calls of C functions. */
int cshared_catch(void (*body)(void *argument), void *argument, char *what, size_t room);

/* The same within a function of the caller's, for two calls less: an exception that leaves a function
 * called below this line ends there, and the calling function goes on behind that call.
 *
 *   __attribute__((noinline, nothrow)) static void call(struct call *c) {
 *     CSHARED_CATCH_BEGIN();
 *     run(c); // noinline; sets c->returned at its end
 *     CSHARED_CATCH_END();
 *     if (!c->returned) {
 *       cshared_catch_caught(what, sizeof what);
 *     }
 *   }
 *
 * No other call between BEGIN and END. What `run` calls must be unknown to the compiler. */
#define CSHARED_CATCH_BEGIN() __asm__ volatile(".cfi_personality 0x1b, cshared_catch_personality")
#define CSHARED_CATCH_END() __asm__ volatile("" : : : "memory")

/* Must be called, once, when an exception has left the function. Returns CSHARED_CALLBACK, and `what` as
 * cshared_catch. */
int cshared_catch_caught(char *what, size_t room);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
