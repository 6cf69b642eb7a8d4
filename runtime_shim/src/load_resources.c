/* What the runtime takes from the process: its thread key and its mappings. They pass through here
 * so that retiring a library can find them; nothing is changed. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <sys/mman.h>

#include "load_diverted.h"

int cshared_load_pthread_key_create(pthread_key_t *key, void (*destructor)(void *)) {
  return pthread_key_create(key, destructor);
}

void *cshared_load_mmap(void *address, size_t size, int protection, int flags, int descriptor, off_t offset) {
  return mmap(address, size, protection, flags, descriptor, offset);
}

int cshared_load_munmap(void *address, size_t size) { return munmap(address, size); }
