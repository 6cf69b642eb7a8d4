/* cshared/trampoline.h: functions of every kind of signature behave behind a trampoline as without one. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <complex.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <unwind.h>

#include "../../compile/check.h"
#include "cshared/mutex.h"
#include "cshared/trampoline.h"

__extension__ typedef __int128 int128;

#if defined(__x86_64__)
#define WRECKED                                                                                                    \
  "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", \
      "xmm7"
#define WRECK                                                                                                     \
  "mov $0x55, %%ecx; mov %%rcx, %%rdx; mov %%rcx, %%rsi; mov %%rcx, %%rdi; mov %%rcx, %%r8; mov %%rcx, %%r9;"   \
  "mov %%rcx, %%r10; mov %%rcx, %%r11; movq %%rcx, %%xmm0; movq %%rcx, %%xmm1; movq %%rcx, %%xmm2;"             \
  "movq %%rcx, %%xmm3; movq %%rcx, %%xmm4; movq %%rcx, %%xmm5; movq %%rcx, %%xmm6; movq %%rcx, %%xmm7"
#elif defined(__aarch64__)
#define WRECKED                                                                                                   \
  "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7"
#define WRECK                                                                                                     \
  "mov x1, #0x55; mov x2, x1; mov x3, x1; mov x4, x1; mov x5, x1; mov x6, x1; mov x7, x1; mov x8, x1; mov x9, x1;" \
  "mov x10, x1; fmov d0, x1; fmov d1, x1; fmov d2, x1; fmov d3, x1; fmov d4, x1; fmov d5, x1; fmov d6, x1; fmov d7, x1"
#endif

/* With other names for the two functions that the assembly calls, these stand before them, and leave nothing
 * in registers that a function need not keep. */
#ifdef cshared_trampoline_enter
static cshared_trampoline_frame *(*const kept_enter)(const cshared_trampoline_call *, uintptr_t, uintptr_t) =
    cshared_trampoline_enter;
static void (*const kept_leave)(cshared_trampoline_frame *) = cshared_trampoline_leave;
#undef cshared_trampoline_enter
#undef cshared_trampoline_leave
cshared_trampoline_frame *cshared_trampoline_enter(const cshared_trampoline_call *call, uintptr_t return_address,
                                                   uintptr_t callee_saved);
void cshared_trampoline_leave(cshared_trampoline_frame *frame);
cshared_trampoline_frame *cshared_trampoline_enter(const cshared_trampoline_call *call, uintptr_t return_address,
                                                   uintptr_t callee_saved) {
  cshared_trampoline_frame *frame = kept_enter(call, return_address, callee_saved);
  __asm__ volatile(WRECK ::: WRECKED);
  return frame;
}
void cshared_trampoline_leave(cshared_trampoline_frame *frame) {
  kept_leave(frame);
  __asm__ volatile(WRECK ::: WRECKED);
#if defined(__x86_64__)
  __asm__ volatile("mov $0x55, %%eax" ::: "rax");
#else
  __asm__ volatile("mov x0, #0x55" ::: "x0");
#endif
}
#endif

struct pair {
  long a;
  double b;
};
struct four {
  double a, b, c, d; /* in four vector registers on aarch64, in memory on x86_64 */
};
struct large {
  long a[5];
};

/* Defines the function, and declares what Go would call instead. */
#define FUNCTION(domain, result, name, parameters) \
  result name parameters;                          \
  result cshared_serialize_##name parameters;      \
  CSHARED_SERIALIZE(domain, name);                 \
  __attribute__((noinline)) result name parameters

CSHARED_DOMAIN(one);
CSHARED_DOMAIN(two);

