#include "load_limits.h"

#include <stdbool.h>
#include <sys/resource.h>

static struct rlimit host;
static bool saved;

void cshared_load_limits_save(void) { saved = getrlimit(RLIMIT_NOFILE, &host) == 0; }

void cshared_load_limits_restore(void) {
  struct rlimit now;
  /* Go sets hard - 1, so that others' changes can be told from its own. */
  if (saved && getrlimit(RLIMIT_NOFILE, &now) == 0 && now.rlim_max == host.rlim_max && now.rlim_max > 0 &&
      now.rlim_cur == now.rlim_max - 1 && host.rlim_cur < now.rlim_cur) {
    (void)setrlimit(RLIMIT_NOFILE, &host);
  }
}
