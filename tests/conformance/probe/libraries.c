#include <dlfcn.h>
#include <link.h>
#include <stddef.h>

#include "probe.h"

static int list_library(struct dl_phdr_info *info, size_t size, void *argument) {
  (void)size;
  (void)argument;
  /* The program itself has no name, and the vDSO no file. */
  if (info->dlpi_name != NULL && info->dlpi_name[0] == '/') {
    probe_line("%s", info->dlpi_name);
  }
  return 0;
}

/* Lists the files of the C library as this process has them mapped. */
void probe_libraries(const struct probe_input *input) {
  (void)input;
  if (dlopen("libm.so.6", RTLD_NOW | RTLD_LOCAL) == NULL) {
    probe_fail("dlopen: %s", dlerror());
    return;
  }
  (void)dl_iterate_phdr(list_library, NULL);
}
