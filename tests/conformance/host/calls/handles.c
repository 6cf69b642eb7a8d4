#include <stdint.h>
#include <string.h>

#include "calls.h"

static void expect(const char *name, const char *of, int got, const char *want) {
  if (got != calls_code(want)) {
    host_fail("%s(%s) returns %s, want %s", name, of, calls_named(got), want);
  }
}

static const char *const context_free_name = "context_free";

/* Calls `name`, which is no function of a vector, for a number. */
static int call_fixed(const char *name, uintptr_t object) {
  return strcmp(name, context_free_name) == 0 ? calls_context_free((void *)object) : calls_context_cancel((void *)object);
}

void calls_handle_null(void) {
  size_t count = 0;
  uintptr_t values[calls_most_parameters];
  for (size_t i = 0; i < calls_library.handle_count; i++, count++) {
    expect(calls_library.handles[i].free, "NULL", calls_free_object(&calls_library.handles[i], NULL), "OK");
  }
  if (calls_library.contexts) {
    expect(context_free_name, "NULL", call_fixed(context_free_name, 0), "OK");
    expect("context_cancel", "NULL", call_fixed("context_cancel", 0), "FOREIGN_HANDLE");
    count += 2;
  }
  for (size_t i = 0; i < calls_library.function_count; i++) {
    const struct calls_function *f = &calls_library.functions[i];
    if (f->method && !f->infallible) {
      calls_zeros(f, values);
      values[0] = 0;
      expect(f->name, "NULL", f->call(values, NULL), "FOREIGN_HANDLE");
      count++;
    }
  }
  if (count == 0) {
    host_skip("the library has no objects");
  }
  host_line("%zu calls", count);
}

static void check_foreign(struct calls_refusal *r) {
  for (size_t i = 0; i < sizeof calls_no_objects / sizeof calls_no_objects[0]; i++) {
    for (size_t j = 0; j < r->function->count; j++) {
      if (r->function->parameters[j].part == CALLS_OBJECT) {
        r->values[j] = calls_no_objects[i];
      }
    }
    expect(r->function->name, "a number that is no object", r->function->call(r->values, NULL), "FOREIGN_HANDLE");
  }
}

void calls_handle_foreign(void) {
  size_t count = calls_each_refusal(CALLS_NO_OBJECT, check_foreign);
  for (size_t i = 0; i < sizeof calls_no_objects / sizeof calls_no_objects[0]; i++) {
    const uintptr_t number = calls_no_objects[i];
    for (size_t j = 0; j < calls_library.handle_count; j++, count++) {
      expect(calls_library.handles[j].free, "a number that is no object",
             calls_free_object(&calls_library.handles[j], (void *)number), "FOREIGN_HANDLE");
    }
    if (calls_library.contexts) {
      expect(context_free_name, "a number that is no context", call_fixed(context_free_name, number), "FOREIGN_HANDLE");
      expect("context_cancel", "a number that is no context", call_fixed("context_cancel", number), "FOREIGN_HANDLE");
      count += 2;
    }
  }
  if (count == 0) {
    host_skip("the library has no objects");
  }
  host_line("%zu calls", count);
}

/* The first parameter with an object: those behind it are not looked at when this one is refused. */
static const struct calls_parameter *first_object(const struct calls_function *f, size_t *at) {
  for (*at = 0; *at < f->count; ++*at) {
    if (f->parameters[*at].part == CALLS_OBJECT) {
      return &f->parameters[*at];
    }
  }
  return NULL;
}

/* Hands the object to each function that takes one first, of the same type or of another one. */
static void call_with(const char *type, bool same, uintptr_t object, const char *of, const char *want) {
  uintptr_t values[calls_most_parameters];
  for (size_t i = 0; i < calls_library.function_count; i++) {
    const struct calls_function *f = &calls_library.functions[i];
    size_t at;
    const struct calls_parameter *p = first_object(f, &at);
    if (p != NULL && !f->infallible && (strcmp(p->type, type) == 0) == same) {
      calls_zeros(f, values);
      values[at] = object;
      expect(f->name, of, f->call(values, NULL), want);
    }
  }
}

enum { most_made = 64 };

struct made {
  const struct calls_handle *handle; /* NULL: a context */
  const char *type;
  uintptr_t object;
};

/* Makes an object of each type that can be made without knowing what the library is for. */
static size_t make_all(struct made *all) {
  size_t count = 0;
  for (size_t i = 0; i < calls_library.handle_count && count < most_made && !host_failed(); i++) {
    void *object = calls_make(calls_library.handles[i].name);
    if (object != NULL) {
      all[count++] = (struct made){&calls_library.handles[i], calls_library.handles[i].name, (uintptr_t)object};
    }
  }
  void *context = NULL;
  if (calls_library.contexts && count < most_made && calls_context_new(-1, &context, NULL) == 0) {
    all[count++] = (struct made){NULL, "context", (uintptr_t)context};
  }
  if (count == 0 && !host_failed()) {
    host_skip("no object can be made without knowing what the library is for: in `vectors`, one that saves an object tells how");
  }
  return count;
}

static int free_made(const struct made *m) {
  return m->handle == NULL ? call_fixed(context_free_name, m->object) : calls_free_object(m->handle, (void *)m->object);
}

static const char *free_name(const struct made *m) { return m->handle == NULL ? context_free_name : m->handle->free; }

void calls_handle_stale(void) {
  struct made all[most_made];
  size_t count = make_all(all);
  for (size_t i = 0; i < count; i++) {
    expect(free_name(&all[i]), "an object", free_made(&all[i]), "OK");
    expect(free_name(&all[i]), "an object that was freed", free_made(&all[i]), "STALE_HANDLE");
    if (all[i].handle == NULL) {
      expect("context_cancel", "a context that was freed", call_fixed("context_cancel", all[i].object), "STALE_HANDLE");
    }
    call_with(all[i].type, true, all[i].object, "an object that was freed", "STALE_HANDLE");
    host_line("%s", all[i].type);
  }
}

void calls_handle_type(void) {
  struct made all[most_made];
  size_t count = make_all(all);
  for (size_t i = 0; i < count; i++) {
    call_with(all[i].type, false, all[i].object, "an object of another type", "FOREIGN_HANDLE");
    for (size_t j = 0; j < calls_library.handle_count; j++) {
      const struct calls_handle *other = &calls_library.handles[j];
      if (strcmp(other->name, all[i].type) != 0) {
        expect(other->free, "an object of another type", calls_free_object(other, (void *)all[i].object), "FOREIGN_HANDLE");
      }
    }
    expect(free_name(&all[i]), "an object that other functions refused", free_made(&all[i]), "OK");
    host_line("%s", all[i].type);
  }
}
