/* Calls of C functions from Go that are not safe for threads, one at a time: what the attribute
 * `serialize` of go_cshared_library puts between. For code inside a library only; nothing of it is
 * visible outside.
 *
 * A generated file has a line for each domain and one for each function:
 *
 *   CSHARED_DOMAIN(solver);
 *   CSHARED_SERIALIZE(solver, qp_solve);
 *
 * and the references to qp_solve that cgo made for Go lead to cshared_serialize_qp_solve, which takes the
 * mutex of the domain, calls qp_solve, and gives the mutex back.
 *
 * It knows no signature. All registers that have arguments or results in the C ABI are kept, arguments and
 * results in memory are where the caller has put them, since the return address, which would lie between,
 * waits in the domain. Not kept are the upper halves of vectors of more than 128 bits, which Go cannot
 * pass; preambles can.
 *
 * - The mutex is that of `//cshared:serialize` with the same name: cshared_glue_enter.
 * - A thread that is in the domain already, because the C function has called Go, or because the exported Go
 *   function is of the domain, does not wait: the call runs at once, as in cshared_domain_run. A refusal, as
 *   cshared_glue_enter has it, would need a result, and nobody knows of which type.
 * - The thread counts, not the goroutine: who is in the domain and waits for another goroutine that calls into
 *   it waits for ever, and so do two domains that call each other.
 * - errno is the caller's when the function begins, and the function's when it has returned.
 * - The function must return. Who leaves it by longjmp, or ends its thread in it, leaves the domain locked. A
 *   C++ exception cannot be caught beyond it, since cgo's code is C and Go's has no unwind tables: it
 *   ends the process, as it does without. Debuggers and unwinders see the caller, also while it runs.
 * - The call and the return are paired, as shadow stacks (CET, GCS) want it.
 * - Calls do not end with the library's service, unlike cshared_glue_enter: goroutines still run then.
 * - Where no mutex is to be had (CSHARED_EXHAUSTED: thousands of them), or no memory for a call in a call,
 *   the process ends with a message: to go on would be what the caller relies on not to happen. */
#ifndef CSHARED_TRAMPOLINE_H
#define CSHARED_TRAMPOLINE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(hidden)

struct cshared_glue_domain;

/* What a call has to find again when it returns. */
typedef struct cshared_trampoline_frame {
  uintptr_t return_address;           /* into the caller */
  uintptr_t callee_saved;             /* the caller's RBX or X19, which holds the frame meanwhile */
  struct cshared_glue_domain *domain; /* to leave; NULL for a call in a call */
} cshared_trampoline_frame;

/* A domain of functions that never run at once. Starts as zeros. */
typedef struct cshared_glue_domain {
  uint64_t mutex;
  cshared_trampoline_frame outermost; /* of the thread that has the mutex */
} cshared_glue_domain;

/* A function and its domain. */
typedef struct cshared_trampoline_call {
  cshared_glue_domain *domain;
  void (*function)(void);
} cshared_trampoline_call;

/* The mutex of a domain, made by the first who asks. Returns 0 or CSHARED_EXHAUSTED. */
int cshared_glue_domain_mutex(cshared_glue_domain *domain, uint64_t *mutex);

/* Called by the assembly of glue_trampoline.c alone; both keep errno. */
__attribute__((used)) cshared_trampoline_frame *
cshared_trampoline_enter(const cshared_trampoline_call *call, uintptr_t return_address, uintptr_t callee_saved);
__attribute__((used)) void cshared_trampoline_leave(cshared_trampoline_frame *frame);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

/* Weak, since the attribute and the generated API each have the domains that they know of. */
#define CSHARED_DOMAIN(name) \
  __attribute__((weak, visibility("hidden"))) cshared_glue_domain cshared_glue_domain_##name

/* Only the register that nobody has an argument in is used before cshared_trampoline. */
#if defined(__x86_64__)
#define CSHARED_TRAMPOLINE(function)                                  \
  "\tendbr64\n"                                                       \
  "\tleaq cshared_serialized_" function "(%rip), %r11\n"              \
  "\tjmp cshared_trampoline\n"
#elif defined(__aarch64__)
#define CSHARED_TRAMPOLINE(function)                                  \
  "\thint #34\n" /* bti c */                                          \
  "\tadrp x9, cshared_serialized_" function "\n"                      \
  "\tadd x9, x9, :lo12:cshared_serialized_" function "\n"             \
  "\tb cshared_trampoline\n"
#endif

/* The function's own name stands behind another one: some names have a type in the compiler. */
#define CSHARED_SERIALIZE(name, function)                                                         \
  extern void cshared_real_##function(void) __asm__(#function);                                  \
  extern const cshared_trampoline_call cshared_serialized_##function;                            \
  __attribute__((used, visibility("hidden"))) const cshared_trampoline_call cshared_serialized_##function = { \
      &cshared_glue_domain_##name, cshared_real_##function};                                     \
  __asm__(".pushsection .text\n"                                                                  \
          "\t.balign 16\n"                                                                        \
          "\t.globl cshared_serialize_" #function "\n"                                            \
          "\t.hidden cshared_serialize_" #function "\n"                                           \
          "\t.hidden cshared_trampoline\n"                                                        \
          "\t.type cshared_serialize_" #function ", %function\n"                                  \
          "cshared_serialize_" #function ":\n"                                                    \
          "\t.cfi_startproc\n" CSHARED_TRAMPOLINE(#function) "\t.cfi_endproc\n"                    \
          "\t.size cshared_serialize_" #function ", . - cshared_serialize_" #function "\n"        \
          "\t.popsection\n")

#endif
