/* Domains of exported functions: one call at a time. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/glue.h"

#include "cshared/mutex.h"

/* The mutex of a domain is made by its first call. There are no more domains than a header has, so it
 * is never freed. */
static int mutex_of(cshared_glue_domain *domain, cshared_mutex *mutex) {
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

int cshared_glue_enter(cshared_glue_domain *domain) {
  /* First: in a child of fork nobody may be there to leave the domain. */
  int status = cshared_guard_enter();
  cshared_mutex mutex;
  if (status == 0) {
    status = mutex_of(domain, &mutex);
  }
  return status != 0 ? status : cshared_mutex_lock(mutex);
}

void cshared_glue_leave(cshared_glue_domain *domain) {
  /* Atomic: another thread may be about to find that it is too late with its own mutex. */
  (void)cshared_mutex_unlock(__atomic_load_n(&domain->mutex, __ATOMIC_RELAXED));
}
