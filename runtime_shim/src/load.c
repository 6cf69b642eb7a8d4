/* The runtime's sigaction. Go routes every one of its calls through libc on linux/amd64 and arm64
 * (runtime/cgo/sigaction.go), so what is decided here is all that the runtime does to dispositions. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>

#include "coexist.h"
#include "load_arch.h"
#include "load_diverted.h"
#include "load_environment.h"
#include "load_go.h"
#include "load_godebug.h"
#include "load_actions.h"
#include "load_limits.h"
#include "load_policy.h"
#include "load_state.h"
#include "sigtable.h"

cshared_load_library cshared_load_this;

static cshared_coexist_node node = {
    .magic = CSHARED_COEXIST_MAGIC,
    .version = CSHARED_COEXIST_VERSION,
    .size = sizeof(cshared_coexist_node),
};

static bool preemption_is_off(void) {
  const cshared_go_string *baked = &cshared_go_godebug_default;
  __asm__("" : "+r"(baked)); /* weak: may be NULL */
  return baked != NULL && baked->size > 0 ? cshared_load_preemption_is_off(baked->data, (size_t)baked->size)
                                          : cshared_load_preemption_is_off(NULL, 0);
}

/* SIGPIPE while Go has no use for it: a write of Go's own got EPIPE, and that is all; the rest is
 * declined, as a runtime would. */
static void pipe_handler(int signal, siginfo_t *info, void *context) {
  const uintptr_t pc = cshared_load_pc(context);
  if (pc < node.text_begin || pc >= node.text_end) {
    cshared_coexist_leader()->dispatch(signal, info, context);
  }
}

/* Before Go's first call took effect: on the thread that loads the library, inside of dlopen
 * (runtime.libpreinit). */
static void start(void) {
  cshared_load_this.started = true;
  cshared_load_this.sigtable_patched = CSHARED_LOAD_QUIET && cshared_sigtable_patch();
  cshared_load_this.preemption_is_off = preemption_is_off();
  if (CSHARED_LOAD_QUIET) {
    (void)cshared_load_hand_over_environment();
  }
  cshared_load_limits_save();
  node.flags = cshared_load_this.preemption_is_off ? CSHARED_COEXIST_NO_PREEMPT : 0;
  node.text_begin = (uintptr_t)cshared_go_text;
  node.text_end = (uintptr_t)cshared_go_etext;
  node.g_offset = (char *)&cshared_go_tlsg - cshared_load_thread_pointer();
  node.seen_offset = (char *)(uintptr_t)&cshared_load_seen - cshared_load_thread_pointer();
  if (cshared_load_this.sigtable_patched) {
    atomic_store(&node.handler[SIGPIPE], (uintptr_t)pipe_handler);
  }
  cshared_coexist_join(&node);
}

/* Go asks once, at load, whether SIGPIPE is ignored. If so, its writes to a broken descriptor 1 or 2
 * are errors like any other; if not, they kill the process (runtime.sigpipe). */
static bool asks_for_sigpipe(int signal, const struct sigaction *action, const struct sigaction *old) {
  static bool asked;
  if (signal != SIGPIPE || action != NULL || old == NULL || asked) {
    return false;
  }
  asked = true;
  return cshared_load_this.sigtable_patched;
}

static bool is_owned(int signal) {
  return signal == SIGURG || signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGPIPE;
}

static bool is_go(uintptr_t handler) { return handler >= node.text_begin && handler < node.text_end; }

/* Go wants the signal: at load, or os/signal.Notify, or a CPU profile. */
static int take(int signal, uintptr_t handler) {
  const bool first = atomic_exchange(&node.handler[signal], handler) == 0;
  /* At load the leader already has what it wants of the five; SIGPIPE may be the host's to ignore. */
  if (is_owned(signal) && first && CSHARED_LOAD_QUIET) {
    return 0;
  }
  const int status = cshared_coexist_leader()->watch(signal);
  if (status != 0) {
    errno = status;
    return -1;
  }
  return 0;
}

static bool is_wanted(int signal) {
  for (const cshared_coexist_node *n = atomic_load(&cshared_coexist_leader()->nodes); n != NULL; n = n->next) {
    if (atomic_load(&n->handler[signal]) != 0) {
      return true;
    }
  }
  return false;
}

/* Go gives a signal back, ignores it, or sets SIG_DFL to die of it. */
static int give_back(int signal, const struct sigaction *action) {
  const uintptr_t handler = (uintptr_t)action->sa_handler;
  if (is_owned(signal)) {
    if (signal == SIGPIPE && cshared_load_this.sigtable_patched) {
      atomic_store(&node.handler[SIGPIPE], (uintptr_t)pipe_handler);
    }
    return 0; /* the dispatcher decides what a signal means that Go does not want */
  }
  const bool was_ours = atomic_exchange(&node.handler[signal], (uintptr_t)0) != 0;
  /* signal.Ignore goes from the dispatcher to SIG_IGN at once: the host's action in between could be
   * to die. */
  if (was_ours && (handler != CSHARED_LOAD_IGN || signal == SIGPROF || is_wanted(signal))) {
    const int unwatched = cshared_coexist_leader()->unwatch(signal);
    if (unwatched != 0) {
      errno = unwatched;
      return -1;
    }
    return 0; /* the host's own action is back, with its own flags */
  }
  cshared_load_action now;
  const int status = cshared_load_get_action(signal, &now);
  if (status != 0) {
    errno = status;
    return -1;
  }
  if (now.handler == (uintptr_t)cshared_coexist_leader()->dispatch && !was_ours) {
    return 0; /* other libraries still want it */
  }
  /* runtime.setsigstack: only adds SA_ONSTACK to a handler of the host. */
  if (CSHARED_LOAD_QUIET && handler == now.handler && handler > CSHARED_LOAD_IGN) {
    return 0;
  }
  return sigaction(signal, action, NULL);
}

int cshared_load_sigaction(int signal, const struct sigaction *action, struct sigaction *old) {
  if (!cshared_load_this.started) {
    start();
  }
  if (asks_for_sigpipe(signal, action, old)) {
    *old = (struct sigaction){.sa_handler = SIG_IGN};
    return 0;
  }
  if (action == NULL || signal < 1 || signal >= CSHARED_COEXIST_SIGNALS) {
    return sigaction(signal, action, old);
  }
  if (old != NULL && sigaction(signal, NULL, old) != 0) {
    return -1;
  }
  const uintptr_t handler = (uintptr_t)action->sa_handler;
  return is_go(handler) ? take(signal, handler) : give_back(signal, action);
}
