/* What differs between processors: thread pointer, program counter, floating-point mode. */
#ifndef CSHARED_LOAD_ARCH_H
#define CSHARED_LOAD_ARCH_H

#include <stdint.h>
#include <ucontext.h>

#if defined(__x86_64__)

static inline char *cshared_load_thread_pointer(void) {
  char *p;
  __asm__("movq %%fs:0, %0" : "=r"(p));
  return p;
}

static inline uintptr_t cshared_load_pc(const void *context) {
  return (uintptr_t)((const ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
}

/* The mode a process starts with: x87 control word 0x37f, MXCSR 0x1f80 (System V ABI, 3.4.1).
 * Inline, as fesetenv would make libm a dependency. */
static inline void cshared_load_default_fp_mode(void) {
  const uint32_t mxcsr = 0x1f80;
  __asm__ volatile("fninit\n\tldmxcsr %0" : : "m"(mxcsr));
}

typedef struct cshared_load_fp_mode {
  uint32_t x87[7];
  uint32_t mxcsr;
} cshared_load_fp_mode;

/* Leaves the x87 unit with all exceptions masked: another mode has to follow. */
static inline void cshared_load_get_fp_mode(cshared_load_fp_mode *mode) {
  __asm__ volatile("fnstenv %0\n\tstmxcsr %1" : "=m"(mode->x87), "=m"(mode->mxcsr));
}

static inline void cshared_load_set_fp_mode(const cshared_load_fp_mode *mode) {
  __asm__ volatile("fldenv %0\n\tldmxcsr %1" : : "m"(mode->x87), "m"(mode->mxcsr));
}

#elif defined(__aarch64__)

static inline char *cshared_load_thread_pointer(void) {
  char *p;
  __asm__("mrs %0, tpidr_el0" : "=r"(p));
  return p;
}

static inline uintptr_t cshared_load_pc(const void *context) {
  return (uintptr_t)((const ucontext_t *)context)->uc_mcontext.pc;
}

static inline void cshared_load_default_fp_mode(void) {
  const uint64_t fpcr = 0;
  __asm__ volatile("msr fpcr, %0" : : "r"(fpcr));
}

typedef struct cshared_load_fp_mode {
  uint64_t fpcr;
} cshared_load_fp_mode;

static inline void cshared_load_get_fp_mode(cshared_load_fp_mode *mode) {
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode->fpcr));
}

static inline void cshared_load_set_fp_mode(const cshared_load_fp_mode *mode) {
  __asm__ volatile("msr fpcr, %0" : : "r"(mode->fpcr));
}

#else
#error "the shim knows linux/amd64 and linux/arm64"
#endif

#endif
