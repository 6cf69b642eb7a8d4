/* Answers questions on standard input until it ends, for a fuzzer that keeps it running: one byte
 * says what is asked, one is its parameter, four are a size, and the input follows. An answer is an
 * int64_t. Inputs are copies of exactly their size, so that AddressSanitizer sees a byte too many. */
#include "coexist_modules.c" /* find_note is static */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cshared/handle.h"
#include "cshared/timer.h"
#include "load_godebug.h"

enum { OBJECTS = 100, FREED = 40, AGAIN = 20, ALL = OBJECTS + AGAIN };

static cshared_handle handles[ALL];
static bool handle_is_live[ALL];
static cshared_handle_type type;
static cshared_timer timers[ALL];
static bool timer_is_live[ALL];

static void check(bool fine) {
  if (!fine) {
    abort();
  }
}

/* Some are made, every other one is freed, and some slots are used again. */
static void make_known(void) {
  check(cshared_handle_type_new("object", NULL, &type) == 0);
  for (int i = 0; i < ALL; i++) {
    if (i == OBJECTS) {
      for (int k = 0; k < FREED; k++) {
        check(cshared_handle_free(handles[2 * k], type) == 0 && cshared_timer_free(timers[2 * k]) == 0);
        handle_is_live[2 * k] = timer_is_live[2 * k] = false;
      }
    }
    check(cshared_handle_new(type, (void *)(uintptr_t)(i + 1), &handles[i]) == 0);
    check(cshared_timer_new(CSHARED_TIMER_MONOTONIC, &timers[i]) == 0);
    handle_is_live[i] = timer_is_live[i] = true;
  }
}

/* "environment NUL baked", both without NUL; without the first NUL nothing is baked. */
static int64_t godebug(const char *in, size_t size) {
  const char *end = memchr(in, 0, size);
  const size_t length = end != NULL ? (size_t)(end - in) : size;
  char *environment = strndup(in, length);
  check(environment != NULL && setenv("GODEBUG", environment, 1) == 0);
  free(environment);
  if (end == NULL) {
    return cshared_load_preemption_is_off(NULL, 0);
  }
  const size_t baked_size = size - length - 1;
  char *baked = malloc(baked_size);
  check(baked != NULL || baked_size == 0);
  if (baked_size > 0) {
    memcpy(baked, end + 1, baked_size);
  }
  const int64_t off = cshared_load_preemption_is_off(baked, baked_size);
  free(baked);
  return off;
}

/* Bit 0 of how: aligned to 8 bytes; bit 1: our own note instead of Go's. */
static int64_t note(const char *in, size_t size, int how) {
  const ElfW(Phdr) segment = {
      .p_type = PT_NOTE, .p_vaddr = (uintptr_t)in, .p_memsz = size, .p_align = (how & 1) != 0 ? 8 : 4};
  const struct dl_phdr_info info = {.dlpi_phdr = &segment, .dlpi_phnum = 1};
  const char *found = (how & 2) != 0
                          ? find_note(&info, CSHARED_COEXIST_NOTE_NAME, CSHARED_COEXIST_NOTE_TYPE, sizeof(int64_t))
                          : find_note(&info, "Go", GO_BUILD_ID_NOTE, 0);
  return found != NULL ? found - in : -1;
}

/* 0 or the status; for an object its number, negative. */
static int64_t object(uint64_t number) {
  void *found;
  const int status = cshared_handle_get(number, type, &found);
  check(cshared_handle_get(number, type + 1, &found) != 0);
  return status == 0 ? -(int64_t)(uintptr_t)found : status;
}

static int64_t answer(int what, int how, const char *in, size_t size) {
  uint64_t number = 0;
  int64_t ns;
  memcpy(&number, in, size < sizeof number ? size : sizeof number);
  switch (what) {
  case 'g': return godebug(in, size);
  case 'n': return note(in, size, how);
  case 'h': return object(number);
  case 't': return cshared_timer_now(number, &ns);
  case 'H': return (int64_t)handles[how];
  case 'T': return (int64_t)timers[how];
  case 'l': return handle_is_live[how];
  default: abort();
  }
}

int main(void) {
  unsigned char head[6];
  make_known();
  while (fread(head, 1, sizeof head, stdin) == sizeof head) {
    uint32_t size;
    memcpy(&size, head + 2, sizeof size);
    char *in = malloc(size);
    check(in != NULL && fread(in, 1, size, stdin) == size);
    const int64_t result = answer(head[0], head[1], in, size);
    free(in);
    check(fwrite(&result, sizeof result, 1, stdout) == 1 && fflush(stdout) == 0);
  }
  return 0;
}
