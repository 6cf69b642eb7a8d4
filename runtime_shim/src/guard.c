#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/guard.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>

#include "load_go.h"
#include "load_state.h"

int cshared_guard_state;
_Thread_local int32_t cshared_guard_errno __attribute__((tls_model("initial-exec")));

/* C++ ABI: registers a destructor of a thread-local object (glibc 2.18). */
extern int __cxa_thread_atexit_impl(void (*destructor)(void *), void *object, void *library) __attribute__((weak));
extern void *__dso_handle __attribute__((visibility("hidden")));

static void in_child(void) { __atomic_store_n(&cshared_guard_state, CSHARED_AFTER_FORK, __ATOMIC_RELAXED); }

__attribute__((constructor)) static void watch_forks(void) { (void)pthread_atfork(NULL, NULL, in_child); }

static void thread_ends(void *unused) {
  (void)unused;
  cshared_load_thread = CSHARED_LOAD_THREAD_ENDS;
  cshared_load_seen = 0;
}

/* A thread that brings a signal stack of its own may lose it before its destructors have run. */
static void watch_end_of_thread(void) {
  if (cshared_load_thread == CSHARED_LOAD_THREAD_PLAIN && __cxa_thread_atexit_impl != NULL &&
      __cxa_thread_atexit_impl(thread_ends, NULL, &__dso_handle) == 0) {
    cshared_load_thread = CSHARED_LOAD_THREAD_WATCHED;
  }
}

static int look_at_signal_stack(void) {
  stack_t stack;
  const bool is_bound = cshared_go_tlsg != NULL;
  if (sigaltstack(NULL, &stack) != 0) {
    return 0;
  }
  if (stack.ss_flags & SS_DISABLE) {
    /* A thread that Go does not know yet gets one from Go. */
    return is_bound ? CSHARED_NO_SIGNAL_STACK : 0;
  }
  if (!is_bound) {
    watch_end_of_thread();
  }
  return 0;
}

static int look_at_thread(void) {
  if (!cshared_load_this.started) {
    cshared_load_seen = 1; /* the fallback of load.h, which knows nothing of the thread */
    return 0;
  }
  const int saved = errno;
  const int status = look_at_signal_stack();
  errno = saved;
  return status;
}

int cshared_guard_look(void) {
  const int stopped = __atomic_load_n(&cshared_guard_state, __ATOMIC_ACQUIRE);
  return stopped != 0 ? stopped : look_at_thread();
}

int cshared_guard_late(void) {
  if (__atomic_load_n(&cshared_guard_state, __ATOMIC_ACQUIRE) == CSHARED_AFTER_FORK) {
    return CSHARED_AFTER_FORK;
  }
  return cshared_load_seen == 0 ? look_at_thread() : 0;
}

/* Both are thread-local and at a fixed distance on this thread. Should it be too long for the variable,
 * every call comes by here. */
static void find_errno(void) {
  const intptr_t distance = (intptr_t)&errno - (intptr_t)&cshared_guard_errno;
  cshared_guard_errno = distance == (int32_t)distance ? (int32_t)distance : 0;
}

int cshared_guard_call_slowly(void (*stub)(void *), void *call) {
  const int saved = errno;
  const int status = cshared_guard_enter();
  if (status != 0) {
    return status;
  }
  find_errno();
  stub(call);
  errno = saved;
  return 0;
}

int cshared_guard_stop(int status) {
  if (status != CSHARED_POISONED && status != CSHARED_CLOSED && status != CSHARED_RETIRED) {
    return EINVAL;
  }
  int before = 0;
  (void)__atomic_compare_exchange_n(&cshared_guard_state, &before, status, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
  return before;
}
