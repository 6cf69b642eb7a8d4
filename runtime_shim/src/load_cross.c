/* The last steps into Go. Runs as a Go function, on a goroutine of the calling thread. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "load_cross.h"

#include <stddef.h>

#include "cshared/guard.h"
#include "load_diverted.h"
#include "load_go.h"
#include "load_state.h"

/* Offsets and numbers in the assembly below. */
_Static_assert(offsetof(cshared_load_crossing, function) == 0, "load_cross.c has it as 0");
_Static_assert(offsetof(cshared_load_crossing, argument) == 8, "load_cross.c has it as 8");
_Static_assert(CSHARED_LOAD_THREAD_ENDS == 2, "load_cross.c has it as 2");

/* A thread whose preemption signal was delivered while it was in C is never preempted again: Go drops
 * the signal and goes on believing that one is under way (m.signalPending). The same signal, got
 * while in Go, corrects that. A signal sent from C would be dropped like the first.
 *
 * So the question whether one was dropped is asked here, where none is dropped any more
 * (runtime.cgocallbackg has cleared m.isExtraInC): between the question and Go's code there is no
 * moment in which one could be missed.
 *
 * In Go's calling convention (ABIInternal): the argument in RAX or R0; every other register but the
 * stack's and g's is free. Uses no stack, and is not in Go's tables of code, so Go never stops here. */
#if defined(__x86_64__)
__asm__(".text\n"
        "\t.balign 16\n"
        "\t.globl cshared_load_cross\n"
        "\t.hidden cshared_load_cross\n"
        "\t.type cshared_load_cross, @function\n"
        "cshared_load_cross:\n"
        "\tendbr64\n"
        "\tmovq cshared_load_seen@gottpoff(%rip), %rcx\n"
        "\tcmpb $0, %fs:(%rcx)\n"
        "\tje 2f\n"
        "1:\n"
        "\tmovq (%rax), %rcx\n"
        "\tmovq 8(%rax), %rax\n"
        "\tjmp *%rcx\n"
        "2:\n"
        "\tmovq %rax, %r8\n"
        "\tmovl $39, %eax\n" /* getpid */
        "\tsyscall\n"
        "\tmovl %eax, %edi\n"
        "\tmovl $186, %eax\n" /* gettid */
        "\tsyscall\n"
        "\tmovl %eax, %esi\n"
        "\tmovl $23, %edx\n" /* SIGURG */
        "\tmovl $234, %eax\n" /* tgkill */
        "\tsyscall\n"
        /* After the signal, as the dispatcher has cleared the byte once more. Not on a thread that ends. */
        "\tmovq cshared_load_thread@gottpoff(%rip), %rdx\n"
        "\tcmpb $2, %fs:(%rdx)\n"
        "\tje 3f\n"
        "\tmovq cshared_load_seen@gottpoff(%rip), %rcx\n"
        "\tmovb $1, %fs:(%rcx)\n"
        "3:\n"
        "\tmovq %r8, %rax\n"
        "\tjmp 1b\n"
        "\t.size cshared_load_cross, . - cshared_load_cross\n"
        "\t.globl cshared_load_idle\n"
        "\t.hidden cshared_load_idle\n"
        "\t.type cshared_load_idle, @function\n"
        "cshared_load_idle:\n"
        "\tendbr64\n"
        "\tret\n"
        "\t.size cshared_load_idle, . - cshared_load_idle\n");
#elif defined(__aarch64__)
__asm__(".text\n"
        "\t.balign 16\n"
        "\t.globl cshared_load_cross\n"
        "\t.hidden cshared_load_cross\n"
        "\t.type cshared_load_cross, %function\n"
        "cshared_load_cross:\n"
        "\thint #34\n"
        "\tmrs x9, tpidr_el0\n"
        "\tadrp x10, :gottprel:cshared_load_seen\n"
        "\tldr x10, [x10, :gottprel_lo12:cshared_load_seen]\n"
        "\tldrb w11, [x9, x10]\n"
        "\tcbz w11, 2f\n"
        "1:\n"
        "\tldr x16, [x0]\n" /* x16: a landing pad takes a jump from it for a call */
        "\tldr x0, [x0, #8]\n"
        "\tbr x16\n"
        "2:\n"
        "\tmov x11, x0\n"
        "\tmov x8, #172\n" /* getpid */
        "\tsvc #0\n"
        "\tmov x12, x0\n"
        "\tmov x8, #178\n" /* gettid */
        "\tsvc #0\n"
        "\tmov x1, x0\n"
        "\tmov x0, x12\n"
        "\tmov x2, #23\n" /* SIGURG */
        "\tmov x8, #131\n" /* tgkill */
        "\tsvc #0\n"
        "\tadrp x13, :gottprel:cshared_load_thread\n"
        "\tldr x13, [x13, :gottprel_lo12:cshared_load_thread]\n"
        "\tldrb w12, [x9, x13]\n"
        "\tcmp w12, #2\n"
        "\tb.eq 3f\n"
        "\tmov w12, #1\n"
        "\tstrb w12, [x9, x10]\n"
        "3:\n"
        "\tmov x0, x11\n"
        "\tb 1b\n"
        "\t.size cshared_load_cross, . - cshared_load_cross\n"
        "\t.globl cshared_load_idle\n"
        "\t.hidden cshared_load_idle\n"
        "\t.type cshared_load_idle, %function\n"
        "cshared_load_idle:\n"
        "\thint #34\n"
        "\tret\n"
        "\t.size cshared_load_idle, . - cshared_load_idle\n");
#endif

void cshared_load_crosscall2(void (*function)(void *), void *argument, int size, size_t context) {
  cshared_load_crossing crossing = {function, argument};
  crosscall2(cshared_load_cross, &crossing, size, context);
}
