/* The host's side: linked into the host. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>

#include "coexist_modules.h"
#include "cshared/coexist.h"

int cshared_coexist_recheck(int *taken) {
  const cshared_coexist_domain *leader = cshared_coexist_find_leader();
  if (taken != NULL) {
    *taken = 0;
  }
  if (leader == NULL) {
    return ENOENT;
  }
  const int n = leader->recheck();
  if (taken != NULL) {
    *taken = n;
  }
  return 0;
}
