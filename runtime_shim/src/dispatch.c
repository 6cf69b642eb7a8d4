#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "dispatch.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "load_arch.h"

/* A copy of the siginfo that goes to a handler carries a mark behind the bytes that the kernel fills.
 * A sender cannot forge it: the kernel copies only what belongs to the signal and clears the rest
 * (kernel/signal.c, copy_siginfo_to_user). Who gets such a copy back knows without any memory of its
 * own that it is being asked a second time. */
typedef struct mark {
  uint64_t magic;
  uint64_t kind;
  volatile int *declined;
} mark;

enum { MARK_OFFSET = 96, MARK_FOR_GO = 1, MARK_FOR_HOST = 2 };

_Static_assert(MARK_OFFSET + sizeof(mark) <= sizeof(siginfo_t), "the mark lies inside of siginfo");

static void mark_copy(siginfo_t *copy, const siginfo_t *info, uint64_t kind, volatile int *declined) {
  const mark m = {CSHARED_COEXIST_MAGIC, kind, declined};
  *copy = *info;
  memcpy((char *)copy + MARK_OFFSET, &m, sizeof m);
}

static mark mark_of(const siginfo_t *info) {
  mark m;
  memcpy(&m, (const char *)info + MARK_OFFSET, sizeof m);
  return m;
}

/* Several slots per signal, so that a dispatcher that still reads the last one is not disturbed. */
enum { HOST_SLOTS = 4 };
static cshared_load_action host_slots[CSHARED_COEXIST_SIGNALS][HOST_SLOTS];
static unsigned host_next[CSHARED_COEXIST_SIGNALS];
static _Atomic(const cshared_load_action *) host_actions[CSHARED_COEXIST_SIGNALS];

void cshared_dispatch_set_host(int signal, const cshared_load_action *action) {
  cshared_load_action *slot = &host_slots[signal][host_next[signal]++ % HOST_SLOTS];
  *slot = *action;
  atomic_store(&host_actions[signal], slot);
}

const cshared_load_action *cshared_dispatch_host(int signal) {
  static const cshared_load_action none;
  const cshared_load_action *action = atomic_load(&host_actions[signal]);
  return action != NULL ? action : &none;
}

/* A signal of the kernel's own making, not of kill, tgkill, sigqueue or a timer. */
static bool from_kernel(const siginfo_t *info) { return info->si_code > 0; }

/* What SIG_DFL does, with the true program counter in the core: a fault repeats after the return, a
 * signal that was sent is sent again. */
static void default_action(int signal, const siginfo_t *info) {
  if (signal == SIGURG || signal == SIGCHLD || signal == SIGWINCH || signal == SIGCONT) {
    return;
  }
  if (signal == SIGPROF) {
    return; /* the last one of a profile that has just ended */
  }
  cshared_load_action now;
  if (cshared_load_kernel_action(signal, NULL, &now) != 0) {
    return;
  }
  now.handler = CSHARED_LOAD_DFL;
  now.flags &= CSHARED_LOAD_RESTORER;
  now.mask = 0;
  (void)cshared_load_kernel_action(signal, &now, NULL);
  if (!from_kernel(info)) {
    const uint64_t bit = cshared_load_bit(signal);
    cshared_load_kernel_mask(SIG_UNBLOCK, &bit, NULL);
    (void)syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), signal);
  }
}

/* Runs the host's action as the kernel would: with its mask, SA_NODEFER and SA_RESETHAND. */
static void run_host(int signal, const siginfo_t *info, void *context) {
  const cshared_load_action action = *cshared_dispatch_host(signal);
  if (action.handler == CSHARED_LOAD_IGN) {
    return;
  }
  if (action.handler == CSHARED_LOAD_DFL) {
    default_action(signal, info);
    return;
  }
  if (action.flags & (uint64_t)(unsigned)SA_RESETHAND) {
    const cshared_load_action none = {0};
    cshared_dispatch_set_host(signal, &none);
  }
  uint64_t interrupted, ours;
  memcpy(&interrupted, &((const ucontext_t *)context)->uc_sigmask, sizeof interrupted);
  uint64_t mask = interrupted | action.mask;
  if (!(action.flags & SA_NODEFER)) {
    mask |= cshared_load_bit(signal);
  }
  siginfo_t copy;
  mark_copy(&copy, info, MARK_FOR_HOST, NULL);
  cshared_load_kernel_mask(SIG_SETMASK, &mask, &ours);
  ((cshared_coexist_handler)action.handler)(signal, &copy, context);
  cshared_load_kernel_mask(SIG_SETMASK, &ours, NULL);
}

static bool knows_g(const cshared_coexist_node *node) { return node->g_offset != CSHARED_COEXIST_NO_OFFSET; }