FUNCTION(one, long, integers, (long a, long b, long c, long d, long e, long f, long g, short h, long i, long j)) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j;
}
FUNCTION(one, double, doubles, (double a, double b, double c, double d, double e, double f, double g, double h, double i, float j)) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * (double)j;
}
FUNCTION(one, float, mixed, (int a, float b, const char *c, double d, uint8_t e)) {
  return (float)(a + (int)strlen(c) + (int)e) + b + (float)d;
}
FUNCTION(one, struct pair, pairs, (struct pair a, struct pair b)) { return (struct pair){a.a - b.a, a.b - b.b}; }
FUNCTION(one, struct four, fours, (struct four a, struct four b)) {
  return (struct four){a.a - b.a, a.b - b.b, a.c - b.c, a.d - b.d};
}
FUNCTION(one, struct large, larges, (int factor, struct large a, long *seen)) {
  *seen = a.a[4];
  for (int i = 0; i < 5; i++) a.a[i] *= factor;
  return a;
}
FUNCTION(one, long double, long_double, (long double a, int b)) { return a * b; }
FUNCTION(one, double _Complex, complex_double, (double _Complex a)) { return a * 2; }
FUNCTION(one, float _Complex, complex_float, (float _Complex a)) { return a * 2; }
FUNCTION(one, long double _Complex, complex_long, (long double _Complex a)) { return a * 2; }
FUNCTION(one, int128, wide, (int128 a)) { return a + a; }
FUNCTION(one, double, variadic, (int count, ...)) {
  va_list arguments;
  va_start(arguments, count);
  double sum = 0;
  for (int i = 0; i < count; i++) sum += va_arg(arguments, double) * va_arg(arguments, int);
  va_end(arguments);
  return sum;
}
FUNCTION(one, int, failing, (int want)) {
  if (want != 0) errno = want;
  return -1;
}
FUNCTION(two, int, seen_errno, (void)) { return errno; }

/* Long enough that another thread gets between. Atomic, so that the race detector sees no fault in the
 * losses that are to be seen. */
static atomic_long counter;
FUNCTION(one, void, count, (void)) {
  long n = atomic_load_explicit(&counter, memory_order_relaxed);
  usleep(50);
  atomic_store_explicit(&counter, n + 1, memory_order_relaxed);
}
/* Here it shall see one. */
static long plain;
FUNCTION(two, void, count_plain, (long *copy)) { *copy = ++plain; }

FUNCTION(one, int, nested, (int depth)) {
  if (depth == 0) return 0;
  return cshared_serialize_nested(depth - 1) + 1;
}

#if defined(__x86_64__)
/* What no C function can see: how many vector registers a variadic call uses, and the static chain. */
long vectors(int count, ...);
long cshared_serialize_vectors(int count, ...);
CSHARED_SERIALIZE(one, vectors);
long chain(void);
long cshared_serialize_chain(void);
CSHARED_SERIALIZE(one, chain);
__asm__(".text\n"
        "\t.globl vectors, chain\n"
        "vectors:\n"
        "\tmovzbl %al, %eax\n"
        "\tret\n"
        "chain:\n"
        "\tmovq %r10, %rax\n"
        "\tret\n");
static void registers_of_the_call_are_kept(void) {
  CHECK(cshared_serialize_vectors(3, 1.0, 2.0, 3.0) == 3);
  long (*volatile call)(void) = cshared_serialize_chain; /* gcc drops the chain of a function that it knows */
  CHECK(__builtin_call_with_static_chain(call(), (void *)&counter) == (long)&counter);
}
#else
static void registers_of_the_call_are_kept(void) {}
#endif

static void calls_are_transparent(void) {
  CHECK(cshared_serialize_integers(1, 2, 3, 4, 5, 6, 7, -8, 9, 10) == 385 - 128);
  CHECK(cshared_serialize_doubles(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) == 385);
  CHECK(cshared_serialize_mixed(1, 2, "abc", 4, 255) == 265);
  struct pair p = cshared_serialize_pairs((struct pair){7, 1.5}, (struct pair){3, 0.25});
  CHECK(p.a == 4 && p.b == 1.25);
  struct four f = cshared_serialize_fours((struct four){1, 2, 3, 4}, (struct four){5, 7, 9, 11});
  CHECK(f.a == -4 && f.b == -5 && f.c == -6 && f.d == -7);
  long seen = 0;
  struct large l = cshared_serialize_larges(3, (struct large){{1, 2, 3, 4, 5}}, &seen);
  CHECK(seen == 5 && l.a[0] == 3 && l.a[4] == 15);
  CHECK(cshared_serialize_long_double(1.25L, 3) == 3.75L);
  CHECK(cshared_serialize_complex_double(1 + 2 * I) == 2 + 4 * I);
  CHECK(cshared_serialize_complex_float(1 + 2 * I) == 2 + 4 * I);
  CHECK(cshared_serialize_complex_long(1 + 2 * I) == 2 + 4 * I);
  CHECK(cshared_serialize_wide((int128)5 << 100) == (int128)5 << 101);
  CHECK(cshared_serialize_variadic(5, 1.0, 1, 2.0, 2, 3.0, 3, 4.0, 4, 5.0, 5) == 55);
}

