#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "host.h"

void *host_load(const char *path) {
  void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) {
    const char *text = dlerror();
    host_fail("dlopen: %s", text == NULL ? "no error text" : text);
  }
  return handle;
}

enum { most_arguments = 6, name_size = 512 };

static const char *letters = "";

/* Takes NAME or NAME:LETTERS, and returns the name: a letter for each argument, see main.c. */
const char *host_set_arguments(const char *call) {
  static char name[name_size];
  size_t length = strcspn(call, ":");
  (void)snprintf(name, sizeof name, "%.*s", (int)length, call);
  letters = call[length] == ':' ? call + length + 1 : "";
  return name;
}

/* With the conventions of amd64 and arm64 a function finds its integers and its doubles whatever lies between them. */
typedef void (*function_of_any)(uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, double, double, double,
                                double, double, double, double, double);

static void call_with_arguments(function_of_any function) {
  enum { room_size = 256 };
  _Alignas(16) char room[most_arguments][room_size] = {{0}};
  uintptr_t arguments[most_arguments] = {0};
  for (size_t i = 0; i < most_arguments && letters[i] != '\0'; i++) {
    arguments[i] = letters[i] == '&' ? (uintptr_t)room[i] : letters[i] == '1' ? 1 : 0;
  }
  function(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5], 0, 0, 0, 0, 0, 0, 0, 0);
}

bool host_call(void *handle, const char *name) {
  void *address = dlsym(handle, name);
  if (address == NULL) {
    host_fail("dlsym finds no %s, so it cannot be called: is it among the exports?", name);
    return false;
  }
  function_of_any function; /* One without parameters does not look at them. */
  memcpy(&function, &address, sizeof function); /* ISO C has no cast for this. */
  call_with_arguments(function);
  return true;
}

bool host_load_and_call(const struct host_input *input) {
  void *handle = host_load(input->library);
  if (handle == NULL) {
    return false;
  }
  return input->first_call == NULL || host_call(handle, input->first_call);
}
