#include <dlfcn.h>
#include <link.h>
#include <string.h>
#include <time.h>

#include "host.h"

static double milliseconds(void) {
  struct timespec now = {0, 0};
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

void host_dlopen(const struct host_input *input) {
  double before = milliseconds();
  if (host_load(input->library) != NULL) {
    host_line("dlopen took %.1f ms", milliseconds() - before);
  }
}

/* Fails unless `name` resolves to an address inside of the library of `handle` itself, not of one
 * that it depends on. */
static bool resolves(void *handle, const char *name) {
  void *address = dlsym(handle, name);
  if (address == NULL) {
    host_fail("dlsym finds no %s", name);
    return false;
  }
  Dl_info info;
  struct link_map *found = NULL;
  struct link_map *own = NULL;
  void *place = NULL;
  if (dladdr1(address, &info, &place, RTLD_DL_LINKMAP) == 0 ||
      dlinfo(handle, RTLD_DI_LINKMAP, &own) != 0) {
    host_fail("%s resolves to an address that lies in no library", name);
    return false;
  }
  found = place;
  if (found != own) {
    host_fail("%s resolves to an address in %s, want one in the library itself", name, info.dli_fname);
    return false;
  }
  return true;
}

static bool all_resolve(void *handle, const struct host_input *input) {
  for (size_t i = 0; i < input->export_count; i++) {
    if (!resolves(handle, input->exports[i])) {
      return false;
    }
  }
  return true;
}

void host_exports_resolve(const struct host_input *input) {
  void *handle = host_load(input->library);
  if (handle != NULL && all_resolve(handle, input)) {
    host_line("%zu exports", input->export_count);
  }
}

void host_first_call(const struct host_input *input) {
  void *handle = host_load(input->library);
  double before = milliseconds();
  if (handle != NULL && host_call(handle, input->first_call)) {
    host_line("%s took %.1f ms", input->first_call, milliseconds() - before);
  }
}

struct call {
  const struct host_input *input;
  void *handle;
};

static void call_on_thread(void *argument) {
  struct call *call = argument;
  (void)host_call(call->handle, call->input->first_call);
}

void host_late_thread(const struct host_input *input) {
  struct call call = {input, host_load(input->library)};
  if (call.handle != NULL && host_on_thread(call_on_thread, &call) && !host_failed()) {
    host_line("%s on a second thread, which has ended", input->first_call);
  }
}

static void load_on_thread(void *argument) {
  struct call *call = argument;
  call->handle = host_load(call->input->library);
}

void host_exited_thread(const struct host_input *input) {
  struct call call = {input, NULL};
  if (!host_on_thread(load_on_thread, &call) || call.handle == NULL || !all_resolve(call.handle, input)) {
    return;
  }
  if (input->first_call != NULL && host_call(call.handle, input->first_call)) {
    host_line("%s returned", input->first_call);
  }
  host_line("%zu exports resolve", input->export_count);
}

/* Opens the library again and again. Returns by how much the number of threads rose, -1 on failure. */
static int rise_of_threads(const struct host_input *input, const void *first, int before, int times) {
  for (int i = 0; i < times; i++) {
    if (host_load(input->library) != first) {
      host_fail("a further dlopen returned another handle, so the library is loaded twice");
      return -1;
    }
  }
  int after = host_threads_at_rest();
  if (after < 0) {
    host_fail("the number of threads does not come to rest: it is %d now", host_count_entries("/proc/self/task"));
    return -1;
  }
  return after - before;
}

/* A runtime may start a thread of its own at any time, so a rise must show in every round. */
void host_second_dlopen(const struct host_input *input) {
  enum { times = 20, rounds = 3 };
  void *first = host_load(input->library);
  if (first == NULL) {
    return;
  }
  for (int round = 1; round <= rounds; round++) {
    int before = host_threads_at_rest();
    if (before < 0) {
      host_fail("the number of threads does not come to rest: it is %d now",
                 host_count_entries("/proc/self/task"));
      return;
    }
    int rise = rise_of_threads(input, first, before, times);
    if (rise < 0 && host_failed()) {
      return;
    }
    if (rise <= 0) {
      host_line("%d further dlopens: same handle, number of threads stays %d", times, before);
      return;
    }
  }
  host_fail("the number of threads rises with each %d further dlopens: it is %d now", times,
             host_count_entries("/proc/self/task"));
}

void host_dlclose(const struct host_input *input) {
  void *handle = host_load(input->library);
  if (handle == NULL || (input->first_call != NULL && !host_call(handle, input->first_call))) {
    return;
  }
  const char *name = input->export_count > 0 ? input->exports[0] : NULL;
  void *before = name == NULL ? NULL : dlsym(handle, name);
  if (dlclose(handle) != 0) {
    host_fail("dlclose: %s", dlerror());
    return;
  }
  void *again = dlopen(input->library, RTLD_NOW | RTLD_NOLOAD);
  if (again == NULL) {
    host_fail("dlclose unloaded the library: threads and handlers that it left behind now run into unmapped memory");
    return;
  }
  if (name != NULL && dlsym(again, name) != before) {
    host_fail("after dlclose %s resolves to another address", name);
    return;
  }
  if (input->first_call != NULL && host_call(again, input->first_call)) {
    host_line("%s works after dlclose", input->first_call);
  }
  host_line("still loaded");
}
