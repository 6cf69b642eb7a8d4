#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "coexist.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "coexist_modules.h"
#include "coexist_poke.h"
#include "dispatch.h"
#include "load_actions.h"
#include "load_godebug.h"
#include "load_policy.h"

static void attach(cshared_coexist_node *node);
static int watch(int signal);
static int unwatch(int signal);
static int recheck(void);

cshared_coexist_domain cshared_coexist_own_domain = {
    .magic = CSHARED_COEXIST_MAGIC,
    .version = CSHARED_COEXIST_VERSION,
    .size = sizeof(cshared_coexist_domain),
    .dispatch = cshared_dispatch,
    .attach = attach,
    .watch = watch,
    .unwatch = unwatch,
    .recheck = recheck,
};

/* The note by which other libraries find the domain: no symbol is exported for it. */
__asm__(".pushsection .note.cshared, \"a\", %note\n"
        "\t.balign 4\n"
        "\t.long 8, 8, 1\n"
        "\t.asciz \"cshared\"\n"
        "1:\n"
        "\t.quad cshared_coexist_own_domain - 1b\n"
        "\t.popsection\n");

static cshared_coexist_domain *leader;

const cshared_coexist_domain *cshared_coexist_leader(void) { return leader; }

/* The signals that a Go runtime in a library always owns (runtime.sigInstallGoHandler). */
static const int owned[] = {SIGURG, SIGSEGV, SIGBUS, SIGFPE, SIGPIPE};
enum { OWNED = sizeof owned / sizeof owned[0] };

/* Of the leader: guards changes of dispositions, never held in a handler of ours. Signals are blocked
 * while it is held, as Go installs handlers from within its own handlers too. */
static atomic_flag changing = ATOMIC_FLAG_INIT;

static uint64_t lock(void) {
  const uint64_t all = ~UINT64_C(0);
  uint64_t before;
  cshared_load_kernel_mask(SIG_SETMASK, &all, &before);
  while (atomic_flag_test_and_set(&changing)) {
    (void)sched_yield();
  }
  return before;
}

static void unlock(uint64_t before) {
  atomic_flag_clear(&changing);
  cshared_load_kernel_mask(SIG_SETMASK, &before, NULL);
}

/* Installs the dispatcher, through libc: it knows the restorer, and hosts that interpose sigaction
 * (libjsig, sanitizers) see it. */
int cshared_coexist_own_signal(int signal) {
  struct sigaction ours;
  memset(&ours, 0, sizeof ours);
  ours.sa_sigaction = leader->dispatch;
  ours.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  (void)sigfillset(&ours.sa_mask);
  return sigaction(signal, &ours, NULL) == 0 ? 0 : errno;
}

static void attach(cshared_coexist_node *node) {
  node->next = atomic_load(&cshared_coexist_own_domain.nodes);
  while (!atomic_compare_exchange_weak(&cshared_coexist_own_domain.nodes, &node->next, node)) {
  }
}

static int watch(int signal) {
  const uint64_t before = lock();
  cshared_load_action now;
  int status = cshared_load_get_action(signal, &now);
  if (status == 0 && now.handler != (uintptr_t)cshared_dispatch) {
    cshared_dispatch_set_host(signal, &now);
    status = cshared_coexist_own_signal(signal);
  }
  unlock(before);
  return status;
}

static bool is_wanted(int signal) {
  for (cshared_coexist_node *n = atomic_load(&cshared_coexist_own_domain.nodes); n != NULL; n = n->next) {
    if (atomic_load(&n->handler[signal]) != 0) {
      return true;
    }
  }
  return false;
}

static int unwatch(int signal) {
  const uint64_t before = lock();
  cshared_load_action now;
  int status = cshared_load_get_action(signal, &now);
  if (status == 0 && !is_wanted(signal) && now.handler == (uintptr_t)cshared_dispatch) {
    cshared_load_action host = *cshared_dispatch_host(signal);
    if (signal == SIGPROF && host.handler == CSHARED_LOAD_DFL) {
      host.handler = CSHARED_LOAD_IGN; /* one may be on its way, and would kill: as Go does, golang.org/issue/19320 */
    }
    status = cshared_load_set_action(signal, &host);
  }
  unlock(before);
  return status;
}

static cshared_coexist_node *node_with(uintptr_t code) {
  for (cshared_coexist_node *n = atomic_load(&cshared_coexist_own_domain.nodes); n != NULL; n = n->next) {
    if (code >= n->text_begin && code < n->text_end) {
      return n;
    }
  }
  return NULL;
}

