/* What the loader knows about the libraries of the process. Not async-signal-safe. */
#ifndef CSHARED_COEXIST_MODULES_H
#define CSHARED_COEXIST_MODULES_H

#include <stdbool.h>

#include "coexist_registry.h"

/* A library, found by an address in its code. */
typedef struct cshared_coexist_module {
  uintptr_t base;
  uintptr_t text_begin, text_end; /* the segment with the address */
  bool is_go;                     /* Go's linker has left its note */
  bool is_ours;                   /* our shim has left its own */
} cshared_coexist_module;

bool cshared_coexist_find_module(uintptr_t code, cshared_coexist_module *out);

/* The domain of the active leader, or NULL. Looks through the notes of all libraries. */
cshared_coexist_domain *cshared_coexist_find_leader(void);

/* The handler that the runtime of a foreign module displaced, from its runtime.fwdSig; 0 if there is
 * no such thing, or if it is `own`. */
uintptr_t cshared_coexist_displaced_by(const cshared_coexist_module *module, uintptr_t own);

#endif
