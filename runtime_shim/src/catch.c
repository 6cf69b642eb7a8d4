#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/catch.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unwind.h>

#include "catch_exception.h"
#include "cshared/status.h"

/* Exceptions on their way from the personality routine to the frame that it chose, which is a moment.
 * Thread-local memory would do, but a library that is loaded late has little of it. */
#ifndef CSHARED_CATCH_SLOTS
#define CSHARED_CATCH_SLOTS 64 /* tests have less */
#endif
enum { SLOTS = CSHARED_CATCH_SLOTS };

static struct slot {
  _Atomic(uintptr_t) thread; /* 0: free */
  struct _Unwind_Exception *exception;
} slots[SLOTS];

/* Threads look for a slot from different places on. */
static size_t start_of(uintptr_t thread) { return (thread >> 12) % SLOTS; }

static void hand_over(struct _Unwind_Exception *exception) {
  const uintptr_t self = (uintptr_t)pthread_self();
  const size_t start = start_of(self);
  for (size_t i = 0;; i++) {
    struct slot *slot = &slots[(start + i) % SLOTS];
    uintptr_t free_slot = 0;
    if (atomic_compare_exchange_strong_explicit(&slot->thread, &free_slot, self, memory_order_acquire, memory_order_relaxed)) {
      slot->exception = exception;
      return;
    }
    if (i % SLOTS == SLOTS - 1) {
      (void)sched_yield();
    }
  }
}

static struct _Unwind_Exception *take_over(void) {
  const uintptr_t self = (uintptr_t)pthread_self();
  const size_t start = start_of(self);
  for (size_t i = 0; i < SLOTS; i++) {
    struct slot *slot = &slots[(start + i) % SLOTS];
    if (atomic_load_explicit(&slot->thread, memory_order_relaxed) == self) {
      struct _Unwind_Exception *exception = slot->exception;
      atomic_store_explicit(&slot->thread, 0, memory_order_release);
      return exception;
    }
  }
  abort(); /* the unwinder came here without its personality routine */
}

_Unwind_Reason_Code cshared_catch_personality(int version, _Unwind_Action actions, _Unwind_Exception_Class class,
                                              struct _Unwind_Exception *exception, struct _Unwind_Context *context)
    __attribute__((visibility("hidden"), used));

/* What the unwinder asks about the frame that catches. It is not told a landing pad (_Unwind_SetIP), which
 * would be a symbol of the unwinder: so it goes on where the frame's call would have returned to, with
 * the registers that a return would have left. */
_Unwind_Reason_Code cshared_catch_personality(int version, _Unwind_Action actions, _Unwind_Exception_Class class,
                                              struct _Unwind_Exception *exception, struct _Unwind_Context *context) {
  (void)class;
  (void)context;
  if (version != 1) {
    return _URC_FATAL_PHASE1_ERROR;
  }
  if (actions & _UA_FORCE_UNWIND) {
    return _URC_CONTINUE_UNWIND; /* pthread_exit, cancellation */
  }
  if (actions & _UA_SEARCH_PHASE) {
    return _URC_HANDLER_FOUND;
  }
  hand_over(exception);
  return _URC_INSTALL_CONTEXT;
}

__attribute__((noinline)) static void run(void (*body)(void *), void *argument, volatile bool *returned) {
  /* An optimiser of the whole program may know that the body only throws, and leave out what follows the
   * calls of a function that does not return: but there the unwinder comes back to. */
  __asm__ volatile("" : "+r"(body));
  body(argument);
  *returned = true;
}

/* Has the personality routine, pc-relative in 4 bytes (0x1b). Nothing can be thrown out of it, which
 * keeps the compiler from giving it a routine of its own. */
__attribute__((noinline, nothrow)) static void enter(void (*body)(void *), void *argument, volatile bool *returned) {
  CSHARED_CATCH_BEGIN();
  run(body, argument, returned);
  CSHARED_CATCH_END(); /* the call above is no jump */
}

int cshared_catch_caught(char *what, size_t room) {
  cshared_catch_finish(take_over(), what, room);
  return CSHARED_CALLBACK;
}

int cshared_catch(void (*body)(void *), void *argument, char *what, size_t room) {
  volatile bool returned = false;
  enter(body, argument, &returned);
  if (__builtin_expect(returned, true)) {
    return 0;
  }
  return cshared_catch_caught(what, room);
}
