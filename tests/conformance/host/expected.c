#include <stdlib.h>
#include <string.h>

#include "host.h"

const char *host_expected(const struct host_input *input, const char *name) {
  size_t length = strlen(name);
  for (size_t i = 0; i < input->expected_count; i++) {
    if (strncmp(input->expected[i], name, length) == 0 && input->expected[i][length] == '=') {
      return input->expected[i] + length + 1;
    }
  }
  host_fail("the value of %s is missing among the arguments", name);
  return "0";
}

uint64_t host_expected_set(const struct host_input *input, const char *name) {
  return strtoull(host_expected(input, name), NULL, 16);
}

long host_expected_number(const struct host_input *input, const char *name) {
  return atol(host_expected(input, name));
}
