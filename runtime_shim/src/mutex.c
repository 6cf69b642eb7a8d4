/* Mutexes on one futex word, with the owner beside it.
 *
 * The word has the states of Drepper's "Futexes Are Tricky", mutex2: 0 free, 1 taken, 2 taken and
 * perhaps waited for. Not a pthread mutex, for three reasons that were measured or would be missed:
 * only pthread_mutex_trylock tells that a lock will wait, and it costs 1.12 of pthread_mutex_lock
 * (glibc 2.36, amd64); pthread_mutex_clocklock needs glibc 2.30; and a thread that still waits for
 * a mutex that is freed and made anew must do no harm, which a plain word allows and
 * pthread_mutex_init on a mutex with waiters does not. All kinds share the fast path.
 *
 * Race detectors: ThreadSanitizer follows the atomics. For helgrind, which does not, compile with
 * CSHARED_VALGRIND; the code is the same and tells helgrind what it does. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/mutex.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "slots.h"

#ifdef CSHARED_VALGRIND
#define TELL(request) request
#else
#define TELL(request) ((void)0)
#endif

#define NS_PER_S INT64_C(1000000000)

enum { FREE = 0, TAKEN = 1, WAITED_FOR = 2 };

struct mutex {
  /* The first 32 bytes are all that an uncontended lock and unlock touch. */
  alignas(64) _Atomic uint32_t word;
  uint32_t depth;          /* Locks of a recursive mutex beyond the first. Only its owner uses it. */
  _Atomic uintptr_t owner; /* Thread pointer, 0 while nobody has it. Written with the lock held. */
  _Atomic uint64_t handle; /* 0 while the slot is free. */
  _Atomic int32_t kind;

  alignas(64) _Atomic uint64_t waits;
  _Atomic int64_t wait_ns;
  _Atomic int64_t longest_ns;
};

_Static_assert(sizeof(_Atomic uint32_t) == 4, "a futex is 32 bits");
_Static_assert(sizeof(long) == 8, "SYS_futex takes a 64-bit timespec");

static struct mutex table[CSHARED_MUTEX_CAPACITY];
static struct cshared_slot_link links[CSHARED_MUTEX_CAPACITY];
static struct cshared_slots slots = {0, 0, CSHARED_MUTEX_CAPACITY, CSHARED_SLOTS_MUTEX, links};

/* The calling thread. No thread-local variable: a library's static TLS is scarce (212 copies load
 * with 8 bytes each, 106 with 16). */
static inline uintptr_t self(void) {
#if defined(__has_builtin)
#if __has_builtin(__builtin_thread_pointer)
  return (uintptr_t)__builtin_thread_pointer();
#define HAVE_THREAD_POINTER
#endif
#endif
#ifndef HAVE_THREAD_POINTER /* gcc 10 on amd64: a call, about 1 ns more for each lock and unlock. */
  return (uintptr_t)pthread_self();
#endif
}

static inline struct mutex *slot_of(cshared_mutex handle) {
  struct mutex *mutex = &table[cshared_slots_index(handle, CSHARED_MUTEX_CAPACITY)];
  __asm__("" : "+r"(mutex)); /* One register, instead of the address made anew for each field. */
  return mutex;
}

/* Whether a handle that once named a mutex still does. */
static inline bool still_lives(struct mutex *mutex, cshared_mutex handle) {
  return __builtin_expect(atomic_load_explicit(&mutex->handle, memory_order_acquire) == handle, 1);
}

/* Whether any number is the handle of a mutex; 0 would fit a free slot. */
static inline bool is_live(struct mutex *mutex, cshared_mutex handle) {
  return still_lives(mutex, handle) && __builtin_expect(handle != 0, 1);
}

static inline bool is_mine(struct mutex *mutex) {
  return __builtin_expect(atomic_load_explicit(&mutex->owner, memory_order_relaxed) == self(), 1);
}

