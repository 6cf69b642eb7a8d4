/* The host's side: sigaction as a stock Go runtime finds it, which looks it up in the host first.
 *
 * Every call goes on to the sigaction that would have been called without us, except those of a Go
 * runtime that was not built by us while a library of ours is loaded: its handler is registered with
 * the leader, as our own runtimes' are, and the kernel keeps the dispatcher.
 *
 * Calls from signal handlers are as safe as sigaction is: a call that goes on takes no lock. Only the
 * very first handler of a runtime, which it installs while it is loaded, asks the loader. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "coexist_modules.h"
#include "load_godebug.h"
#include "load_kernel.h"

typedef int (*sigaction_function)(int, const struct sigaction *, struct sigaction *);

/* A sanitizer that is linked statically has its own in the host, which ours hides. */
int cshared_host_interceptor(int, const struct sigaction *, struct sigaction *) __asm__("__interceptor_sigaction")
    __attribute__((weak));
/* In a static host there is no next one. */
int cshared_host_last(int, const struct sigaction *, struct sigaction *) __asm__("__sigaction") __attribute__((weak));

static _Atomic(sigaction_function) next_found;

static sigaction_function next(void) {
  sigaction_function found = atomic_load(&next_found);
  if (found == NULL) {
    found = cshared_host_interceptor;
    if (found == NULL) {
      *(void **)&found = dlsym(RTLD_NEXT, "sigaction");
    }
    if (found == NULL) {
      found = cshared_host_last;
    }
    atomic_store(&next_found, found);
  }
  return found;
}

/* Before a signal handler can need it; initialisers of libraries may have called it earlier. */
__attribute__((constructor)) static void find_next(void) { (void)next(); }

static int pass(int signal, const struct sigaction *action, struct sigaction *old) {
  const sigaction_function function = next();
  if (function == NULL) {
    errno = ENOSYS;
    return -1;
  }
  return function(signal, action, old);
}

/* A Go runtime that was not built by us. Lives as long as the process: its library cannot be unloaded. */
typedef struct runtime {
  struct runtime *next;
  cshared_coexist_node node;
  cshared_coexist_domain *leader;
  uintptr_t handler; /* the only one it has (runtime.cgoSigtramp) */
  bool before;       /* loaded before the leader, which found it then */
} runtime;

static _Atomic(runtime *) runtimes;
static atomic_flag adding = ATOMIC_FLAG_INIT;

/* The runtime in whose library this code is. */
static runtime *runtime_with(uintptr_t code) {
  for (runtime *r = atomic_load(&runtimes); r != NULL; r = r->next) {
    if (code >= r->node.text_begin && code < r->node.text_end) {
      return r;
    }
  }
  return NULL;
}

/* What runtime.setsig asks for, whatever the handler. */
static bool is_like_go(const struct sigaction *action) {
  sigset_t all;
  (void)sigfillset(&all);
  return action->sa_flags == (SA_SIGINFO | SA_ONSTACK | SA_RESTART) && memcmp(&action->sa_mask, &all, sizeof(uint64_t)) == 0;
}

static bool is_registered(const cshared_coexist_domain *leader, uintptr_t code) {
  for (const cshared_coexist_node *n = atomic_load(&leader->nodes); n != NULL; n = n->next) {
    if (code >= n->text_begin && code < n->text_end) {
      return true;
    }
  }
  return false;
}

static runtime *new_runtime(uintptr_t handler) {
  cshared_coexist_module module;
  if (!cshared_coexist_find_module(handler, &module) || !module.is_go || module.is_ours) {
    return NULL;
  }
  cshared_coexist_domain *leader = cshared_coexist_find_leader();
  runtime *r = leader != NULL ? calloc(1, sizeof *r) : NULL;
  if (r == NULL) {
    return NULL;
  }
  r->leader = leader;
  r->handler = handler;
  r->before = is_registered(leader, handler);
  r->node.magic = CSHARED_COEXIST_MAGIC;
  r->node.version = CSHARED_COEXIST_VERSION;
  r->node.size = sizeof r->node;
  r->node.flags = CSHARED_COEXIST_FOREIGN | (r->before ? 0 : CSHARED_COEXIST_AFTER);
  if (cshared_load_preemption_is_off(NULL, 0)) {
    r->node.flags |= CSHARED_COEXIST_NO_PREEMPT;
  }
  r->node.text_begin = module.text_begin;
  r->node.text_end = module.text_end;
  r->node.g_offset = CSHARED_COEXIST_NO_OFFSET;
  leader->attach(&r->node);
  return r;
}

