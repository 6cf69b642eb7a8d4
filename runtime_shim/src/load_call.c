/* The start of each call into Go. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdatomic.h>

#include "load_cross.h"
#include "load_diverted.h"
#include "load_go.h"
#include "load_kernel.h"
#include "load_limits.h"
#include "load_policy.h"
#include "load_state.h"
#include "sigtable.h"

/* The model again: gcc 16 forgets that of the declaration, and the slot would cost a call of
 * __tls_get_addr, which a handler must not make. */
_Thread_local volatile char cshared_load_seen __attribute__((tls_model("initial-exec")));

_Thread_local char cshared_load_thread __attribute__((tls_model("initial-exec")));

/* An archive that is not diverted (load_constructors.c) has no alias for Go's slot. Nobody reads this
 * one; it costs no static TLS. */
extern _Thread_local volatile char cshared_load_no_tlsg __asm__("cshared_go_tlsg")
    __attribute__((weak, alias("cshared_load_seen"), tls_model("initial-exec"), visibility("hidden")));

static _Atomic int limits_restored;

/* Binds the thread to the runtime by an empty call, to repair what that and the runtime's
 * initialisation have changed. */
static void bind_thread(void) {
  (void)cshared_go_wait_runtime_init_done();
  uint64_t before, after;
  cshared_load_kernel_mask(SIG_BLOCK, NULL, &before);
  crosscall2(cshared_load_idle, NULL, 0, 0);
  cshared_load_kernel_mask(SIG_BLOCK, NULL, &after);
  const uint64_t lost = before & ~after & cshared_sigtable_kept();
  if (lost != 0) {
    cshared_load_kernel_mask(SIG_BLOCK, &lost, NULL);
  }
  if (!atomic_exchange(&limits_restored, 1)) {
    cshared_load_limits_restore(); /* all of Go's initialisation is done */
  }
}

void cshared_load_enter_slowly(void) {
  const int saved = errno;
  if (CSHARED_LOAD_QUIET && cshared_go_tlsg == NULL &&
      (!cshared_load_this.sigtable_patched || !atomic_load(&limits_restored))) {
    bind_thread();
  }
  if (cshared_load_this.preemption_is_off) {
    cshared_load_seen = 1; /* no signal is ever lost, and Go would not expect ours */
  }
  errno = saved;
}

size_t cshared_load_enter(void) {
  if (__builtin_expect(!cshared_load_seen, 0)) {
    cshared_load_enter_slowly();
  }
  return cshared_go_wait_runtime_init_done();
}
