#include <dlfcn.h>
#include <link.h>
#include <stddef.h>

#include "host.h"

static int list_library(struct dl_phdr_info *info, size_t size, void *argument) {
  (void)size;
  (void)argument;
  /* The program itself has no name, and the vDSO no file. */
  if (info->dlpi_name != NULL && info->dlpi_name[0] == '/') {
    host_line("%s", info->dlpi_name);
  }
  return 0;
}

/* Lists the files of the C library as this process has them mapped. */
void host_libraries(const struct host_input *input) {
  (void)input;
  if (dlopen("libm.so.6", RTLD_NOW | RTLD_LOCAL) == NULL) {
    host_fail("dlopen: %s", dlerror());
    return;
  }
  (void)dl_iterate_phdr(list_library, NULL);
}
