#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "catch_exception.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "catch_rtti.h"

/* The vendor's four characters, "C++" and 0, or 1 for an exception that shares the object of another. */
#define LANGUAGE UINT64_C(0xffffffff)
#define CXX UINT64_C(0x432b2b00)
#define CXX_DEPENDENT UINT64_C(0x432b2b01)
#define VENDOR UINT64_C(0xffffffff00000000)
#define VENDOR_GNU UINT64_C(0x474e554300000000)  /* libstdc++, libcxxrt */
#define VENDOR_LLVM UINT64_C(0x434c4e4700000000) /* libc++abi */

/* What stands before the unwinder's header in every C++ runtime of 64 bits: the ABI's __cxa_exception. The
 * thrown object stands behind that header. */
struct cxx_header {
  union {
    const cshared_rtti *type;
    void *primary; /* libstdc++'s dependent exceptions: the object that they share */
  } thrown;
  void *between[9];
  struct _Unwind_Exception unwind;
};

_Static_assert(sizeof(struct cxx_header) == 14 * sizeof(void *), "no padding, and 64 bits");

static bool is_cxx(const struct _Unwind_Exception *exception) {
  const uint64_t language = exception->exception_class & LANGUAGE, vendor = exception->exception_class & VENDOR;
  return (language == CXX || language == CXX_DEPENDENT) && (vendor == VENDOR_GNU || vendor == VENDOR_LLVM);
}

static const struct cxx_header *header_of(const struct _Unwind_Exception *exception) {
  return (const struct cxx_header *)(const void *)((const char *)exception - offsetof(struct cxx_header, unwind));
}

static const cshared_rtti *type_of(const struct _Unwind_Exception *exception, void **object) {
  const struct cxx_header *header = header_of(exception);
  const bool is_dependent = (exception->exception_class & LANGUAGE) == CXX_DEPENDENT;
  if (!is_dependent) {
    *object = (void *)(uintptr_t)(header + 1);
    return header->thrown.type;
  }
  if ((exception->exception_class & VENDOR) == VENDOR_GNU) {
    *object = header->thrown.primary;
    return ((const struct cxx_header *)*object - 1)->thrown.type;
  }
  *object = ((void *const *)header)[-1]; /* libc++abi keeps the type beside the object */
  return header->thrown.type;
}

/* A symbol of the same object file as the address, so that it belongs to the same C++ runtime; else NULL. */
static void *beside(void *address, const char *name) {
  Dl_info home, other;
  if (dladdr(address, &home) == 0) {
    return NULL;
  }
  void *symbol = dlsym(RTLD_DEFAULT, name);
  if (symbol != NULL && dladdr(symbol, &other) != 0 && other.dli_fbase == home.dli_fbase) {
    return symbol;
  }
  void *file = dlopen(home.dli_fname, RTLD_LAZY | RTLD_NOLOAD); /* came in RTLD_LOCAL */
  if (file == NULL) {
    return NULL;
  }
  symbol = dlsym(file, name);
  (void)dlclose(file);
  return symbol != NULL && dladdr(symbol, &other) != 0 && other.dli_fbase == home.dli_fbase ? symbol : NULL;
}

static void *cleanup_of(const struct _Unwind_Exception *exception) {
  void *address;
  memcpy(&address, &exception->exception_cleanup, sizeof address);
  return address;
}

typedef struct cut_text {
  char *to;
  size_t room;
} cut_text;

/* Appends what there is room for, always with a 0 behind. */
static void append(cut_text *text, const char *more) {
  if (text->room == 0) {
    return;
  }
  const size_t size = strlen(more), n = size < text->room ? size : text->room - 1;
  memcpy(text->to, more, n);
  text->to += n;
  text->room -= n;
  *text->to = '\0';
}

static void append_type(cut_text *text, const cshared_rtti *type, void *runtime) {
  char *(*demangle)(const char *, char *, size_t *, int *) = NULL;
  void *symbol = beside(runtime, "__cxa_demangle");
  if (symbol == NULL) {
    symbol = dlsym(RTLD_DEFAULT, "__cxa_demangle"); /* that of any runtime will do */
  }
  memcpy(&demangle, &symbol, sizeof symbol);
  const char *mangled = cshared_rtti_name(type);
  char *name = demangle != NULL ? demangle(mangled, NULL, NULL, NULL) : NULL;
  append(text, name != NULL ? name : mangled);
  free(name);
}

static void describe(const struct _Unwind_Exception *exception, cut_text *text) {
  if (!is_cxx(exception)) {
    append(text, "foreign exception");
    return;
  }
  void *object;
  const cshared_rtti *type = type_of(exception, &object);
  append(text, "C++ exception ");
  append_type(text, type, cleanup_of(exception));
  const char *what = cshared_rtti_what(type, object);
  if (what != NULL) {
    append(text, ": ");
    append(text, what);
  }
}

void cshared_catch_finish(struct _Unwind_Exception *exception, char *what, size_t room) {
  cut_text text = {what, room};
  if (is_cxx(exception)) {
    void *(*begin)(void *) = NULL;
    void (*end)(void) = NULL;
    void *begin_symbol = beside(cleanup_of(exception), "__cxa_begin_catch");
    void *end_symbol = beside(cleanup_of(exception), "__cxa_end_catch");
    memcpy(&begin, &begin_symbol, sizeof begin_symbol);
    memcpy(&end, &end_symbol, sizeof end_symbol);
    if (begin != NULL && end != NULL) {
      (void)begin(exception);
      describe(exception, &text);
      end();
      return;
    }
  }
  describe(exception, &text);
  if (exception->exception_cleanup != NULL) {
    exception->exception_cleanup(_URC_FOREIGN_EXCEPTION_CAUGHT, exception);
  }
}
