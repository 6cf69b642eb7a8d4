/* Error objects, behind cshared/error.h. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/error.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "handle_builtin.h"

/* An object that is a bare code: no table has this tag (src/handle.c, TAGS). */
#define BARE (UINT64_C(0xfff) << 52)

struct error {
  int code;
  size_t message_size;
  size_t stack_size;
  char texts[]; /* The message, NUL, the stack, NUL. */
};

static struct error *make(int code, const char *message, size_t message_size, const char *stack, size_t stack_size) {
  size_t fixed = sizeof(struct error) + 2;
  if (message_size > SIZE_MAX - fixed || stack_size > SIZE_MAX - fixed - message_size) return NULL;
  struct error *made = malloc(fixed + message_size + stack_size);
  if (made == NULL) return NULL;
  made->code = code;
  made->message_size = message_size;
  made->stack_size = stack_size;
  char *texts = made->texts;
  if (message_size != 0) memcpy(texts, message, message_size);
  texts[message_size] = '\0';
  if (stack_size != 0) memcpy(texts + message_size + 1, stack, stack_size);
  texts[message_size + 1 + stack_size] = '\0';
  return made;
}

int cshared_error_new(int code, const char *message, size_t message_size, const char *stack, size_t stack_size,
                      cshared_error *error) {
  if (code < 1 || error == NULL) return EINVAL;
  if ((message == NULL && message_size != 0) || (stack == NULL && stack_size != 0)) return EINVAL;
  int saved = errno; /* malloc sets it, and what we report has a code of its own. */
  *error = BARE | (uint64_t)(uint32_t)code;
  struct error *made = make(code, message, message_size, stack, stack_size);
  if (made == NULL) made = make(code, message, message_size, NULL, 0);
  if (made != NULL && cshared_handle_new(CSHARED_HANDLE_ERROR, made, error) != 0) free(made);
  errno = saved;
  return 0;
}

/* Finds an object; NULL stands for a bare code. */
static int find(cshared_error error, struct error **found) {
  if ((error & BARE) == BARE) {
    uint64_t code = error & ~BARE;
    if (code == 0 || code > INT32_MAX) return CSHARED_FOREIGN_HANDLE;
    *found = NULL;
    return 0;
  }
  void *object;
  int status = cshared_handle_get(error, CSHARED_HANDLE_ERROR, &object);
  if (status == 0) *found = object;
  return status;
}

int cshared_error_code(cshared_error error, int *code) {
  if (code == NULL) return EINVAL;
  struct error *found;
  int status = find(error, &found);
  if (status == 0) *code = found != NULL ? found->code : (int)(error & ~BARE);
  return status;
}

int cshared_error_message(cshared_error error, const char **text, size_t *size) {
  if (text == NULL) return EINVAL;
  struct error *found;
  int status = find(error, &found);
  if (status != 0) return status;
  bool own = found != NULL && found->message_size != 0;
  *text = own ? found->texts : cshared_status_text(found != NULL ? found->code : (int)(error & ~BARE));
  if (size != NULL) *size = own ? found->message_size : strlen(*text);
  return 0;
}

int cshared_error_stack(cshared_error error, const char **text, size_t *size) {
  if (text == NULL) return EINVAL;
  struct error *found;
  int status = find(error, &found);
  if (status != 0) return status;
  *text = found != NULL ? found->texts + found->message_size + 1 : "";
  if (size != NULL) *size = found != NULL ? found->stack_size : 0;
  return 0;
}

int cshared_error_free(cshared_error error) {
  struct error *found;
  int status = find(error, &found);
  if (status != 0 || found == NULL) return status;
  return cshared_handle_free(error, CSHARED_HANDLE_ERROR);
}

int cshared_error_live(uint64_t *live) {
  return cshared_handle_live(CSHARED_HANDLE_ERROR, live);
}
