#include <dlfcn.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "steps.h"

library faults;
char *library_path;

void load(const char *value) {
  (void)value;
  void *handle = dlopen(library_path, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) {
    const char *message = dlerror(), *file = strstr(message, ".so");
    printf("load %s\n", file != NULL && (file = strchr(file, ' ')) != NULL ? file + 1 : message);
    exit(0);
  }
#define FIND(name)                                              \
  *(void **)(void *)&faults.name = dlsym(handle, "faults_" #name); \
  NEED(faults.name != NULL);
  FUNCTIONS(FIND)
#undef FIND
  printf("load ok\n");
}

static void step(char *argument) {
  char *value = strchr(argument, '=');
  if (value != NULL) {
    *value++ = '\0';
  }
  if (strcmp(argument, "load") == 0) {
    load(value);
  } else {
    const bool known = step_of_limits(argument, value) || step_of_calls(argument, value) || step_of_processes(argument, value);
    NEED(known);
  }
}

int main(int argc, char **argv) {
  NEED(argc > 2);
  library_path = argv[1];
  alarm(30); /* a step that hangs */
  NEED(setvbuf(stdout, NULL, _IOLBF, 0) == 0);
  NEED(setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}) == 0);
  for (int i = 2; i < argc; i++) {
    if (strcmp(argv[i], "exec") == 0) { /* the rest in a new program of the same process */
      argv[i - 1] = argv[0];
      argv[i] = library_path;
      NEED(execv("/proc/self/exe", argv + i - 1) == 0);
    }
    step(argv[i]);
  }
  printf("end\n");
  return 0;
}
