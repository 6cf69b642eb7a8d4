/* The fallback where `cshared-gen divert` has left the archive as it is, because this Go calls libc in
 * another way: what constructors can do before and after Go's own one, in the order of the link. load.h
 * says which guarantees that keeps. In a diverted library both do nothing. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdbool.h>

#include "coexist.h"
#include "coexist_modules.h"
#include "coexist_poke.h"
#include "load_actions.h"
#include "load_arch.h"
#include "load_godebug.h"
#include "load_policy.h"

/* What the aliases of a diverted archive take the place of; functions, as mold compares the types. This
 * file does not include load_go.h, which declares them as what the rest of the shim needs. */
void cshared_load_not_diverted(void);
void cshared_load_not_diverted(void) {}
void cshared_load_text(void) __asm__("cshared_go_text")
    __attribute__((weak, alias("cshared_load_not_diverted"), visibility("hidden")));
void cshared_load_etext(void) __asm__("cshared_go_etext")
    __attribute__((weak, alias("cshared_load_not_diverted"), visibility("hidden")));

static bool is_diverted(void) {
  void (*text)(void) = cshared_load_text;
  __asm__("" : "+r"(text)); /* the linker decides what it is */
  return text != cshared_load_not_diverted;
}

/* As a foreign runtime that was loaded after the leader: its slot of g is not known, and it forwards to
 * the dispatcher, which is what it finds in the kernel, what is not its own. */
static cshared_coexist_node node = {
    .magic = CSHARED_COEXIST_MAGIC,
    .version = CSHARED_COEXIST_VERSION,
    .size = sizeof(cshared_coexist_node),
    .flags = CSHARED_COEXIST_FOREIGN | CSHARED_COEXIST_AFTER,
    .g_offset = CSHARED_COEXIST_NO_OFFSET,
};

/* Of the host, while Go's constructor runs. */
static cshared_load_action actions[CSHARED_COEXIST_SIGNALS];
static uint64_t mask;
static cshared_load_fp_mode fp_mode;

/* Go's first thread inherits both, and hands them on. */
static void save(void) {
  const uint64_t all = ~UINT64_C(0);
  cshared_load_kernel_mask(SIG_SETMASK, &all, &mask);
  cshared_load_get_fp_mode(&fp_mode);
  cshared_load_default_fp_mode();
  for (int signal = 1; signal < CSHARED_COEXIST_SIGNALS; signal++) {
    if (cshared_load_get_action(signal, &actions[signal]) != 0) {
      actions[signal] = (cshared_load_action){0};
    }
  }
}

/* 101: the first that a library may ask for; Go's has no priority. */
__attribute__((constructor(101))) static void before_go(void) {
  cshared_coexist_module module;
  if (is_diverted() || !cshared_coexist_find_module((uintptr_t)&before_go, &module)) {
    return;
  }
  if (CSHARED_LOAD_QUIET) {
    save();
  }
  node.text_begin = module.text_begin;
  node.text_end = module.text_end;
  if (cshared_load_preemption_is_off(NULL, 0)) {
    node.flags |= CSHARED_COEXIST_NO_PREEMPT;
  }
  cshared_coexist_join(&node);
}

/* The signals that Go has taken go to the dispatcher, except for a SIGPIPE that the host ignores. */
static void register_handlers(void) {
  for (int signal = 1; signal < CSHARED_COEXIST_SIGNALS; signal++) {
    cshared_load_action now;
    if (!cshared_coexist_is_owned(signal) || cshared_load_get_action(signal, &now) != 0 ||
        now.handler < node.text_begin || now.handler >= node.text_end ||
        now.handler == (uintptr_t)cshared_coexist_leader()->dispatch) {
      continue;
    }
    atomic_store(&node.handler[signal], now.handler);
    if (CSHARED_LOAD_QUIET && signal == SIGPIPE && actions[signal].handler == CSHARED_LOAD_IGN) {
      (void)cshared_load_set_action(signal, &actions[signal]);
    } else {
      (void)cshared_coexist_own_signal(signal);
    }
  }
  if (node.next != NULL || atomic_load(&cshared_coexist_leader()->nodes) != &node) {
    cshared_coexist_poke(); /* Go has dropped what other runtimes sent meanwhile */
  }
}

/* runtime.setsigstack has added SA_ONSTACK to the host's handlers. */
static void restore_flags(void) {
  for (int signal = 1; signal < CSHARED_COEXIST_SIGNALS; signal++) {
    const cshared_load_action *host = &actions[signal];
    cshared_load_action now;
    if (host->handler > CSHARED_LOAD_IGN && cshared_load_get_action(signal, &now) == 0 &&
        now.handler == host->handler && now.flags == (host->flags | SA_ONSTACK) && now.flags != host->flags) {
      (void)cshared_load_set_action(signal, host);
    }
  }
}

/* Without a priority it runs where it is linked: behind the archive. */
__attribute__((constructor)) static void after_go(void) {
  if (node.text_end == 0) {
    return; /* diverted */
  }
  register_handlers();
  if (CSHARED_LOAD_QUIET) {
    restore_flags();
    cshared_load_set_fp_mode(&fp_mode);
    cshared_load_kernel_mask(SIG_SETMASK, &mask, NULL);
  }
}