/* Says whether the thread is bound to the runtime. Reads the slot of g, which lies in static TLS and
 * so exists on every thread. */
static bool has_g(const cshared_coexist_node *node) {
  void *g;
  memcpy(&g, cshared_load_thread_pointer() + node->g_offset, sizeof g);
  return g != NULL;
}

static cshared_coexist_handler handler_of(const cshared_coexist_node *node, int signal) {
  return (cshared_coexist_handler)atomic_load(&node->handler[signal]);
}

/* Asks one runtime; says whether it took the signal. */
static bool ask(const cshared_coexist_node *node, int signal, const siginfo_t *info, void *context) {
  const cshared_coexist_handler handler = handler_of(node, signal);
  if (handler == NULL) {
    return false;
  }
  volatile int declined = 0;
  siginfo_t copy;
  mark_copy(&copy, info, MARK_FOR_GO, &declined);
  handler(signal, &copy, context);
  return !declined;
}

static cshared_coexist_node *first_node(void) { return atomic_load(&cshared_coexist_own_domain.nodes); }

/* SIGURG: every runtime that this thread belongs to. One that has nothing to preempt ignores it
 * (runtime.doSigPreempt); one that does not know the thread returns at once (runtime.sigtrampgo). */
static void preempt(int signal, const siginfo_t *info, void *context) {
  for (cshared_coexist_node *n = first_node(); n != NULL; n = n->next) {
    if ((n->flags & CSHARED_COEXIST_NO_PREEMPT) || (knows_g(n) && !has_g(n))) {
      continue;
    }
    if (n->seen_offset != 0) {
      *(volatile char *)(cshared_load_thread_pointer() + n->seen_offset) = 0;
    }
    (void)ask(n, signal, info, context);
  }
  /* A runtime sends with tgkill (runtime.signalM). Everything else is the host's. */
  if (info->si_code != SI_TKILL || info->si_pid != getpid()) {
    run_host(signal, info, context);
  }
}

/* A fault, or a write to a broken pipe: the runtime whose code it was, then those that have this
 * thread (a call of a nil function; C code below Go, which they decline), then the host. */
static void fault(int signal, const siginfo_t *info, void *context) {
  /* A runtime must not see a fault that was only sent: on a thread that it does not know, it would
   * reinstall its handler (runtime.raisebadsignal). SIGPIPE always says SI_USER. */
  if (from_kernel(info) || signal == SIGPIPE) {
    const uintptr_t pc = cshared_load_pc(context);
    const cshared_coexist_node *owner = NULL;
    for (cshared_coexist_node *n = first_node(); n != NULL && owner == NULL; n = n->next) {
      if (knows_g(n) && pc >= n->text_begin && pc < n->text_end && has_g(n)) {
        owner = n;
      }
    }
    if (owner != NULL && ask(owner, signal, info, context)) {
      return;
    }
    for (cshared_coexist_node *n = first_node(); n != NULL; n = n->next) {
      if (n != owner && knows_g(n) && has_g(n) && ask(n, signal, info, context)) {
        return;
      }
    }
    /* Foreign runtimes loaded after us forward to us what is not theirs, and so decline. Those loaded
     * before us are the host's action. */
    for (cshared_coexist_node *n = first_node(); n != NULL; n = n->next) {
      if ((n->flags & CSHARED_COEXIST_AFTER) && ask(n, signal, info, context)) {
        return;
      }
    }
  }
  run_host(signal, info, context);
}

/* os/signal, profiles: everybody who asked for the signal, and the host's handler if it has one. */
static void broadcast(int signal, const siginfo_t *info, void *context) {
  bool taken = false;
  for (cshared_coexist_node *n = first_node(); n != NULL; n = n->next) {
    if (handler_of(n, signal) != NULL) {
      taken = true;
      (void)ask(n, signal, info, context);
    }
  }
  if (!taken || cshared_dispatch_host(signal)->handler > CSHARED_LOAD_IGN) {
    run_host(signal, info, context);
  }
}

void cshared_dispatch(int signal, siginfo_t *info, void *context) {
  const int saved = errno;
  const mark m = mark_of(info);
  if (m.magic == CSHARED_COEXIST_MAGIC && m.kind == MARK_FOR_GO) {
    *m.declined = 1; /* a runtime forwards what we just gave it: it is not its own */
  } else if (m.magic == CSHARED_COEXIST_MAGIC && m.kind == MARK_FOR_HOST) {
    default_action(signal, info); /* a handler of the host chains to us, whom it took for the default */
  } else if (signal == SIGURG) {
    preempt(signal, info, context);
  } else if (signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGPIPE) {
    fault(signal, info, context);
  } else {
    broadcast(signal, info, context);
  }
  errno = saved;
}
