#include "load_godebug.h"

#include <stdlib.h>
#include <string.h>

static const char key[] = "asyncpreemptoff=";
enum { KEY = sizeof key - 1 };

/* -1: not set. */
static int setting(const char *list, size_t size) {
  int value = -1;
  while (size > 0) {
    const char *comma = memchr(list, ',', size);
    const size_t length = comma != NULL ? (size_t)(comma - list) : size;
    if (length >= KEY && memcmp(list, key, KEY) == 0) {
      value = length == KEY + 1 && list[KEY] == '1';
    }
    const size_t used = comma != NULL ? length + 1 : length;
    list += used;
    size -= used;
  }
  return value;
}

bool cshared_load_preemption_is_off(const char *baked, size_t baked_size) {
  const char *environment = getenv("GODEBUG");
  int value = environment != NULL ? setting(environment, strlen(environment)) : -1;
  if (value < 0 && baked != NULL) {
    value = setting(baked, baked_size);
  }
  return value == 1;
}
