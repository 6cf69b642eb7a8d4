// The same header in C++, with the header of the C function.
#include "routes.h"

int main() {
  uint32_t ip = 0;
  routes_address_block *block = nullptr;
  if (!routes_ip_parse("192.168.0.1", &ip) || routes_address_block_new("0.0.0.0/0", 9, &block, nullptr) != ROUTES_OK) {
    return 1;
  }
  routes_table_table *table = nullptr;
  routes_address_block *found = nullptr;
  char *hop = nullptr;
  if (routes_table_table_new(&table, nullptr) != ROUTES_OK || routes_table_table_add(table, block, "out", 3, nullptr) != ROUTES_OK ||
      routes_table_table_lookup(table, ip, &found, &hop, nullptr, nullptr) != ROUTES_OK) {
    return 2;
  }
  routes_free(hop);
  return routes_address_block_free(found) || routes_address_block_free(block) || routes_table_table_free(table);
}
