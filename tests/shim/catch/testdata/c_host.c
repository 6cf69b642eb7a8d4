/* A C program, a Go library and a C++ plugin whose symbols nobody else sees: <library> <plugin>. */
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "../../compile/check.h"

typedef void (*callback)(void *);

static void *open_local(const char *path) {
  void *opened = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (opened == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    exit(3);
  }
  return opened;
}

static void *find(void *in, const char *name) {
  void *symbol = dlsym(in, name);
  CHECK(symbol != NULL);
  return symbol;
}

int main(int argc, char **argv) {
  CHECK(argc == 3);
  int (*caught)(callback, void *, char *, size_t);
  callback throws;
  long (*live)(void);
  int (*uncaught)(void);
  void *library = open_local(argv[1]), *plugin = open_local(argv[2]);
  *(void **)&caught = find(library, "callback_caught");
  *(void **)&throws = find(plugin, "plugin_throw");
  *(void **)&live = find(plugin, "plugin_live");
  *(void **)&uncaught = find(plugin, "plugin_uncaught");
  CHECK(dlsym(RTLD_DEFAULT, "__cxa_begin_catch") == NULL);
  for (int i = 0; i < 1000; i++) {
    char text[200] = "";
    CHECK(caught(throws, NULL, text, sizeof text) == 1);
    CHECK(strcmp(text, "the callback failed\nC++ exception throws::Derived: derived") == 0);
    CHECK(live() == 0);
    CHECK(uncaught() == 0);
  }
  return 0;
}
