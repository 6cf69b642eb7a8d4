#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "catch_exception.h"

#include <dlfcn.h>
#include <link.h>
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

/* The object file that an address lies in, found as the unwinder does it: dladdr looks at every symbol of
 * the file, 10 microseconds in libstdc++. */
typedef struct object_file {
  uintptr_t address;
  uintptr_t begin, end;
  const char *name; /* NULL: none found */
} object_file;

static int look_at_file(struct dl_phdr_info *info, size_t size, void *argument) {
  (void)size;
  object_file *file = argument;
  uintptr_t begin = UINTPTR_MAX, end = 0;
  for (size_t i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    const uintptr_t at = info->dlpi_addr + segment->p_vaddr;
    if (segment->p_type == PT_LOAD) {
      begin = at < begin ? at : begin;
      end = at + segment->p_memsz > end ? at + segment->p_memsz : end;
    }
  }
  if (file->address < begin || file->address >= end) {
    return 0;
  }
  file->begin = begin;
  file->end = end;
  file->name = info->dlpi_name;
  return 1;
}

/* The C++ runtime that threw: the cleanup function of its exceptions lies in it. */
static object_file runtime_of(const struct _Unwind_Exception *exception) {
  object_file file = {0};
  memcpy(&file.address, &exception->exception_cleanup, sizeof file.address);
  (void)dl_iterate_phdr(look_at_file, &file);
  return file;
}

/* A symbol of the very file, not of another C++ runtime; else NULL. */
static void *symbol_of(const object_file *file, const char *name) {
  void *symbol = dlsym(RTLD_DEFAULT, name);
  if ((uintptr_t)symbol >= file->begin && (uintptr_t)symbol < file->end) {
    return symbol;
  }
  if (file->name == NULL || *file->name == '\0') {
    return NULL; /* no file, or the program itself, which is the first that RTLD_DEFAULT looks at */
  }
  void *opened = dlopen(file->name, RTLD_LAZY | RTLD_NOLOAD); /* came in RTLD_LOCAL */
  if (opened == NULL) {
    return NULL;
  }
  symbol = dlsym(opened, name);
  (void)dlclose(opened);
  return (uintptr_t)symbol >= file->begin && (uintptr_t)symbol < file->end ? symbol : NULL;
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

static void append_type(cut_text *text, const cshared_rtti *type, const object_file *runtime) {
  char *(*demangle)(const char *, char *, size_t *, int *) = NULL;
  void *symbol = symbol_of(runtime, "__cxa_demangle");
  if (symbol == NULL) {
    symbol = dlsym(RTLD_DEFAULT, "__cxa_demangle"); /* that of any runtime will do */
  }
  memcpy(&demangle, &symbol, sizeof symbol);
  const char *mangled = cshared_rtti_name(type);
  char *name = demangle != NULL ? demangle(mangled, NULL, NULL, NULL) : NULL;
  append(text, name != NULL ? name : mangled);
  free(name);
}

static void describe(const struct _Unwind_Exception *exception, const object_file *runtime, cut_text *text) {
  void *object;
  const cshared_rtti *type = type_of(exception, &object);
  append(text, "C++ exception ");
  append_type(text, type, runtime);
  const char *what = cshared_rtti_what(type, object);
  if (what != NULL) {
    append(text, ": ");
    append(text, what);
  }
}

static void destroy(struct _Unwind_Exception *exception) {
  if (exception->exception_cleanup != NULL) {
    exception->exception_cleanup(_URC_FOREIGN_EXCEPTION_CAUGHT, exception);
  }
}

static void finish_cxx(struct _Unwind_Exception *exception, cut_text *text) {
  const object_file runtime = runtime_of(exception);
  void *symbols[] = {symbol_of(&runtime, "__cxa_begin_catch"), symbol_of(&runtime, "__cxa_end_catch")};
  void *(*begin)(void *);
  void (*end)(void);
  memcpy(&begin, &symbols[0], sizeof begin);
  memcpy(&end, &symbols[1], sizeof end);
  if (begin != NULL && end != NULL) {
    (void)begin(exception);
    describe(exception, &runtime, text);
    end();
  } else {
    describe(exception, &runtime, text);
    destroy(exception);
  }
}

void cshared_catch_finish(struct _Unwind_Exception *exception, char *what, size_t room) {
  cut_text text = {what, room};
  if (is_cxx(exception)) {
    finish_cxx(exception, &text);
  } else {
    append(&text, "foreign exception");
    destroy(exception);
  }
}
