#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "calls.h"

/* Outputs are written here, if at all; the bytes say whether they were. */
enum { stain = 0x5a, arena_size = 1 << 20 };

static _Alignas(64) unsigned char arena[arena_size];
static _Alignas(64) unsigned char memory[64];

/* Small and large, odd and even; the last has all bits of a plausible address. */
const uintptr_t calls_no_objects[4] = {1, 0x1234, UINTPTR_MAX, (uintptr_t)0x00007fffdeadbee0};

static bool is_output(const struct calls_parameter *p) {
  return p->part == CALLS_OUTPUT || p->part == CALLS_OPTIONAL;
}

static size_t place_of(const struct calls_function *function, size_t parameter) {
  size_t at = 0;
  for (size_t i = 0; i < parameter; i++) {
    at += is_output(&function->parameters[i]) ? (function->parameters[i].size + 63) / 64 * 64 : 0;
  }
  return at;
}

void calls_zeros(const struct calls_function *function, uintptr_t *values) {
  for (size_t i = 0; i < function->count; i++) {
    const struct calls_parameter *p = &function->parameters[i];
    values[i] = p->part == CALLS_OBJECT ? calls_no_objects[1] : 0;
    size_t at = place_of(function, i);
    if (is_output(p) && at + p->size <= arena_size) {
      memset(arena + at, stain, p->size);
      values[i] = (uintptr_t)(arena + at);
    }
  }
}

/* Fails if the call wrote to an output, but to those that may be NULL: they are counters of a batch. */
bool calls_untouched(const struct calls_function *function, const uintptr_t *values) {
  for (size_t i = 0; i < function->count; i++) {
    const struct calls_parameter *p = &function->parameters[i];
    if (p->part != CALLS_OUTPUT || values[i] == 0) {
      continue;
    }
    for (size_t at = 0; at < p->size; at++) {
      if (((const unsigned char *)values[i])[at] != stain) {
        host_fail("%s wrote to %s, although its status is not OK", function->name, p->name);
        return false;
      }
    }
  }
  return true;
}

static int refused_init(const uintptr_t *values, void *err) {
  (void)values;
  const struct calls_options options = {.size = sizeof options, .gomaxprocs = -1};
  return calls_init(&options, err);
}

/* Fills a refusal in for the parameter, if it can have the flaw. */
static bool refuse(struct calls_refusal *r, enum calls_flaw flaw, size_t i) {
  const struct calls_function *f = r->function;
  const struct calls_parameter *p = &f->parameters[i];
  calls_zeros(f, r->values);
  r->want = EINVAL;
  switch (flaw) {
  case CALLS_NULL_OUTPUT:
    r->values[i] = 0;
    (void)snprintf(r->what, sizeof r->what, "%s = NULL", p->name);
    return p->part == CALLS_OUTPUT;
  case CALLS_NULL_INPUT:
    if (p->part != CALLS_SIZE) {
      return false;
    }
    r->values[i] = 1;
    (void)snprintf(r->what, sizeof r->what, "%s = NULL, %s = 1", f->parameters[i - 1].name, p->name);
    return true;
  case CALLS_TOO_LARGE:
    if (p->part != CALLS_SIZE) {
      return false;
    }
    r->values[i] = (uintptr_t)PTRDIFF_MAX / p->size + 1;
    r->values[i - 1] = (uintptr_t)memory;
    (void)snprintf(r->what, sizeof r->what, "%s = PTRDIFF_MAX / %zu + 1", p->name, p->size);
    return true;
  case CALLS_NO_OBJECT:
    (void)snprintf(r->what, sizeof r->what, "%s = no object", p->name);
    r->want = calls_code("FOREIGN_HANDLE");
    return p->part == CALLS_OBJECT;
  case CALLS_BAD_OPTIONS:
  case CALLS_FLAWS:
    break;
  }
  return false;
}

/* Visits each call with the flaw, and returns how many there are. */
size_t calls_each_refusal(enum calls_flaw flaw, calls_visit visit) {
  struct calls_refusal refusal;
  if (flaw == CALLS_BAD_OPTIONS) {
    static char name[256];
    (void)snprintf(name, sizeof name, "%sinit", calls_library.prefix);
    const struct calls_function init = {.name = name, .call = refused_init};
    refusal = (struct calls_refusal){.function = &init, .what = "gomaxprocs = -1", .want = EINVAL};
    visit(&refusal);
    return 1;
  }
  size_t count = 0;
  for (size_t i = 0; i < calls_library.function_count && !host_failed(); i++) {
    refusal.function = &calls_library.functions[i];
    for (size_t j = 0; j < refusal.function->count && !refusal.function->infallible && !host_failed(); j++) {
      if (refuse(&refusal, flaw, j)) {
        visit(&refusal);
        count++;
      }
    }
  }
  return count;
}

size_t calls_all_refusals(calls_visit visit) {
  size_t count = 0;
  for (int flaw = 0; flaw < CALLS_FLAWS; flaw++) {
    count += calls_each_refusal((enum calls_flaw)flaw, visit);
  }
  return count;
}
