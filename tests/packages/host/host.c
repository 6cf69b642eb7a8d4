/* Uses both packages of the library, their common types, and its C function. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "routes.h"

#define CHECK(condition)                                         \
  do {                                                           \
    if (!(condition)) {                                          \
      fprintf(stderr, "line %d: %s\n", __LINE__, #condition);    \
      return 1;                                                  \
    }                                                            \
  } while (0)

static int add(routes_table_table *table, const char *text, const char *hop) {
  routes_address_block *block = NULL;
  CHECK(routes_address_block_new(text, ROUTES_NUL_TERMINATED, &block, NULL) == ROUTES_OK);
  CHECK(routes_table_table_add(table, block, hop, ROUTES_NUL_TERMINATED, NULL) == ROUTES_OK);
  /* The table keeps the Go object, not the handle. */
  CHECK(routes_address_block_free(block) == ROUTES_OK);
  return 0;
}

static int lookup(routes_table_table *table) {
  uint32_t ip = 0;
  CHECK(routes_ip_parse("10.1.2.3", &ip) && !routes_ip_parse("10.1.2", &ip));
  routes_address_block *found = NULL;
  char *text = NULL;
  size_t size = 0;
  CHECK(routes_table_table_lookup(table, ip, &found, &text, &size, NULL) == ROUTES_OK);
  CHECK(size == 4 && strcmp(text, "near") == 0);
  routes_free(text);
  /* A handle that one package gave, in functions of the other. */
  routes_address_range range = {0, 0};
  CHECK(routes_address_block_range(found, &range, NULL) == ROUTES_OK);
  CHECK(range.first == 0x0a010000 && range.last == 0x0a01ffff);
  routes_address_kind kind = 0;
  CHECK(routes_address_block_kind(found, &kind, NULL) == ROUTES_OK && kind == ROUTES_ADDRESS_KIND_PRIVATE);
  CHECK(routes_table_size(range, kind) == 65536);
  CHECK(routes_table_table_add(table, found, "again", 5, NULL) == ROUTES_OK);
  CHECK(routes_address_block_free(found) == ROUTES_OK);
  CHECK(routes_table_table_add(table, found, "late", 4, NULL) == ROUTES_STALE_HANDLE);
  /* And one of the wrong type. */
  CHECK(routes_address_block_text((routes_address_block *)table, &text, NULL, NULL) == ROUTES_FOREIGN_HANDLE);
  CHECK(routes_table_table_lookup(table, 1, &found, &text, &size, NULL) == ENOENT);
  return 0;
}

static int lists(routes_table_table *table) {
  routes_address_range *ranges = NULL;
  size_t count = 0;
  int64_t length = 0;
  CHECK(routes_table_table_ranges(table, &ranges, &count, NULL) == ROUTES_OK && count == 3);
  CHECK(ranges[0].first == 0x0a000000 && ranges[0].last == 0x0affffff && ranges[2].last == 0x0a01ffff);
  routes_free(ranges);
  CHECK(routes_table_table_len(table, &length, NULL) == ROUTES_OK && length == 3);
  bool tagged = false;
  CHECK(routes_table_tagged(&tagged, NULL) == ROUTES_OK && tagged);
  return 0;
}

int main(void) {
  routes_table_table *table = NULL;
  CHECK(strcmp(routes_version(), "1.2.0") == 0 && strcmp(ROUTES_VERSION, "1.2.0") == 0);
  CHECK(routes_table_table_new(&table, NULL) == ROUTES_OK);
  CHECK(add(table, "10.0.0.0/8", "far") == 0 && add(table, "10.1.2.0/16", "near") == 0);
  CHECK(lookup(table) == 0 && lists(table) == 0);

  routes_error *err = NULL;
  routes_address_block *block = NULL;
  CHECK(routes_address_block_new("10", 2, &block, &err) == ROUTES_UNKNOWN && strstr(routes_error_message(err), "no '/'") != NULL);
  routes_error_free(err);
  CHECK(routes_table_table_free(table) == ROUTES_OK);

  routes_counters counters = {.size = sizeof counters};
  CHECK(routes_stats(&counters) == ROUTES_OK);
  CHECK(counters.handles == 0 && counters.buffers == 0 && counters.errors == 0);
  return 0;
}
