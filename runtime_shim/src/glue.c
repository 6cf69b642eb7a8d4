#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/glue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cshared/lifecycle.h"

static _Atomic uint64_t live_buffers;

static void *allocate(size_t size) {
  char *memory = malloc((size + sizeof(uint64_t)) / sizeof(uint64_t) * sizeof(uint64_t)); /* whole words, and the 0 */
  if (memory != NULL) {
    memory[size] = '\0';
    atomic_fetch_add_explicit(&live_buffers, 1, memory_order_relaxed);
  }
  return memory;
}

void cshared_glue_free(void *memory) {
  if (memory != NULL) {
    atomic_fetch_sub_explicit(&live_buffers, 1, memory_order_relaxed);
    free(memory);
  }
}

uint64_t cshared_glue_live_buffers(void) { return atomic_load_explicit(&live_buffers, memory_order_relaxed); }

/* Empties what Go keeps into memory of the given place. */
static void fetch_to(cshared_glue_call *call, cshared_glue_fetcher fetch, void *to) {
  const int saved = errno;
  cshared_glue_fetch f = {call->kept, to};
  call->kept = 0;
  fetch(&f);
  errno = saved;
}

void cshared_glue_drop(cshared_glue_call *call, cshared_glue_fetcher fetch) {
  if (call->kept != 0) {
    fetch_to(call, fetch, NULL);
  }
}

/* All results behind one another: in the scratch memory, or fetched into memory that the caller frees. */
static char *collect(cshared_glue_call *call, cshared_glue_fetcher fetch, char **to_free) {
  *to_free = NULL;
  if (call->kept == 0) {
    return call->scratch;
  }
  *to_free = malloc(call->used);
  fetch_to(call, fetch, *to_free);
  return *to_free;
}

static size_t size_of(const cshared_glue_output *output) { return output->count * output->unit; }

static void hand_over(const cshared_glue_output *output, void *memory) {
  *output->out = memory;
  if (output->out_size != NULL) {
    *output->out_size = output->count;
  }
}

/* Pieces in which Go's copies are written. */
typedef uint64_t piece __attribute__((vector_size(16)));
#if defined(__x86_64__)
#define IN_A_REGISTER(value) __asm__("" : "+x"(value))
#else
#define IN_A_REGISTER(value) __asm__("" : "+w"(value))
#endif

/* Copies pieces, then whole words, the last of which may lie over the end. memcpy would read the scratch memory
 * in larger pieces than those in which Go has just written it, and the CPU waits then until these are in the
 * cache. */
static void copy_words(char *to, const char *from, size_t size) {
  size_t at = 0;
  for (; at + sizeof(piece) <= size; at += sizeof(piece)) {
    piece value;
    memcpy(&value, from + at, sizeof value);
    IN_A_REGISTER(value); /* else the compiler makes the loop a memcpy again */
    memcpy(to + at, &value, sizeof value);
  }
  for (; at < size; at += sizeof(uint64_t)) {
    uint64_t word;
    memcpy(&word, from + at, sizeof word);
    __asm__("" : "+r"(word));
    memcpy(to + at, &word, sizeof word);
  }
}

/* Apart, so that the way of what fits stays short. */
__attribute__((noinline)) static int take_kept(cshared_glue_call *call, cshared_glue_fetcher fetch, void **out) {
  void *memory = allocate(call->used);
  fetch_to(call, fetch, memory);
  if (memory == NULL) {
    return ENOMEM;
  }
  *out = memory;
  return 0;
}

int cshared_glue_take_one(cshared_glue_call *call, cshared_glue_fetcher fetch, void **out) {
  if (__builtin_expect(call->kept != 0, 0)) {
    return take_kept(call, fetch, out);
  }
  const size_t size = call->used;
  char *memory = allocate(size);
  if (__builtin_expect(memory == NULL, 0)) {
    return ENOMEM;
  }
  copy_words(memory, call->scratch, size);
  memory[size] = '\0'; /* again: the last word may lie over it */
  *out = memory;
  return 0;
}

static int take_several(const char *from, cshared_glue_output *outputs, size_t n) {
  void **memory = calloc(n, sizeof *memory);
  size_t made = 0;
  for (; memory != NULL && made < n; made++) {
    const size_t size = size_of(&outputs[made]);
    memory[made] = allocate(size);
    if (memory[made] == NULL) {
      break;
    }
    memcpy(memory[made], from, size);
    from += size;
  }
  for (size_t i = 0; i < made; i++) {
    if (made == n) {
      hand_over(&outputs[i], memory[i]);
    } else {
      cshared_glue_free(memory[i]);
    }
  }
  free(memory);
  return made == n ? 0 : ENOMEM;
}

int cshared_glue_take(cshared_glue_call *call, cshared_glue_fetcher fetch, cshared_glue_output *outputs, size_t n) {
  const int saved = errno;
  int status;
  char *to_free;
  const char *from = collect(call, fetch, &to_free);
  status = from != NULL ? take_several(from, outputs, n) : ENOMEM;
  free(to_free);
  errno = saved;
  return status;
}

int cshared_glue_fail(cshared_glue_call *call, cshared_glue_fetcher fetch, cshared_error *error) {
  if (error == NULL) {
    cshared_glue_drop(call, fetch); /* with "poison" Go explains what may be a panic */
    return call->status;
  }
  const int saved = errno;
  char *to_free;
  const char *text = collect(call, fetch, &to_free);
  const size_t message = text != NULL ? call->message_size : 0, stack = text != NULL ? call->stack_size : 0;
  (void)cshared_error_new(call->status, text, message, text != NULL ? text + message : NULL, stack, error);
  free(to_free);
  errno = saved;
  return call->status;
}

int cshared_glue_refuse(int status, const char *message, cshared_error *error) {
  if (message == NULL) {
    return cshared_lifecycle_refuse(status, error);
  }
  if (error != NULL) {
    const int saved = errno;
    (void)cshared_error_new(status, message, strlen(message), NULL, 0, error);
    errno = saved;
  }
  return status;
}

void cshared_glue_die(const char *function, int status) {
  fprintf(stderr, "%s: cannot be called: %s\n", function, cshared_lifecycle_text(status));
  abort();
}
