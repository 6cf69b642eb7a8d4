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

static char name[name_size];
static char letters[name_size];
static char free_name[name_size];

/* Takes NAME or NAME:LETTERS or NAME:LETTERS:FREE, and returns the name; main.c says what they are. */
const char *host_set_arguments(const char *call) {
  size_t end = strcspn(call, ":");
  (void)snprintf(name, sizeof name, "%.*s", (int)end, call);
  call += end + (call[end] == ':' ? 1 : 0);
  end = strcspn(call, ":");
  (void)snprintf(letters, sizeof letters, "%.*s", (int)end, call);
  (void)snprintf(free_name, sizeof free_name, "%s", call + end + (call[end] == ':' ? 1 : 0));
  return name;
}

/* With the conventions of amd64 and arm64 a function finds its integers and its doubles whatever lies between them. */
typedef void (*function_of_any)(uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, double, double, double,
                                double, double, double, double, double);

static void call_with(function_of_any function, const uintptr_t *arguments) {
  function(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5], 0, 0, 0, 0, 0, 0, 0, 0);
}

/* ISO C has no cast for this. */
static function_of_any function_at(void *address) {
  function_of_any function;
  memcpy(&function, &address, sizeof function);
  return function;
}

static void call_with_arguments(void *handle, function_of_any function) {
  enum { room_size = 256 };
  _Alignas(16) char room[most_arguments][room_size] = {{0}};
  uintptr_t arguments[most_arguments] = {0};
  size_t count = strlen(letters) < most_arguments ? strlen(letters) : most_arguments;
  for (size_t i = 0; i < count; i++) {
    bool is_result = letters[i] == '&' || letters[i] == '*';
    arguments[i] = is_result ? (uintptr_t)room[i] : letters[i] == '1' ? 1 : 0;
  }
  call_with(function, arguments);
  void *free_address = free_name[0] == '\0' ? NULL : dlsym(handle, free_name);
  for (size_t i = 0; i < count && free_address != NULL; i++) {
    uintptr_t result[most_arguments] = {0};
    memcpy(result, room[i], sizeof result[0]);
    if (letters[i] == '*' && result[0] != 0) {
      call_with(function_at(free_address), result);
    }
  }
}

bool host_call(void *handle, const char *function) {
  void *address = dlsym(handle, function);
  if (address == NULL) {
    host_fail("dlsym finds no %s, so it cannot be called: is it among the exports?", function);
    return false;
  }
  call_with_arguments(handle, function_at(address)); /* One without parameters does not look at them. */
  return true;
}

bool host_load_and_call(const struct host_input *input) {
  void *handle = host_load(input->library);
  if (handle == NULL) {
    return false;
  }
  return input->first_call == NULL || host_call(handle, input->first_call);
}