/* Registers the runtime that a handler belongs to, if it is one. */
static cshared_coexist_node *add_foreign(uintptr_t handler, uint32_t flags) {
  cshared_coexist_node *known = node_with(handler);
  cshared_coexist_module module;
  if (known != NULL || !cshared_coexist_find_module(handler, &module) || !module.is_go) {
    return known;
  }
  cshared_coexist_node *node = calloc(1, sizeof *node); /* for ever: handlers read it */
  if (node == NULL) {
    return NULL;
  }
  node->magic = CSHARED_COEXIST_MAGIC;
  node->version = CSHARED_COEXIST_VERSION;
  node->size = sizeof *node;
  node->flags = CSHARED_COEXIST_FOREIGN | flags;
  if (cshared_load_preemption_is_off(NULL, 0)) {
    node->flags |= CSHARED_COEXIST_NO_PREEMPT;
  }
  node->text_begin = module.text_begin;
  node->text_end = module.text_end;
  node->g_offset = CSHARED_COEXIST_NO_OFFSET;
  for (size_t i = 0; i < OWNED; i++) {
    /* What came before us is the host's action for everything but preemption. */
    if (owned[i] == SIGURG || (flags & CSHARED_COEXIST_AFTER)) {
      atomic_store(&node->handler[owned[i]], handler);
    }
  }
  attach(node);
  return node;
}

/* The runtime that owned SIGURG, and those that it displaced in its turn. */
static bool add_displaced(uintptr_t handler, uint32_t flags) {
  bool is_go = false;
  while (handler > CSHARED_LOAD_IGN && node_with(handler) == NULL && add_foreign(handler, flags) != NULL) {
    is_go = true;
    cshared_coexist_module module;
    if (!cshared_coexist_find_module(handler, &module)) {
      break;
    }
    handler = cshared_coexist_displaced_by(&module, (uintptr_t)cshared_dispatch);
  }
  return is_go || node_with(handler) != NULL;
}

bool cshared_coexist_is_owned(int signal) {
  for (size_t i = 0; i < OWNED; i++) {
    if (owned[i] == signal) {
      return true;
    }
  }
  return false;
}

/* Says whether the signal was taken back. */
static bool take_back(int signal) {
  cshared_load_action now;
  if (!is_wanted(signal) || cshared_load_get_action(signal, &now) != 0 ||
      now.handler == (uintptr_t)cshared_dispatch) {
    return false;
  }
  const bool from_go = cshared_coexist_is_owned(signal) && now.handler > CSHARED_LOAD_IGN && add_displaced(now.handler, CSHARED_COEXIST_AFTER);
  if (!from_go) {
    if (cshared_coexist_is_owned(signal) && signal != SIGURG) {
      return false; /* a crash reporter of the host, which may chain; or a SIGPIPE that it ignores */
    }
    /* SIGURG: a handler of the host that came later stops preemption everywhere. Others: os/signal of
     * a stock library. Both become the host's action, and go on getting what is theirs. */
    cshared_dispatch_set_host(signal, &now);
  }
  return cshared_coexist_own_signal(signal) == 0;
}

static int recheck(void) {
  const uint64_t before = lock();
  int taken = 0;
  bool urgent = false;
  for (int signal = 1; signal < CSHARED_COEXIST_SIGNALS; signal++) {
    if (take_back(signal)) {
      taken++;
      urgent = urgent || signal == SIGURG;
    }
  }
  unlock(before);
  if (urgent) {
    cshared_coexist_poke(); /* threads that lost a signal meanwhile are to heal themselves */
  }
  return taken;
}

static void lead(void) {
  leader = &cshared_coexist_own_domain;
  for (size_t i = 0; i < OWNED; i++) {
    const int signal = owned[i];
    cshared_load_action now;
    if (cshared_load_get_action(signal, &now) != 0) {
      continue;
    }
    const bool is_go = now.handler > CSHARED_LOAD_IGN && add_displaced(now.handler, 0);
    if (is_go && signal == SIGURG) {
      now = (cshared_load_action){.flags = now.flags & CSHARED_LOAD_RESTORER, .restorer = now.restorer};
    }
    cshared_dispatch_set_host(signal, &now);
    /* Ignored, SIGPIPE needs no handler: Go's writes get EPIPE, and children inherit it. */
    if (signal != SIGPIPE || now.handler != CSHARED_LOAD_IGN || !CSHARED_LOAD_QUIET) {
      (void)cshared_coexist_own_signal(signal);
    }
  }
  atomic_store(&leader->active, 1);
}

void cshared_coexist_join(cshared_coexist_node *node) {
  leader = cshared_coexist_find_leader();
  if (leader == NULL) {
    lead();
  } else {
    (void)leader->recheck();
  }
  leader->attach(node);
}
