#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "calls.h"

enum { most_saved = 1024, most_kept = 256, most_files = 64, errno_before = 4711 };

static const char *call = ""; /* the vector's, with its arguments */
static bool stack_seen;       /* the last error had a Go stack */
static size_t ran[most_files];

static struct {
  const char *type;
  void *object;
} saved[most_saved];
static size_t saved_count; /* slots in use: up to the highest */

static struct calls_callback *kept[most_kept];
static size_t kept_count;

const char *calls_current(void) { return call; }

void calls_begin(void) { errno = errno_before; }

void calls_end_infallible(void) {
  if (errno != errno_before) {
    host_fail("%s changes errno: it is %s now, want it kept", call, calls_named(errno));
  }
}

/* Looks at status and error, and frees the error. True if there are outputs. */
bool calls_end(int status, int want, const char *name, const char *message, void *err) {
  const int now = errno;
  const char *text = err == NULL ? "" : calls_error_message(err);
  if (status != want) {
    host_fail("%s returns %s%s%s, want %s", call, calls_named(status), text[0] == '\0' ? "" : ": ", text, name);
  } else if (status != 0 && err == NULL) {
    host_fail("%s returns %s, but leaves err NULL, want an error object", call, name);
  } else if (status != 0 && calls_error_code(err) != status) {
    host_fail("%s returns %s, but the code of its error is %s, want the same", call, name,
              calls_named(calls_error_code(err)));
  } else if (message != NULL && strstr(text, message) == NULL) {
    host_fail("%s: the message is \"%s\", want one with \"%s\" in it", call, text, message);
  }
  stack_seen = err != NULL && calls_error_stack(err)[0] != '\0';
  calls_error_free(err);
  errno = now;
  calls_end_infallible();
  return status == 0;
}

void calls_save(size_t slot, const char *type, void *object) {
  if (slot >= most_saved) {
    host_fail("more than %d objects are saved", most_saved);
    return;
  }
  saved[slot].type = type;
  saved[slot].object = object;
  if (slot >= saved_count) {
    saved_count = slot + 1;
  }
}

bool calls_have(size_t slot) {
  if (slot < saved_count && saved[slot].type != NULL) {
    return true;
  }
  host_skip("the vector that saves one of its objects has failed");
  return false;
}

void *calls_saved(size_t slot) { return saved[slot].object; }

static void free_object(const char *type, void *object) {
  for (size_t i = 0; i < calls_library.handle_count; i++) {
    const struct calls_handle *handle = &calls_library.handles[i];
    if (strcmp(handle->name, type) == 0) {
      int status = calls_free_object(handle, object);
      if (status != 0) {
        host_fail("%s of what %s gave returns %s, want OK", handle->free, call, calls_named(status));
      }
    }
  }
}

void calls_drop(const char *type, void *object) { free_object(type, object); }

void *calls_new_context(int64_t timeout, bool cancelled) {
  void *context = NULL;
  int status = calls_context_new(timeout, &context, NULL);
  if (status == 0 && cancelled) {
    status = calls_context_cancel(context);
  }
  if (status != 0) {
    host_fail("%s: no context can be made for it: %s", call, calls_named(status));
  }
  return context;
}

void calls_drop_context(void *context) {
  int status = calls_context_free(context);
  if (status != 0) {
    host_fail("%scontext_free of the context of %s returns %s, want OK", calls_library.prefix, call, calls_named(status));
  }
}

void calls_called(void *callback) {
  (void)__atomic_add_fetch(&((struct calls_callback *)callback)->called, 1, __ATOMIC_SEQ_CST);
}

void calls_destroyed(void *callback) {
  (void)__atomic_add_fetch(&((struct calls_callback *)callback)->destroyed, 1, __ATOMIC_SEQ_CST);
}

void calls_keep(struct calls_callback *callback) {
  if (!callback->kept && kept_count < most_kept) {
    callback->kept = true;
    kept[kept_count++] = callback;
  }
}

static void run(size_t file, size_t vector) {
  const struct calls_vector *v = &calls_library.files[file].vectors[vector];
  call = v->call;
  v->run();
}

/* Runs what has not run yet, up to that vector. */
static bool run_to(size_t file, size_t vector) {
  for (; file < most_files && ran[file] <= vector; ran[file]++) {
    run(file, ran[file]);
    if (host_failed()) {
      const char *name = calls_library.files[file].vectors[ran[file]].name;
      host_forget();
      host_skip("vectors/%s fails, which runs first", name);
      return false;
    }
  }
  return true;
}

void *calls_make(const char *type) {
  for (size_t i = 0; i < calls_library.file_count; i++) {
    for (size_t j = 0; j < calls_library.files[i].count; j++) {
      const char *makes = calls_library.files[i].vectors[j].makes;
      if (makes == NULL || strcmp(makes, type) != 0) {
        continue;
      }
      if (!run_to(i, j)) {
        return NULL;
      }
      for (size_t slot = 0; slot < saved_count; slot++) {
        if (saved[slot].type != NULL && strcmp(saved[slot].type, type) == 0) {
          return saved[slot].object;
        }
      }
    }
  }
  return NULL;
}

bool calls_run_to_panic(void) {
  for (size_t i = 0; i < calls_library.file_count; i++) {
    for (size_t j = 0; j < calls_library.files[i].count; j++) {
      if (!calls_library.files[i].vectors[j].panics) {
        continue;
      }
      if (!run_to(i, j)) {
        return false;
      }
      if (!stack_seen) {
        host_fail("%s: the error of a panic has no Go stack", call);
      }
      host_line("vectors/%s", calls_library.files[i].vectors[j].name);
      return true;
    }
  }
  host_skip("no call is known that panics: a vector whose status is PANIC would be one");
  return false;
}

/* Gives back what the vectors saved and the library may keep, after which nothing may live. */
static void give_back(void) {
  enum { second = 1000000000 };
  call = "a vector";
  for (size_t i = saved_count; i-- > 0;) {
    if (saved[i].type != NULL) {
      free_object(saved[i].type, saved[i].object);
    }
  }
  for (size_t i = 0; i < kept_count; i++) {
    int status = calls_callback_remove(kept[i], second, NULL);
    if (status != 0 && status != ENOENT) {
      host_fail("%scallback_remove of %s returns %s, want OK", calls_library.prefix, kept[i]->name, calls_named(status));
    }
    if (kept[i]->destroyed != 1) {
      host_fail("_destroy of %s was called %llu times, want once", kept[i]->name, (unsigned long long)kept[i]->destroyed);
    }
  }
  (void)calls_nothing_lives("after the vectors, when all that they got was freed");
}

/* Prints an answer for each vector as soon as it has ended, and one for what is left behind. */
int calls_print_vectors(size_t file, int descriptor) {
  bool failed = false;
  const struct calls_file *f = &calls_library.files[file];
  for (size_t i = 0; i <= f->count; i++) {
    if (i < f->count) {
      run(file, i);
      host_line("%s", call);
    } else {
      give_back();
      host_line("%zu vectors of %s", f->count, f->name);
    }
    failed = failed || host_failed();
    if (!host_print(dup(descriptor))) {
      return 2;
    }
    host_forget();
  }
  return failed ? 1 : 0;
}
