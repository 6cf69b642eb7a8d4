#include <dlfcn.h>
#include <pthread.h>
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

bool host_call(void *handle, const char *name) {
  void *address = dlsym(handle, name);
  if (address == NULL) {
    host_fail("dlsym finds no %s, so it cannot be called: is it among the exports?", name);
    return false;
  }
  /* A function without parameters does not look at them; init of a generated API takes NULL for both. */
  void (*function)(void *, void *);
  memcpy(&function, &address, sizeof function); /* ISO C has no cast for this. */
  function(NULL, NULL);
  return true;
}

bool host_load_and_call(const struct host_input *input) {
  void *handle = host_load(input->library);
  if (handle == NULL) {
    return false;
  }
  return input->first_call == NULL || host_call(handle, input->first_call);
}

struct work {
  void (*run)(void *);
  void *argument;
};

static void *run_work(void *argument) {
  struct work *work = argument;
  work->run(work->argument);
  return NULL;
}

/* Runs `work` on a new thread and waits until that thread has ended. */
bool host_on_thread(void (*run)(void *), void *argument) {
  struct work work = {run, argument};
  pthread_t thread;
  int error = pthread_create(&thread, NULL, run_work, &work);
  if (error == 0) {
    error = pthread_join(thread, NULL);
  }
  if (error != 0) {
    host_fail("a thread could not be run: %s", strerror(error));
  }
  return error == 0;
}
