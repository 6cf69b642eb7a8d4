/* The mutex of a domain, and who is in it: for exported Go functions (glue_serialize.c), and for C functions
 * that Go calls (glue_trampoline.c). */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "cshared/mutex.h"
#include "cshared/status.h"
#include "cshared/trampoline.h"

/* There are no more domains than a library has, so it is never freed. */
int cshared_glue_domain_mutex(cshared_glue_domain *domain, cshared_mutex *mutex) {
  *mutex = __atomic_load_n(&domain->mutex, __ATOMIC_ACQUIRE);
  if (*mutex != 0) {
    return 0;
  }
  cshared_mutex made;
  const int status = cshared_mutex_new(CSHARED_MUTEX_ERRORCHECK, &made);
  if (status != 0) {
    return status;
  }
  if (__atomic_compare_exchange_n(&domain->mutex, mutex, made, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
    *mutex = made;
  } else {
    (void)cshared_mutex_free(made); /* another thread was first */
  }
  return 0;
}

__attribute__((noreturn, cold)) static void die(int status) {
  fprintf(stderr, "a C function of the attribute `serialize` cannot be called alone: %s\n", cshared_status_text(status));
  abort();
}

cshared_trampoline_frame *cshared_trampoline_enter(const cshared_trampoline_call *call, uintptr_t return_address,
                                                   uintptr_t callee_saved) {
  cshared_mutex mutex;
  int status = cshared_glue_domain_mutex(call->domain, &mutex);
  if (status == 0) {
    status = cshared_mutex_lock(mutex);
  }
  cshared_trampoline_frame *frame = &call->domain->outermost;
  if (status == 0) {
    frame->domain = call->domain;
  } else if (status == EDEADLK) { /* this thread has it */
    frame = malloc(sizeof *frame);
    if (frame == NULL) {
      die(ENOMEM);
    }
    frame->domain = NULL;
  } else {
    die(status);
  }
  frame->return_address = return_address;
  frame->callee_saved = callee_saved;
  return frame;
}

void cshared_trampoline_leave(cshared_trampoline_frame *frame) {
  if (frame->domain != NULL) {
    /* Atomic: another thread may be about to find that it is too late with its own mutex. */
    (void)cshared_mutex_unlock(__atomic_load_n(&frame->domain->mutex, __ATOMIC_RELAXED));
    return;
  }
  const int saved = errno; /* which free does not keep before glibc 2.33 */
  free(frame);
  errno = saved;
}
