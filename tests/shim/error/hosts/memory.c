/* An error gets through whatever malloc does: first without its stack, then without its message, then
 * as a bare code. Linked with --wrap=malloc,calloc. */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "../../compile/check.h"
#include "cshared/error.h"

static size_t most = SIZE_MAX; /* Larger requests fail. */

void *wrapped_malloc(size_t size) __asm__("__wrap_malloc");
void *real_malloc(size_t size) __asm__("__real_malloc");
void *wrapped_calloc(size_t count, size_t size) __asm__("__wrap_calloc");
void *real_calloc(size_t count, size_t size) __asm__("__real_calloc");

static void *refuse(void) {
  errno = ENOMEM;
  return NULL;
}

void *wrapped_malloc(size_t size) { return size > most ? refuse() : real_malloc(size); }
void *wrapped_calloc(size_t count, size_t size) { return count * size > most ? refuse() : real_calloc(count, size); }

static void make(int code, size_t message, size_t stack, const char *want_message, size_t want_stack) {
  static const char texts[4096] = "message";
  cshared_error error = 0;
  int got = 0;
  const char *text = NULL;
  size_t size = 77;
  errno = 33;
  CHECK_STATUS(0, cshared_error_new(code, texts, message, texts, stack, &error));
  CHECK(errno == 33);
  CHECK_STATUS(0, cshared_error_code(error, &got));
  CHECK(got == code);
  CHECK_STATUS(0, cshared_error_message(error, &text, NULL));
  CHECK(strcmp(text, want_message) == 0);
  CHECK_STATUS(0, cshared_error_stack(error, &text, &size));
  CHECK(size == want_stack);
  CHECK_STATUS(0, cshared_error_free(error));
}

int main(void) {
  const char *bare = "the Go function panicked";
  most = 0;
  for (int i = 0; i < 1000; i++) make(CSHARED_PANIC, 7, 4000, bare, 0); /* Not even the table. */
  most = SIZE_MAX;
  make(CSHARED_PANIC, 7, 4000, "message", 4000);
  most = 2000;
  make(CSHARED_PANIC, 7, 4000, "message", 0);
  make(CSHARED_PANIC, 4000, 0, bare, 0);
  most = 0;
  make(INT32_MAX, 7, 4000, "unknown status", 0);
  make(1, 7, 4000, "Operation not permitted", 0);
  most = SIZE_MAX;
  make(CSHARED_PANIC, 7, 4000, "message", 4000);
  cshared_error error;
  CHECK_STATUS(0, cshared_error_new(1, "x", SIZE_MAX, "", 0, &error)); /* No such size exists. */
  CHECK_STATUS(0, cshared_error_new(1, "x", 1, "x", SIZE_MAX - 8, &error));
  CHECK_STATUS(0, cshared_error_free(error));
  uint64_t live = 77;
  CHECK_STATUS(0, cshared_error_live(&live));
  CHECK(live == 0);
  return 0;
}
