/* Every bad input to every function of cshared/handle.h is a status. */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "../../compile/check.h"
#include "cshared/error.h"
#include "cshared/handle.h"

static int destroyed;

static void destroy(void *object) { destroyed += *(int *)object; }

static cshared_handle_type box, other;

static void types(void) {
  cshared_handle_type type = 77;
  CHECK_STATUS(EINVAL, cshared_handle_type_new(NULL, NULL, &type));
  CHECK_STATUS(EINVAL, cshared_handle_type_new("", NULL, &type));
  CHECK_STATUS(EINVAL, cshared_handle_type_new("box", NULL, NULL));
  CHECK(type == 77);
  CHECK_STATUS(0, cshared_handle_type_new("box", destroy, &box));
  CHECK_STATUS(0, cshared_handle_type_new("a name that is longer than thirty-nine characters", NULL, &other));
  const char *name = NULL;
  CHECK_STATUS(0, cshared_handle_type_name(box, &name));
  CHECK(strcmp(name, "box") == 0);
  CHECK_STATUS(0, cshared_handle_type_name(other, &name));
  CHECK(strcmp(name, "a name that is longer than thirty-nine ") == 0);
  CHECK_STATUS(EINVAL, cshared_handle_type_name(box, NULL));
  CHECK_STATUS(EINVAL, cshared_handle_type_name(0, &name));
  CHECK_STATUS(EINVAL, cshared_handle_type_name(other + 1, &name));
  CHECK_STATUS(EINVAL, cshared_handle_type_name(UINT32_MAX, &name));
  uint32_t count = 0;
  CHECK_STATUS(EINVAL, cshared_handle_count(NULL));
  CHECK_STATUS(0, cshared_handle_count(&count));
  CHECK(count == other);
  uint64_t live = 77;
  CHECK_STATUS(EINVAL, cshared_handle_live(0, &live));
  CHECK_STATUS(EINVAL, cshared_handle_live(256, &live));
  CHECK_STATUS(EINVAL, cshared_handle_live(box, NULL));
  CHECK(live == 77);
}

/* No function takes `handle` for a live one. */
static void refused(int want, cshared_handle handle, cshared_handle_type type) {
  void *object = &destroyed;
  CHECK_STATUS(want, cshared_handle_get(handle, type, &object));
  CHECK_STATUS(want, cshared_handle_acquire(handle, type, &object));
  CHECK_STATUS(want, cshared_handle_release(handle, type));
  CHECK_STATUS(want, cshared_handle_free(handle, type));
  CHECK_STATUS(want, cshared_handle_take(handle, type, &object));
  CHECK(object == (void *)&destroyed);
}

