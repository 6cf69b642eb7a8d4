#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "sigtable.h"

#include <stddef.h>
#include <string.h>

#include "load_go.h"
#include "load_kernel.h"
#include "load_policy.h"

/* runtime.sigTabT (signal_unix.go), _SigUnblock (runtime2.go): Go 1.21 to 1.26. */
typedef struct cshared_go_signal {
  int32_t flags;
  const char *name;
  ptrdiff_t name_size;
} cshared_go_signal;

enum { SIG_SET_STACK_FLAG = 64, SIG_UNBLOCK_FLAG = 128 };

extern cshared_go_signal cshared_go_sigtable[] __attribute__((weak, visibility("hidden")));

/* What the entries are called (sigtab_linux_generic.go). */
static const struct {
  int signal;
  const char *name;
} kept[] = {
    {SIGSTKFLT, "SIGSTKFLT"},
    {SIGCHLD, "SIGCHLD"},
    {34, "signal 34"},
    {SIGPROF, "SIGPROF"}, /* last: left out if CPU profiles are wanted */
};
enum { KEPT = sizeof kept / sizeof kept[0] - CSHARED_LOAD_PROFILE };

uint64_t cshared_sigtable_kept(void) {
  uint64_t set = 0;
  for (size_t i = 0; i < KEPT; i++) {
    set |= cshared_load_bit(kept[i].signal);
  }
  return set;
}

static bool is_known(const cshared_go_signal *entry, const char *name) {
  const ptrdiff_t size = (ptrdiff_t)strlen(name);
  return entry->name != NULL && entry->name_size >= size && memcmp(entry->name, name, (size_t)size) == 0;
}

/* The flags mean what we think: Go unblocks SIGSEGV and installs a handler, and for libc's 34 it only
 * unblocks. */
static bool has_known_flags(const cshared_go_signal *table) {
  const int32_t both = SIG_SET_STACK_FLAG | SIG_UNBLOCK_FLAG;
  return is_known(&table[SIGSEGV], "SIGSEGV") && (table[SIGSEGV].flags & both) == SIG_UNBLOCK_FLAG &&
         is_known(&table[SIGPIPE], "SIGPIPE") && (table[SIGPIPE].flags & both) == 0 &&
         (table[34].flags & both) == both;
}

bool cshared_sigtable_patch(void) {
  cshared_go_signal *table = cshared_go_sigtable;
  __asm__("" : "+r"(table)); /* the address of an array is not NULL, says the compiler; this one is weak */
  if (table == NULL || !has_known_flags(table)) {
    return false;
  }
  for (size_t i = 0; i < KEPT; i++) {
    if (!is_known(&table[kept[i].signal], kept[i].name)) {
      return false;
    }
  }
  for (size_t i = 0; i < KEPT; i++) {
    table[kept[i].signal].flags &= ~SIG_UNBLOCK_FLAG;
  }
  table[SIGPIPE].flags |= SIG_SET_STACK_FLAG;
  return true;
}
