/* Every bad input to every function of cshared/error.h is a status, and the texts are complete. */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "../../compile/check.h"
#include "cshared/error.h"

static void texts(void) {
#define CHECK_TEXT(name, value, text)                              \
  CHECK(strcmp(cshared_status_text(value), text) == 0);            \
  CHECK(strcmp(cshared_status_name(value), #name) == 0);           \
  CHECK((value) == 0 || (value) >= CSHARED_STATUS_FIRST);
  CSHARED_STATUS_MAP(CHECK_TEXT)
  CHECK(strcmp(cshared_status_name(ENOENT), "ENOENT") == 0);
  CHECK(strcmp(cshared_status_text(ENOENT), "No such file or directory") == 0);
  CHECK(strcmp(cshared_status_text(-1), "unknown status") == 0);
  CHECK(strcmp(cshared_status_text(INT32_MAX), "unknown status") == 0);
  CHECK(strcmp(cshared_status_text(INT32_MIN), "unknown status") == 0);
  CHECK(cshared_status_name(-1) == NULL && cshared_status_name(4095) == NULL);
  for (int status = 1; status < 134; status++) { /* What strerror knows, we know. */
    int known = strncmp(strerror(status), "Unknown error", 13) != 0;
    CHECK(known == (cshared_status_name(status) != NULL));
    if (known) CHECK(strcmp(strerror(status), cshared_status_text(status)) == 0);
  }
}

static void refused(int want, cshared_error error) {
  int code = 77;
  const char *text = "untouched";
  size_t size = 77;
  CHECK_STATUS(want, cshared_error_code(error, &code));
  CHECK_STATUS(want, cshared_error_message(error, &text, &size));
  CHECK_STATUS(want, cshared_error_stack(error, &text, &size));
  CHECK_STATUS(want, cshared_error_free(error));
  CHECK(code == 77 && size == 77 && strcmp(text, "untouched") == 0);
}

static void objects(void) {
  cshared_error error = 77;
  CHECK_STATUS(EINVAL, cshared_error_new(0, "", 0, "", 0, &error));
  CHECK_STATUS(EINVAL, cshared_error_new(-1, "", 0, "", 0, &error));
  CHECK_STATUS(EINVAL, cshared_error_new(1, NULL, 1, "", 0, &error));
  CHECK_STATUS(EINVAL, cshared_error_new(1, "", 0, NULL, 1, &error));
  CHECK_STATUS(EINVAL, cshared_error_new(1, "", 0, "", 0, NULL));
  CHECK(error == 77);
  refused(CSHARED_FOREIGN_HANDLE, 0);
  refused(CSHARED_FOREIGN_HANDLE, 77);
  refused(CSHARED_FOREIGN_HANDLE, UINT64_MAX);
  refused(CSHARED_FOREIGN_HANDLE, UINT64_C(0xfff) << 52);
  refused(CSHARED_FOREIGN_HANDLE, (uint64_t)(uintptr_t)&error);

  int code = 0;
  const char *text = NULL;
  size_t size = 0;
  CHECK_STATUS(0, cshared_error_new(CSHARED_PANIC, "boom\0!", 6, "goroutine 1", 9, &error));
  CHECK_STATUS(EINVAL, cshared_error_code(error, NULL));
  CHECK_STATUS(EINVAL, cshared_error_message(error, NULL, &size));
  CHECK_STATUS(EINVAL, cshared_error_stack(error, NULL, &size));
  CHECK_STATUS(0, cshared_error_code(error, &code));
  CHECK(code == CSHARED_PANIC);
  CHECK_STATUS(0, cshared_error_message(error, &text, &size));
  CHECK(size == 6 && memcmp(text, "boom\0!", 7) == 0);
  CHECK_STATUS(0, cshared_error_message(error, &text, NULL));
  CHECK_STATUS(0, cshared_error_stack(error, &text, &size));
  CHECK(size == 9 && strcmp(text, "goroutine") == 0);
  uint64_t live = 0;
  CHECK_STATUS(EINVAL, cshared_error_live(NULL));
  CHECK_STATUS(0, cshared_error_live(&live));
  CHECK(live == 1);
  void *object = NULL;
  cshared_handle_type type;
  CHECK_STATUS(0, cshared_handle_type_new("other", NULL, &type));
  CHECK_STATUS(CSHARED_FOREIGN_HANDLE, cshared_handle_get(error, type, &object));
  CHECK_STATUS(0, cshared_error_free(error));
  refused(CSHARED_STALE_HANDLE, error);
  CHECK_STATUS(0, cshared_error_live(&live));
  CHECK(live == 0);
  CHECK_STATUS(0, cshared_handle_new(type, &code, &error));
  refused(CSHARED_FOREIGN_HANDLE, error);

  CHECK_STATUS(0, cshared_error_new(ENOENT, NULL, 0, NULL, 0, &error));
  CHECK_STATUS(0, cshared_error_message(error, &text, &size));
  CHECK(strcmp(text, "No such file or directory") == 0 && size == strlen(text));
  CHECK_STATUS(0, cshared_error_stack(error, &text, &size));
  CHECK(strcmp(text, "") == 0 && size == 0);
  CHECK_STATUS(0, cshared_error_free(error));
}

int main(void) {
  texts();
  objects();
  return 0;
}
