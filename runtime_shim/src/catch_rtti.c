#include "catch_rtti.h"

#include <stddef.h>
#include <string.h>

/* __si_class_type_info: one base, public and at the object's start. */
struct single {
  cshared_rtti type;
  const cshared_rtti *base;
};

/* __vmi_class_type_info: any other bases. */
struct several {
  cshared_rtti type;
  unsigned int flags, count;
  struct {
    const cshared_rtti *type;
    long offset_and_flags;
  } bases[];
};

enum { IS_VIRTUAL = 1, IS_PUBLIC = 2, OFFSET_SHIFT = 8 };

const char *cshared_rtti_name(const cshared_rtti *type) {
  return type->name + (*type->name == '*'); /* a type of one file only, never equal to another's */
}

static int is_named(const cshared_rtti *type, const char *name) { return strcmp(cshared_rtti_name(type), name) == 0; }

/* The class of the type_info object itself: it says which of the structs above it is. */
static const cshared_rtti *kind_of(const cshared_rtti *type) { return type->vtable[-1]; }

static const void *base_at(const char *object, long offset_and_flags) {
  const long offset = offset_and_flags >> OFFSET_SHIFT;
  if (!(offset_and_flags & IS_VIRTUAL)) {
    return object + offset;
  }
  /* Where a virtual base lies is in the object's vtable. */
  const char *vtable;
  ptrdiff_t distance;
  memcpy(&vtable, object, sizeof vtable);
  memcpy(&distance, vtable + offset, sizeof distance);
  return object + distance;
}

static const void *as_exception(const cshared_rtti *type, const void *object) {
  if (is_named(type, "St9exception")) {
    return object;
  }
  const cshared_rtti *kind = kind_of(type);
  if (kind == NULL) {
    return NULL;
  }
  if (is_named(kind, "N10__cxxabiv120__si_class_type_infoE")) {
    return as_exception(((const struct single *)type)->base, object);
  }
  if (!is_named(kind, "N10__cxxabiv121__vmi_class_type_infoE")) {
    return NULL;
  }
  const struct several *class = (const struct several *)type;
  const void *found = NULL;
  for (unsigned int i = 0; i < class->count && found == NULL; i++) {
    if (class->bases[i].offset_and_flags & IS_PUBLIC) {
      found = as_exception(class->bases[i].type, base_at(object, class->bases[i].offset_and_flags));
    }
  }
  return found;
}

const char *cshared_rtti_what(const cshared_rtti *type, const void *object) {
  const void *exception = as_exception(type, object);
  if (exception == NULL) {
    return NULL;
  }
  /* Its virtual functions are two destructors and what. */
  const char *(*const *vtable)(const void *);
  memcpy(&vtable, exception, sizeof vtable);
  return vtable[2](exception);
}
