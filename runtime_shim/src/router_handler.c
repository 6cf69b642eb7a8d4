/* The handler of the router: everything that runs in a signal's context, and the dispositions. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "router_state.h"

struct cshared_router cshared_router_state;

#define ENTRY(number) (&cshared_router_state.entries[number])

void cshared_router_event_from(int number, const siginfo_t *info, cshared_router_event *event) {
  *event = (cshared_router_event){.number = number, .code = info->si_code};
  switch (info->si_code) {
    case SI_QUEUE:
    case SI_MESGQ:
    case SI_TIMER:
    case SI_ASYNCIO:
      event->value = (uint64_t)(uintptr_t)info->si_value.sival_ptr;
      if (info->si_code == SI_TIMER) return; /* It has no sender. */
      break;
    case SI_USER:
    case SI_TKILL:
      break;
    default:
      if (number != SIGCHLD) return;
      event->status = info->si_status;
  }
  event->pid = info->si_pid;
  event->uid = info->si_uid;
}

/* Calls a handler as the kernel would. */
static void call(uintptr_t handler, int flags, int number, siginfo_t *info, void *context) {
  if ((flags & SA_SIGINFO) != 0) {
    ((void (*)(int, siginfo_t *, void *))handler)(number, info, context);
  } else {
    ((void (*)(int))handler)(number);
  }
}

static bool is_function(uintptr_t handler) { return handler != (uintptr_t)SIG_DFL && handler != (uintptr_t)SIG_IGN; }

/* Whether there is no function from before that may be called now. */
static bool is_spent(struct cshared_router_entry *entry, uintptr_t previous) {
  if (!is_function(previous)) return true;
  unsigned flags = (unsigned)atomic_load(&entry->previous_flags);
  return (flags & SA_RESETHAND) != 0 && atomic_exchange(&entry->spent, true);
}

static void call_previous(struct cshared_router_entry *entry, int number, siginfo_t *info, void *context) {
  uintptr_t previous = atomic_load(&entry->previous);
  if (!is_spent(entry, previous)) call(previous, atomic_load(&entry->previous_flags), number, info, context);
}

static int thread_number(void) { return (int)syscall(SYS_gettid); }

/* Passes a signal on to the router thread. False: nobody subscribes to it. */
static bool pass_on(struct cshared_router_entry *entry, int number, const siginfo_t *info) {
  struct cshared_router *router = &cshared_router_state;
  /* Counted before the rest is looked at: who unsubscribes waits for those who may have seen the entry
   * active, and the thread does not end as long as somebody may be about to wake it by its number. */
  atomic_fetch_add(&router->catching, 1);
  int thread = atomic_load(&entry->active) ? atomic_load(&router->thread) : 0;
  /* A handler that came after ours calls ours for a signal that the router thread handed on. */
  bool known = atomic_load(&router->handing_on) == info;
  if (thread != 0 && !known) {
    cshared_router_event event;
    cshared_router_event_from(number, info, &event);
    atomic_fetch_add_explicit(&router->caught, 1, memory_order_relaxed);
    if (!cshared_router_ring_put(&router->ring, &event)) {
      atomic_fetch_add_explicit(&router->merges, 1, memory_order_relaxed);
      atomic_fetch_or(&router->merged, CSHARED_SIGNAL(number));
    }
    (void)syscall(SYS_tgkill, (long)atomic_load(&router->pid), (long)thread, (long)CSHARED_ROUTER_WAKE);
  }
  atomic_fetch_sub(&router->catching, 1);
  return thread != 0;
}

/* Does what SIG_DFL would have done, once this handler returns: the signal is blocked until then. */
static void raise_again(int number) {
  (void)syscall(SYS_tgkill, (long)getpid(), (long)thread_number(), (long)number);
}

/* A child that knows nothing of the router (vfork: its memory is the parent's) does what it would have
 * done without it. */
static void catch_in_child(struct cshared_router_entry *entry, int number, siginfo_t *info, void *context) {
  uintptr_t previous = atomic_load(&entry->previous);
  if (is_function(previous)) {
    call(previous, atomic_load(&entry->previous_flags), number, info, context);
  } else if (previous == (uintptr_t)SIG_DFL) {
    struct sigaction standard;
    memset(&standard, 0, sizeof standard);
    standard.sa_handler = SIG_DFL;
    if (sigaction(number, &standard, NULL) == 0) raise_again(number);
  }
}

static void catch_signal(int number, siginfo_t *info, void *context) {
  int saved = errno;
  struct cshared_router_entry *entry = ENTRY(number);
  if (getpid() != atomic_load(&cshared_router_state.pid)) {
    catch_in_child(entry, number, info, context);
  } else if (pass_on(entry, number, info)) {
    if (!atomic_load(&entry->replaced)) call_previous(entry, number, info, context);
  } else if (is_function(atomic_load(&entry->previous))) {
    call_previous(entry, number, info, context); /* We left while the signal was on its way. */
  } else {
    struct sigaction now;
    if (sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_DFL) raise_again(number);
  }
  errno = saved;
}

bool cshared_router_is_ours(int number) {
  struct sigaction now;
  return sigaction(number, NULL, &now) == 0 && (now.sa_flags & SA_SIGINFO) != 0 && now.sa_sigaction == catch_signal;
}