/* Values that live across the calls, more than there are registers. */
__attribute__((noinline)) static uint64_t lives_across(uint64_t x) {
  uint64_t a = x * 3, b = x * 5, c = x * 7, d = x * 11, e = x * 13, f = x * 17, g = x * 19;
  uint64_t h = x * 23, i = x * 29, j = x * 31, k = x * 37;
  for (int n = 0; n < 3; n++) {
    cshared_serialize_nested(n);
    __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e));
    __asm__ volatile("" : "+r"(f), "+r"(g), "+r"(h), "+r"(i), "+r"(j), "+r"(k));
  }
  return a + b + c + d + e + f + g + h + i + j + k;
}

static void errno_is_kept(void) {
  errno = 0;
  CHECK(cshared_serialize_failing(ERANGE) == -1 && errno == ERANGE);
  errno = 0;
  CHECK(cshared_serialize_failing(0) == -1 && errno == 0);
  errno = EDOM;
  CHECK(cshared_serialize_seen_errno() == EDOM && errno == EDOM);
}

enum { THREADS = 8, ROUNDS = 50 };

static void *count_directly(void *unused) {
  for (int i = 0; i < ROUNDS; i++) count();
  return unused;
}
static void *count_alone(void *copies) {
  for (int i = 0; i < ROUNDS; i++) {
    cshared_serialize_count();
    cshared_serialize_count_plain(copies);
  }
  return NULL;
}

static void in_threads(void *(*body)(void *)) {
  pthread_t threads[THREADS];
  static long copies[THREADS];
  for (int i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, body, &copies[i]) == 0);
  for (int i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
}

static void one_at_a_time(void) {
  in_threads(count_directly);
  CHECK(atomic_load(&counter) < THREADS * ROUNDS); /* else nothing was shown */
  atomic_store(&counter, 0);
  in_threads(count_alone);
  CHECK(atomic_load(&counter) == THREADS * ROUNDS);
  CHECK(plain == THREADS * ROUNDS);
}

static void a_call_in_a_call_runs(void) {
  CHECK(cshared_serialize_nested(40) == 40);
  /* And as an exported function of the domain would be in it. */
  cshared_mutex mutex;
  CHECK_STATUS(0, cshared_glue_domain_mutex(&cshared_glue_domain_one, &mutex));
  CHECK_STATUS(0, cshared_mutex_lock(mutex));
  CHECK(cshared_serialize_nested(2) == 2);
  bool mine = false;
  CHECK_STATUS(0, cshared_mutex_is_owner(mutex, &mine));
  CHECK(mine);
  CHECK_STATUS(0, cshared_mutex_unlock(mutex));
  CHECK_STATUS(EPERM, cshared_mutex_unlock(mutex)); /* nobody has left it locked */
}

/* An unwinder finds the way from inside the function, through a nested one, to the caller. */
static uintptr_t caller;
static _Unwind_Reason_Code look(struct _Unwind_Context *context, void *found) {
  uintptr_t function = (uintptr_t)_Unwind_FindEnclosingFunction((void *)_Unwind_GetIP(context));
  if (function == caller) ++*(int *)found;
  return _URC_NO_REASON;
}
FUNCTION(one, int, unwind, (int depth)) {
  if (depth > 0) {
    int found_below = cshared_serialize_unwind(depth - 1);
    __asm__ volatile("" : "+r"(found_below)); /* no tail call */
    return found_below;
  }
  volatile char below[256]; /* nothing of the trampoline is left there */
  for (size_t i = 0; i < sizeof below; i++) below[i] = 0;
  int found = 0;
  _Unwind_Backtrace(look, &found);
  return found;
}
__attribute__((noinline)) static int unwinds_to_here(void) {
  int found = cshared_serialize_unwind(2);
  __asm__ volatile("" : "+r"(found));
  return found;
}

int main(void) {
  calls_are_transparent();
  registers_of_the_call_are_kept();
  CHECK(lives_across(1) == 195);
  errno_is_kept();
  one_at_a_time();
  a_call_in_a_call_runs();
  caller = (uintptr_t)unwinds_to_here;
  CHECK(unwinds_to_here() == 1);
  calls_are_transparent();
  return 0;
}
