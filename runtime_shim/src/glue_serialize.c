/* Domains of exported functions: one call at a time. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/glue.h"

#include "cshared/mutex.h"

int cshared_glue_enter(cshared_glue_domain *domain) {
  /* First: in a child of fork nobody may be there to leave the domain. */
  int status = cshared_guard_enter();
  cshared_mutex mutex;
  if (status == 0) {
    status = cshared_glue_domain_mutex(domain, &mutex);
  }
  return status != 0 ? status : cshared_mutex_lock(mutex);
}

void cshared_glue_leave(cshared_glue_domain *domain) {
  /* Atomic: another thread may be about to find that it is too late with its own mutex. */
  (void)cshared_mutex_unlock(__atomic_load_n(&domain->mutex, __ATOMIC_RELAXED));
}
