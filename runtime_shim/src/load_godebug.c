#include "load_godebug.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* As strconv.ParseInt with base 10 and 32 bits: an optional sign, and digits to the end. */
static bool parse(const char *text, size_t size, int32_t *out) {
  const bool negative = size > 0 && *text == '-';
  const size_t sign = negative || (size > 0 && *text == '+');
  int64_t n = 0;
  for (size_t i = sign; i < size; i++) {
    if (text[i] < '0' || text[i] > '9') {
      return false;
    }
    n = n * 10 + (text[i] - '0');
    if (n > (int64_t)INT32_MAX + negative) {
      return false;
    }
  }
  *out = (int32_t)(negative ? -n : n);
  return size > sign;
}

/* Sets `*value` to the last value of `key` that is a number; without one it stays. */
static void read_setting(const char *list, size_t size, const char *key, int32_t *value) {
  const size_t key_size = strlen(key);
  while (size > 0) {
    const char *comma = memchr(list, ',', size);
    const size_t length = comma != NULL ? (size_t)(comma - list) : size;
    int32_t number;
    if (length > key_size && memcmp(list, key, key_size) == 0 && list[key_size] == '=' &&
        parse(list + key_size + 1, length - key_size - 1, &number)) {
      *value = number;
    }
    const size_t used = comma != NULL ? length + 1 : length;
    list += used;
    size -= used;
  }
}

/* The baked settings first, then the environment's: runtime.parsedebugvars. */
static int32_t setting(const char *baked, size_t baked_size, const char *key) {
  int32_t value = 0;
  if (baked != NULL) {
    read_setting(baked, baked_size, key, &value);
  }
  const char *environment = getenv("GODEBUG");
  if (environment != NULL) {
    read_setting(environment, strlen(environment), key, &value);
  }
  return value;
}

bool cshared_load_preemption_is_off(const char *baked, size_t baked_size) {
  return setting(baked, baked_size, "asyncpreemptoff") != 0 || setting(baked, baked_size, "gccheckmark") > 0;
}