static runtime *add_runtime(uintptr_t handler) {
  const uint64_t all = ~UINT64_C(0);
  uint64_t before;
  cshared_load_kernel_mask(SIG_SETMASK, &all, &before);
  while (atomic_flag_test_and_set(&adding)) {
    (void)sched_yield();
  }
  runtime *r = runtime_with(handler);
  if (r == NULL && (r = new_runtime(handler)) != NULL) {
    r->next = atomic_load(&runtimes);
    atomic_store(&runtimes, r);
  }
  atomic_flag_clear(&adding);
  cshared_load_kernel_mask(SIG_SETMASK, &before, NULL);
  return r;
}

static bool is_owned(int signal) {
  return signal == SIGURG || signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGPIPE;
}

static int result(int status) {
  if (status != 0) {
    errno = status;
    return -1;
  }
  return 0;
}

/* The runtime wants the signal: at load, or os/signal.Notify, or a CPU profile. */
static int take(runtime *r, int signal, const struct sigaction *action) {
  if (is_owned(signal) && r->before) {
    /* As it is handed on, it has it already; this is runtime.raisebadsignal, putting its own back. */
    const int status = pass(signal, action, NULL);
    (void)r->leader->recheck();
    return status;
  }
  const bool first = atomic_exchange(&r->node.handler[signal], r->handler) == 0;
  /* At load the leader already has what it wants of the five; SIGPIPE may be the host's to ignore. */
  return is_owned(signal) && first ? 0 : result(r->leader->watch(signal));
}

static bool is_wanted(const cshared_coexist_domain *leader, int signal) {
  for (const cshared_coexist_node *n = atomic_load(&leader->nodes); n != NULL; n = n->next) {
    if (atomic_load(&n->handler[signal]) != 0) {
      return true;
    }
  }
  return false;
}

/* The runtime gives a signal back, ignores it, or sets SIG_DFL to die of it. */
static int give_back(runtime *r, int signal, const struct sigaction *action) {
  const bool ignores = action->sa_handler == SIG_IGN;
  if (is_owned(signal)) {
    /* Others still need these; an ignored SIGPIPE does no harm. */
    return ignores && signal != SIGPIPE ? 0 : pass(signal, action, NULL);
  }
  const bool was_its = atomic_exchange(&r->node.handler[signal], (uintptr_t)0) != 0;
  const bool wanted = is_wanted(r->leader, signal);
  if (was_its && (!ignores || signal == SIGPROF || wanted)) {
    return result(r->leader->unwatch(signal)); /* the host's own action is back, with its own flags */
  }
  return wanted ? 0 : pass(signal, action, NULL);
}

__attribute__((visibility("default"), noinline)) int sigaction(int signal, const struct sigaction *action,
                                                               struct sigaction *old) {
  if (action == NULL || signal < 1 || signal >= CSHARED_COEXIST_SIGNALS || !is_like_go(action)) {
    return pass(signal, action, old);
  }
  const uintptr_t handler = (uintptr_t)action->sa_handler;
  runtime *r = runtime_with((uintptr_t)__builtin_return_address(0));
  if (r == NULL && handler > CSHARED_LOAD_IGN) {
    r = add_runtime(handler);
  }
  /* A handler of the user's own C code in the library is not the runtime's. */
  if (r == NULL || (handler != r->handler && runtime_with(handler) == r)) {
    return pass(signal, action, old);
  }
  if (old != NULL && pass(signal, NULL, old) != 0) {
    return -1;
  }
  return handler == r->handler ? take(r, signal, action) : give_back(r, signal, action);
}