static uintptr_t handler_of(const struct sigaction *action) {
  return (action->sa_flags & SA_SIGINFO) != 0 ? (uintptr_t)action->sa_sigaction : (uintptr_t)action->sa_handler;
}

static void remember(struct cshared_router_entry *entry, const struct sigaction *action) {
  entry->saved = *action;
  atomic_store(&entry->previous_flags, action->sa_flags);
  atomic_store(&entry->previous, handler_of(action));
  atomic_store(&entry->spent, false);
}

/* Installs our handler, with as much of the previous one's ways as it needs. */
static void install(struct cshared_router_entry *entry, int number) {
  int keep = SA_NOCLDSTOP | SA_NOCLDWAIT;
  struct sigaction ours, before;
  memset(&ours, 0, sizeof ours);
  ours.sa_sigaction = catch_signal;
  ours.sa_flags = SA_SIGINFO | SA_ONSTACK;
  if (is_function(atomic_load(&entry->previous)) && entry->replacers == 0) {
    keep |= SA_RESTART | SA_NODEFER;
    ours.sa_mask = entry->saved.sa_mask;
  } else {
    ours.sa_flags |= SA_RESTART;
  }
  ours.sa_flags |= entry->saved.sa_flags & keep;
  /* The kernel reaps children itself under SIG_IGN (sigaction(2)). */
  if (number == SIGCHLD && atomic_load(&entry->previous) == (uintptr_t)SIG_IGN) ours.sa_flags |= SA_NOCLDWAIT;
  if (sigaction(number, &ours, &before) == 0 && handler_of(&before) != (uintptr_t)catch_signal) remember(entry, &before);
}

void cshared_router_catch(int number, bool replace) {
  struct cshared_router_entry *entry = ENTRY(number);
  entry->subscribers++;
  if (replace) entry->replacers++;
  atomic_store(&entry->replaced, entry->replacers != 0);
  bool first = entry->subscribers == 1;
  if (first) {
    struct sigaction now;
    if (sigaction(number, NULL, &now) != 0) return; /* No disposition of its own: not in the sets we get. */
    bool ours = handler_of(&now) == (uintptr_t)catch_signal;
    if (ours || !is_function(handler_of(&now))) atomic_store(&entry->buried, false);
    if (!ours && !atomic_load(&entry->buried)) remember(entry, &now); /* Before the handler can run. */
    atomic_store(&entry->active, true);
  }
  /* A handler that came after ours and may call ours is left where it is: on top of it, ours would
   * call it and be called by it, for ever. */
  if (!atomic_load(&entry->buried) && (first || (replace && entry->replacers == 1 && cshared_router_is_ours(number)))) {
    install(entry, number);
  }
}

void cshared_router_release(int number, bool replace) {
  struct cshared_router_entry *entry = ENTRY(number);
  entry->subscribers--;
  if (replace) entry->replacers--;
  bool ours = cshared_router_is_ours(number);
  if (entry->subscribers != 0) {
    atomic_store(&entry->replaced, entry->replacers != 0);
    if (replace && entry->replacers == 0 && ours) install(entry, number);
    return;
  }
  if (atomic_load(&entry->spent)) { /* SA_RESETHAND: the kernel would have done so. */
    entry->saved.sa_handler = SIG_DFL;
    entry->saved.sa_flags &= ~SA_SIGINFO;
  }
  atomic_store(&entry->buried, !ours);
  if (ours) (void)sigaction(number, &entry->saved, NULL);
  atomic_store(&entry->active, false);
}

/* Calls a handler with a context of this place. */
static void call_here(uintptr_t handler, int flags, int number, siginfo_t *info) {
  ucontext_t context;
  if (getcontext(&context) == 0) call(handler, flags, number, info, &context);
}

void cshared_router_hand_on(int number, siginfo_t *info) {
  struct cshared_router_entry *entry = ENTRY(number);
  struct sigaction now;
  bool left = !atomic_load(&entry->active) && !atomic_load(&entry->buried); /* And put it back. */
  if (left || cshared_router_is_ours(number)) {
    uintptr_t previous = atomic_load(&entry->previous);
    if (atomic_load(&entry->replaced) || is_spent(entry, previous)) return;
    call_here(previous, atomic_load(&entry->previous_flags), number, info);
  } else if (sigaction(number, NULL, &now) == 0 && is_function(handler_of(&now))) {
    atomic_store(&cshared_router_state.handing_on, info);
    call_here(handler_of(&now), now.sa_flags, number, info);
    atomic_store(&cshared_router_state.handing_on, NULL);
  }
}

void cshared_router_forget(void) {
  struct cshared_router *router = &cshared_router_state;
  for (int number = 1; number <= CSHARED_SIGNAL_COUNT; number++) {
    struct cshared_router_entry *entry = ENTRY(number);
    if (entry->subscribers == 0) continue;
    entry->subscribers = 1;
    entry->replacers = 0;
    cshared_router_release(number, false);
  }
  cshared_router_event event;
  while (cshared_router_ring_take(&router->ring, &event)) continue;
  atomic_store(&router->merged, 0);
  atomic_store(&router->thread, 0);
  atomic_store(&router->catching, 0);
  atomic_store(&router->handing_on, NULL);
}
