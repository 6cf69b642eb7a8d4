/* The start of each call into Go. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdatomic.h>

#include "load_diverted.h"
#include "load_go.h"
#include "load_kernel.h"
#include "load_limits.h"
#include "load_policy.h"
#include "load_state.h"
#include "sigtable.h"

/* The model again: gcc 16 forgets that of the declaration, and the slot would cost a call of
 * __tls_get_addr, which a handler must not make. */
_Thread_local volatile char cshared_load_seen __attribute__((tls_model("initial-exec")));

/* An archive that is not diverted (load_constructors.c) has no alias for Go's slot. Nobody reads this
 * one; it costs no static TLS. */
extern _Thread_local volatile char cshared_load_no_tlsg __asm__("cshared_go_tlsg")
    __attribute__((weak, alias("cshared_load_seen"), tls_model("initial-exec"), visibility("hidden")));

/* Sends SIGURG to its own thread. Runs as a Go function: on a goroutine, which a signal can find
 * bound. Needs no stack and changes no register that Go keeps (ABIInternal: R14, X15 on amd64; R28 on
 * arm64); not in Go's tables of code, so Go never stops here. */
void cshared_load_poke(void *unused);
/* Does nothing, in the same way. */
void cshared_load_idle(void *unused);

#if defined(__x86_64__)
__asm__(".text\n"
        "\t.balign 16\n"
        "\t.globl cshared_load_poke\n"
        "\t.hidden cshared_load_poke\n"
        "\t.type cshared_load_poke, @function\n"
        "cshared_load_poke:\n"
        "\tendbr64\n"
        "\tmovl $39, %eax\n" /* getpid */
        "\tsyscall\n"
        "\tmovl %eax, %edi\n"
        "\tmovl $186, %eax\n" /* gettid */
        "\tsyscall\n"
        "\tmovl %eax, %esi\n"
        "\tmovl $23, %edx\n" /* SIGURG */
        "\tmovl $234, %eax\n" /* tgkill */
        "\tsyscall\n"
        "\t.globl cshared_load_idle\n"
        "\t.hidden cshared_load_idle\n"
        "cshared_load_idle:\n"
        "\tret\n"
        "\t.size cshared_load_poke, . - cshared_load_poke\n");
#elif defined(__aarch64__)
__asm__(".text\n"
        "\t.balign 16\n"
        "\t.globl cshared_load_poke\n"
        "\t.hidden cshared_load_poke\n"
        "\t.type cshared_load_poke, %function\n"
        "cshared_load_poke:\n"
        "\thint #34\n" /* bti c */
        "\tmov x8, #172\n" /* getpid */
        "\tsvc #0\n"
        "\tmov x9, x0\n"
        "\tmov x8, #178\n" /* gettid */
        "\tsvc #0\n"
        "\tmov x1, x0\n"
        "\tmov x0, x9\n"
        "\tmov x2, #23\n" /* SIGURG */
        "\tmov x8, #131\n" /* tgkill */
        "\tsvc #0\n"
        "\t.globl cshared_load_idle\n"
        "\t.hidden cshared_load_idle\n"
        "cshared_load_idle:\n"
        "\tret\n"
        "\t.size cshared_load_poke, . - cshared_load_poke\n");
#endif

/* A thread whose preemption signal was delivered while it was in C is never preempted again: Go drops
 * the signal and goes on believing that one is under way (m.signalPending). The same signal, got
 * while in Go, corrects that. A signal sent from C would be dropped like the first.
 *
 * This call is also the one that binds the thread to the runtime, which changes its mask. */
__attribute__((noinline, cold)) static void enter_slowly(void) {
  const int saved = errno;
  (void)cshared_go_wait_runtime_init_done();
  uint64_t before, after;
  cshared_load_kernel_mask(SIG_BLOCK, NULL, &before);
  cshared_load_seen = 1;
  /* With asyncpreemptoff=1 the runtime would not expect SIGURG. */
  crosscall2(cshared_load_this.preemption_is_off ? cshared_load_idle : cshared_load_poke, NULL, 0, 0);
  cshared_load_seen = 1; /* our own signal has cleared it */
  if (CSHARED_LOAD_QUIET && !cshared_load_this.sigtable_patched) {
    cshared_load_kernel_mask(SIG_BLOCK, NULL, &after);
    const uint64_t lost = before & ~after & cshared_sigtable_kept();
    if (lost != 0) {
      cshared_load_kernel_mask(SIG_BLOCK, &lost, NULL);
    }
  }
  static _Atomic int limits_restored;
  if (CSHARED_LOAD_QUIET && !atomic_exchange(&limits_restored, 1)) {
    cshared_load_limits_restore(); /* all of Go's initialisation is done */
  }
  errno = saved;
}

size_t cshared_load_enter(void) {
  if (__builtin_expect(!cshared_load_seen, 0)) {
    enter_slowly();
  }
  return cshared_go_wait_runtime_init_done();
}
