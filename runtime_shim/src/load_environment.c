/* The host's environment as it is now. Go takes the one that the process started with: it reads what
 * lies behind the argument vector (runtime.goenvs_unix), which setenv never changes. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "load_environment.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "load_go.h"

/* Go looks for AT_PAGESZ, AT_RANDOM, AT_SECURE, AT_HWCAP and AT_SYSINFO_EHDR (runtime.sysauxv); the
 * kernel's own numbers end well below this. */
enum { AUXILIARY_END = 64 };

/* Go looks for the end of a string by 32 bytes at a time, so it reads a little beyond the last one
 * (runtime.findnull): that much is to be there. */
enum { BEYOND = 64 };

static size_t count(char **strings) {
  size_t n = 0;
  while (strings != NULL && strings[n] != NULL) {
    n++;
  }
  return n;
}

static size_t bytes(char **strings, size_t n) {
  size_t all = 0;
  for (size_t i = 0; i < n; i++) {
    all += strlen(strings[i]) + 1;
  }
  return all;
}

/* Pairs of key and value, ended by AT_NULL. */
static char **append_auxiliary(char **at) {
  for (unsigned long key = AT_NULL + 1; key < AUXILIARY_END; key++) {
    errno = 0;
    const unsigned long value = getauxval(key);
    if (value != 0 || errno == 0) {
      *at++ = (char *)(uintptr_t)key;
      *at++ = (char *)(uintptr_t)value;
    }
  }
  *at++ = (char *)AT_NULL;
  *at++ = NULL;
  return at;
}

bool cshared_load_hand_over_environment(void) {
  char ***argv = &cshared_go_argv;
  int64_t *argc = &cshared_go_argc;
  __asm__("" : "+r"(argv), "+r"(argc)); /* weak: may be NULL */
  if (argv == NULL || argc == NULL || *argv == NULL || *argc < 0 || count(*argv) != (size_t)*argc) {
    return false;
  }
  const int saved = errno;
  const size_t arguments = (size_t)*argc, variables = count(environ);
  const size_t words = arguments + 1 + variables + 1 + 2 * (size_t)AUXILIARY_END;
  /* For ever: Go reads it on another thread, and keeps the arguments. */
  char **block = calloc(1, words * sizeof *block + bytes(environ, variables) + BEYOND);
  if (block == NULL) {
    errno = saved;
    return false;
  }
  memcpy(block, *argv, (arguments + 1) * sizeof *block);
  char **at = block + arguments + 1;
  char *text = (char *)(block + words);
  for (size_t i = 0; i < variables; i++) {
    const size_t size = strlen(environ[i]) + 1;
    *at++ = memcpy(text, environ[i], size);
    text += size;
  }
  *at++ = NULL;
  (void)append_auxiliary(at);
  *argv = block;
  errno = saved;
  return true;
}