static int64_t monotonic(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

/* Takes the word if it is free. */
static inline bool take(struct mutex *mutex) {
  uint32_t seen = FREE;
#if defined(__x86_64__)
  /* On Skylake and its kin a compare-exchange and its jump that cross a 32-byte line leave the
   * cache of decoded instructions (Intel's JCC erratum): 2 of 13 ns for lock and unlock, measured. */
  __asm__ volatile(".p2align 5");
#endif
  return __builtin_expect(atomic_compare_exchange_strong_explicit(&mutex->word, &seen, TAKEN, memory_order_acquire,
                                                                  memory_order_relaxed),
                          1);
}

__attribute__((noinline, cold)) static void wake_one(struct mutex *mutex) {
  int saved = errno;
  syscall(SYS_futex, &mutex->word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, NULL, NULL, 0);
  errno = saved;
}

static inline void let_go(struct mutex *mutex) {
  if (__builtin_expect(atomic_exchange_explicit(&mutex->word, FREE, memory_order_release) == WAITED_FOR, 0)) {
    wake_one(mutex);
  }
}

/* Takes the word, waiting until CLOCK_MONOTONIC shows `deadline_ns`. 0 or ETIMEDOUT. */
static int wait_and_take(struct mutex *mutex, int64_t deadline_ns) {
  struct timespec until = {(time_t)(deadline_ns / NS_PER_S), (long)(deadline_ns % NS_PER_S)};
  const struct timespec *timeout = deadline_ns == CSHARED_MUTEX_FOREVER ? NULL : &until;
  int saved = errno;
  int status = 0;
  while (atomic_exchange_explicit(&mutex->word, WAITED_FOR, memory_order_acquire) != FREE) {
    /* FUTEX_WAIT_BITSET takes an absolute time, of CLOCK_MONOTONIC. Interrupted, woken for nothing
     * or too late to sleep: look again. */
    long result = syscall(SYS_futex, &mutex->word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, WAITED_FOR, timeout, NULL,
                          FUTEX_BITSET_MATCH_ANY);
    if (result != 0 && errno == ETIMEDOUT) {
      status = ETIMEDOUT;
      break;
    }
  }
  errno = saved;
  return status;
}

int cshared_mutex_new(int kind, cshared_mutex *out) {
  if (out == NULL || kind < CSHARED_MUTEX_NORMAL || kind > CSHARED_MUTEX_RECURSIVE) return EINVAL;
  uint64_t handle = cshared_slots_take(&slots);
  if (handle == 0) return CSHARED_EXHAUSTED;
  struct mutex *mutex = slot_of(handle);
  CSHARED_SLOTS_ATOMICS(mutex, sizeof *mutex);
  atomic_store_explicit(&mutex->kind, kind, memory_order_relaxed);
  atomic_store_explicit(&mutex->waits, 0, memory_order_relaxed);
  atomic_store_explicit(&mutex->wait_ns, 0, memory_order_relaxed);
  atomic_store_explicit(&mutex->longest_ns, 0, memory_order_relaxed);
  TELL(VALGRIND_HG_MUTEX_INIT_POST(mutex, kind == CSHARED_MUTEX_RECURSIVE));
  atomic_store_explicit(&mutex->handle, handle, memory_order_release);
  *out = handle;
  return 0;
}

int cshared_mutex_free(cshared_mutex handle) {
  struct mutex *mutex = slot_of(handle);
  if (!is_live(mutex, handle)) return cshared_slots_refusal(&slots, handle);
  if (!take(mutex)) return still_lives(mutex, handle) ? EBUSY : CSHARED_STALE_HANDLE;
  bool ours = still_lives(mutex, handle);
  if (ours) atomic_store_explicit(&mutex->handle, 0, memory_order_release);
  if (ours) TELL(VALGRIND_HG_MUTEX_DESTROY_PRE(mutex));
  let_go(mutex); /* Whoever waits gets it, sees that the handle is void, and lets the next one see. */
  if (!ours) return CSHARED_STALE_HANDLE;
  cshared_slots_give(&slots, handle);
  return 0;
}

/* The word is ours: becomes the owner, unless the mutex was freed meanwhile. */
static inline int own(struct mutex *mutex, cshared_mutex handle) {
  if (!still_lives(mutex, handle)) {
    let_go(mutex);
    return CSHARED_STALE_HANDLE;
  }
  atomic_store_explicit(&mutex->owner, self(), memory_order_relaxed);
  TELL(VALGRIND_HG_MUTEX_LOCK_POST(mutex));
  return 0;
}

/* The owner of a recursive mutex locks once more. */
static int relock(struct mutex *mutex) {
  if (mutex->depth == UINT32_MAX) return EAGAIN;
  mutex->depth++;
  TELL(VALGRIND_HG_MUTEX_LOCK_POST(mutex));
  return 0;
}

static void count_wait(struct mutex *mutex, int64_t waited_ns) {
  atomic_fetch_add_explicit(&mutex->waits, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&mutex->wait_ns, waited_ns, memory_order_relaxed);
  int64_t longest = atomic_load_explicit(&mutex->longest_ns, memory_order_relaxed);
  while (waited_ns > longest && !atomic_compare_exchange_weak_explicit(&mutex->longest_ns, &longest, waited_ns,
                                                                       memory_order_relaxed, memory_order_relaxed)) {
  }
}

/* Somebody has the mutex, perhaps the caller. */
__attribute__((noinline, cold)) static int lock_contended(struct mutex *mutex, cshared_mutex handle,
                                                          int64_t deadline_ns) {
  if (is_mine(mutex)) {
    int32_t kind = atomic_load_explicit(&mutex->kind, memory_order_relaxed);
    if (kind == CSHARED_MUTEX_RECURSIVE) return relock(mutex);
    if (kind == CSHARED_MUTEX_ERRORCHECK) return EDEADLK;
  }
  int64_t start = monotonic();
  if (deadline_ns <= start) return ETIMEDOUT;
  int status = wait_and_take(mutex, deadline_ns);
  int64_t waited = monotonic() - start;
  if (status == 0) status = own(mutex, handle);
  if (still_lives(mutex, handle)) count_wait(mutex, waited);
  return status;
}

static inline int lock_until(cshared_mutex handle, int64_t deadline_ns) {
  struct mutex *mutex = slot_of(handle);
  if (!is_live(mutex, handle)) return cshared_slots_refusal(&slots, handle);
  TELL(VALGRIND_HG_MUTEX_LOCK_PRE(mutex, deadline_ns != CSHARED_MUTEX_FOREVER));
  if (!take(mutex)) return lock_contended(mutex, handle, deadline_ns);
  return own(mutex, handle);
}

int cshared_mutex_lock(cshared_mutex handle) { return lock_until(handle, CSHARED_MUTEX_FOREVER); }

int cshared_mutex_lock_until(cshared_mutex handle, int64_t deadline_ns) { return lock_until(handle, deadline_ns); }

int cshared_mutex_lock_for(cshared_mutex handle, int64_t timeout_ns) {
  if (timeout_ns < 0) return EINVAL;
  int64_t now = monotonic();
  return lock_until(handle, timeout_ns > INT64_MAX - now ? CSHARED_MUTEX_FOREVER : now + timeout_ns);
}

int cshared_mutex_try_lock(cshared_mutex handle) {
  struct mutex *mutex = slot_of(handle);
  if (!is_live(mutex, handle)) return cshared_slots_refusal(&slots, handle);
  if (take(mutex)) return own(mutex, handle);
  if (!is_mine(mutex)) return still_lives(mutex, handle) ? EBUSY : CSHARED_STALE_HANDLE;
  return atomic_load_explicit(&mutex->kind, memory_order_relaxed) == CSHARED_MUTEX_RECURSIVE ? relock(mutex) : EBUSY;
}

int cshared_mutex_unlock(cshared_mutex handle) {
  struct mutex *mutex = slot_of(handle);
  if (!is_live(mutex, handle)) return cshared_slots_refusal(&slots, handle);
  if (!is_mine(mutex)) return EPERM;
  TELL(VALGRIND_HG_MUTEX_UNLOCK_PRE(mutex));
  if (__builtin_expect(mutex->depth != 0, 0)) {
    mutex->depth--;
    TELL(VALGRIND_HG_MUTEX_UNLOCK_POST(mutex));
    return 0;
  }
  atomic_store_explicit(&mutex->owner, 0, memory_order_relaxed);
  let_go(mutex);
  TELL(VALGRIND_HG_MUTEX_UNLOCK_POST(mutex));
  return 0;
}

int cshared_mutex_is_owner(cshared_mutex handle, bool *out) {
  struct mutex *mutex = slot_of(handle);
  if (out == NULL) return EINVAL;
  if (!is_live(mutex, handle)) return cshared_slots_refusal(&slots, handle);
  *out = is_mine(mutex);
  return 0;
}

int cshared_mutex_get_stats(cshared_mutex handle, cshared_mutex_stats *out) {
  struct mutex *mutex = slot_of(handle);
  if (out == NULL) return EINVAL;
  if (!is_live(mutex, handle)) return cshared_slots_refusal(&slots, handle);
  cshared_mutex_stats stats = {
      atomic_load_explicit(&mutex->waits, memory_order_relaxed),
      atomic_load_explicit(&mutex->wait_ns, memory_order_relaxed),
      atomic_load_explicit(&mutex->longest_ns, memory_order_relaxed),
  };
  if (!still_lives(mutex, handle)) return CSHARED_STALE_HANDLE;
  *out = stats;
  return 0;
}
