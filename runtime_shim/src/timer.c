/* Timers: a clock's number and a starting point in a slot. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/timer.h"

#include <errno.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "slots.h"

#define NS_PER_S INT64_C(1000000000)

/* Each field is atomic: a call with a handle that is freed at this moment may read a slot that is
 * being made anew. It finds out before it answers. */
struct timer {
  alignas(64) _Atomic uint64_t handle; /* 0 while the slot is free. */
  _Atomic int32_t clock;
  _Atomic int64_t start_ns;
};

static struct timer table[CSHARED_TIMER_CAPACITY];
static struct cshared_slot_link links[CSHARED_TIMER_CAPACITY];
static struct cshared_slots slots = {0, 0, CSHARED_TIMER_CAPACITY, CSHARED_SLOTS_TIMER, links};

static inline struct timer *slot_of(cshared_timer handle) {
  struct timer *timer = &table[cshared_slots_index(handle, CSHARED_TIMER_CAPACITY)];
  __asm__("" : "+r"(timer)); /* One register, instead of the address made anew for each field. */
  return timer;
}

/* Whether a handle that once named a timer still does. */
static inline bool still_lives(struct timer *timer, cshared_timer handle) {
  return __builtin_expect(atomic_load_explicit(&timer->handle, memory_order_acquire) == handle, 1);
}

/* Whether any number is the handle of a timer; 0 would fit a free slot. */
static inline bool is_live(struct timer *timer, cshared_timer handle) {
  return still_lives(timer, handle) && __builtin_expect(handle != 0, 1);
}

static inline int64_t read_clock(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now); /* Cannot fail: cshared_timer_new has tried the clock. */
  return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

/* What the clock of a live timer shows; a refusal if it is none, or none any more. */
static inline int read_timer(cshared_timer handle, int64_t *out_ns) {
  struct timer *timer = slot_of(handle);
  if (!is_live(timer, handle)) return cshared_slots_refusal(&slots, handle);
  int64_t now = read_clock(atomic_load_explicit(&timer->clock, memory_order_relaxed));
  if (!still_lives(timer, handle)) return CSHARED_STALE_HANDLE;
  *out_ns = now;
  return 0;
}

int cshared_timer_new(int clock, cshared_timer *out) {
  clockid_t id;
  switch (clock) {
    case CSHARED_TIMER_MONOTONIC: id = CLOCK_MONOTONIC; break;
    case CSHARED_TIMER_MONOTONIC_RAW: id = CLOCK_MONOTONIC_RAW; break;
    case CSHARED_TIMER_BOOTTIME: id = CLOCK_BOOTTIME; break;
    default: return EINVAL;
  }
  if (out == NULL) return EINVAL;
  int saved = errno;
  struct timespec now;
  if (clock_gettime(id, &now) != 0) {
    errno = saved;
    return ENOTSUP;
  }
  uint64_t handle = cshared_slots_take(&slots);
  if (handle == 0) return CSHARED_EXHAUSTED;
  struct timer *timer = slot_of(handle);
  CSHARED_SLOTS_ATOMICS(timer, sizeof *timer);
  atomic_store_explicit(&timer->clock, id, memory_order_relaxed);
  atomic_store_explicit(&timer->start_ns, (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec, memory_order_relaxed);
  atomic_store_explicit(&timer->handle, handle, memory_order_release);
  *out = handle;
  return 0;
}

int cshared_timer_free(cshared_timer handle) {
  if (handle == 0) return CSHARED_FOREIGN_HANDLE;
  uint64_t seen = handle;
  if (!atomic_compare_exchange_strong_explicit(&slot_of(handle)->handle, &seen, 0, memory_order_acq_rel,
                                               memory_order_relaxed)) {
    return cshared_slots_refusal(&slots, handle);
  }
  cshared_slots_give(&slots, handle);
  return 0;
}

int cshared_timer_now(cshared_timer handle, int64_t *out_ns) {
  if (out_ns == NULL) return EINVAL;
  return read_timer(handle, out_ns);
}

int cshared_timer_elapsed(cshared_timer handle, int64_t *out_ns) {
  if (out_ns == NULL) return EINVAL;
  /* The start first: the clock read after it cannot be before it, whoever resets meanwhile. */
  int64_t start = atomic_load_explicit(&slot_of(handle)->start_ns, memory_order_acquire);
  int64_t now = 0;
  int status = read_timer(handle, &now);
  if (status == 0) *out_ns = now - start;
  return status;
}

int cshared_timer_reset(cshared_timer handle, int64_t *out_ns) {
  struct timer *timer = slot_of(handle);
  int64_t start = atomic_load_explicit(&timer->start_ns, memory_order_acquire);
  int64_t now = 0;
  do { /* A reset that came between takes its time, and ours is read again after it. */
    int status = read_timer(handle, &now);
    if (status != 0) return status;
  } while (!atomic_compare_exchange_strong_explicit(&timer->start_ns, &start, now, memory_order_acq_rel,
                                                    memory_order_acquire));
  if (out_ns != NULL) *out_ns = now - start;
  return 0;
}

int cshared_timer_deadline(cshared_timer handle, int64_t timeout_ns, int64_t *out_ns) {
  if (out_ns == NULL || timeout_ns < 0) return EINVAL;
  int64_t now = 0;
  int status = read_timer(handle, &now);
  if (status == 0) *out_ns = timeout_ns > INT64_MAX - now ? CSHARED_TIMER_NEVER : now + timeout_ns;
  return status;
}

int cshared_timer_remaining(cshared_timer handle, int64_t deadline_ns, int64_t *out_ns) {
  if (out_ns == NULL) return EINVAL;
  int64_t now = 0;
  int status = read_timer(handle, &now);
  if (status != 0) return status;
  *out_ns = deadline_ns == CSHARED_TIMER_NEVER ? CSHARED_TIMER_NEVER : deadline_ns <= now ? 0 : deadline_ns - now;
  return 0;
}

int cshared_timer_pair(cshared_timer handle, cshared_timer_read read, void *user, int attempts,
                       cshared_timer_pair_reading *out) {
  if (read == NULL || out == NULL || attempts < 1 || attempts > 1000) return EINVAL;
  cshared_timer_pair_reading best = {0, 0, 0, 0, INT64_MAX};
  for (int i = 0; i < attempts; i++) {
    cshared_timer_pair_reading one = {0, 0, 0, 0, 0};
    int status = read_timer(handle, &one.before_ns);
    if (status != 0) return status;
    one.other_ns = read(user);
    status = read_timer(handle, &one.after_ns);
    if (status != 0) return status;
    int64_t width = one.after_ns - one.before_ns;
    one.bound_ns = width / 2 + width % 2;
    /* In unsigned arithmetic: `read` may return anything. */
    one.offset_ns = (int64_t)((uint64_t)one.other_ns - (uint64_t)(one.before_ns + width / 2));
    if (one.bound_ns < best.bound_ns) best = one;
  }
  *out = best;
  return 0;
}
