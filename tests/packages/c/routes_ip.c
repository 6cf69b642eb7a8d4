#include "tests/packages/c/routes_ip.h"

#include <arpa/inet.h>

bool routes_ip_parse(const char *text, uint32_t *ip) {
  struct in_addr parsed;
  if (inet_pton(AF_INET, text, &parsed) != 1) {
    return false;
  }
  *ip = ntohl(parsed.s_addr);
  return true;
}