static void handles(void) {
  int value = 1;
  cshared_handle handle = 0;
  void *object = NULL;
  refused(CSHARED_FOREIGN_HANDLE, 0, box); /* Before the table has a tag, too. */
  refused(CSHARED_FOREIGN_HANDLE, 1, box);
  CHECK_STATUS(EINVAL, cshared_handle_new(0, &value, &handle));
  CHECK_STATUS(EINVAL, cshared_handle_new(other + 1, &value, &handle));
  CHECK_STATUS(EINVAL, cshared_handle_new(box, NULL, &handle));
  CHECK_STATUS(EINVAL, cshared_handle_new(box, &value, NULL));
  CHECK(handle == 0);
  CHECK_STATUS(0, cshared_handle_new(box, &value, &handle));
  CHECK(handle != 0);
  CHECK_STATUS(EINVAL, cshared_handle_get(handle, box, NULL));
  CHECK_STATUS(EINVAL, cshared_handle_acquire(handle, box, NULL));
  CHECK_STATUS(EINVAL, cshared_handle_take(handle, box, NULL));
  CHECK_STATUS(0, cshared_handle_get(handle, box, &object));
  CHECK(object == &value);

  refused(CSHARED_FOREIGN_HANDLE, 0, box);
  refused(CSHARED_FOREIGN_HANDLE, handle, other);
  refused(CSHARED_FOREIGN_HANDLE, handle, 0);
  refused(CSHARED_FOREIGN_HANDLE, handle, UINT32_MAX);
  refused(CSHARED_FOREIGN_HANDLE, handle ^ UINT64_C(1) << 52, box);  /* Another table. */
  refused(CSHARED_FOREIGN_HANDLE, handle + 1, box);                  /* The next slot, never used. */
  refused(CSHARED_FOREIGN_HANDLE, handle | UINT64_C(0x3ffffff), box); /* The last slot there could be. */
  refused(CSHARED_FOREIGN_HANDLE, handle + (UINT64_C(1) << 26), box); /* A later use of the slot. */
  refused(CSHARED_FOREIGN_HANDLE, handle - (UINT64_C(1) << 26), box); /* Generation 0. */
  refused(CSHARED_FOREIGN_HANDLE, (uint64_t)(uintptr_t)&value, box);  /* A pointer. */
  for (unsigned bit = 0; bit < 64; bit++) {
    CHECK(cshared_handle_get(handle ^ UINT64_C(1) << bit, box, &object) == CSHARED_FOREIGN_HANDLE);
  }

  CHECK_STATUS(EPERM, cshared_handle_release(handle, box));
  CHECK_STATUS(0, cshared_handle_free(handle, box));
  CHECK(destroyed == 1);
  refused(CSHARED_STALE_HANDLE, handle, box);
  cshared_handle next = 0;
  CHECK_STATUS(0, cshared_handle_new(box, &value, &next)); /* The same slot. */
  CHECK(((next ^ handle) & UINT64_C(0x3ffffff)) == 0 && next != handle);
  refused(CSHARED_STALE_HANDLE, handle, box);

  CHECK_STATUS(0, cshared_handle_take(next, box, &object));
  CHECK(object == &value && destroyed == 1);
  refused(CSHARED_STALE_HANDLE, next, box);
}

/* Holders keep a freed object, and only them. */
static void holders(void) {
  int value = 10;
  cshared_handle handle;
  void *object = NULL;
  uint64_t live = 0;
  destroyed = 0;
  CHECK_STATUS(0, cshared_handle_new(box, &value, &handle));
  CHECK_STATUS(0, cshared_handle_acquire(handle, box, &object));
  CHECK_STATUS(0, cshared_handle_acquire(handle, box, &object));
  CHECK_STATUS(EBUSY, cshared_handle_take(handle, box, &object));
  CHECK_STATUS(0, cshared_handle_get(handle, box, &object));
  CHECK_STATUS(0, cshared_handle_free(handle, box));
  CHECK(destroyed == 0);
  CHECK_STATUS(CSHARED_STALE_HANDLE, cshared_handle_get(handle, box, &object));
  CHECK_STATUS(CSHARED_STALE_HANDLE, cshared_handle_acquire(handle, box, &object));
  CHECK_STATUS(CSHARED_STALE_HANDLE, cshared_handle_free(handle, box));
  CHECK_STATUS(CSHARED_STALE_HANDLE, cshared_handle_take(handle, box, &object));
  CHECK_STATUS(0, cshared_handle_live(box, &live));
  CHECK(live == 1);
  CHECK_STATUS(0, cshared_handle_release(handle, box));
  CHECK(destroyed == 0);
  CHECK_STATUS(0, cshared_handle_release(handle, box));
  CHECK(destroyed == 10);
  CHECK_STATUS(CSHARED_STALE_HANDLE, cshared_handle_release(handle, box));
  CHECK_STATUS(0, cshared_handle_live(box, &live));
  CHECK(live == 0);
}

static void tags(void) {
  uint32_t tag = 0, before = 0;
  CHECK_STATUS(EINVAL, cshared_handle_tag_new(NULL));
  unsigned given = 0;
  while (cshared_handle_tag_new(&tag) == 0) {
    CHECK(tag >= 1 && tag <= 4094 && tag != before);
    before = tag;
    given++;
  }
  CHECK(given == 4093); /* And the table's own. */
  CHECK_STATUS(CSHARED_EXHAUSTED, cshared_handle_tag_new(&tag));
  cshared_handle_type type = 0;
  while (type < CSHARED_HANDLE_TYPES) CHECK_STATUS(0, cshared_handle_type_new("t", NULL, &type));
  CHECK_STATUS(CSHARED_EXHAUSTED, cshared_handle_type_new("t", NULL, &type));
}

int main(void) {
  types();
  handles();
  holders();
  tags();
  return 0;
}
