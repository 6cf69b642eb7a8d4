/* render: prints CommonMark files, or standard input, as XHTML. A C program with a Go library in it.
 *
 *   render [FILE...]      "-" is standard input, as is no file at all
 *
 * Exit status: 0, 1 if a file could not be read or rendered (the others still are), 2 for bad usage. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "markdown.h"

enum { CHUNK = 64 * 1024 };

/* Reads all of `in` into a new buffer; the caller frees *text. Returns 0 or an errno value. */
static int read_all(FILE *in, char **text, size_t *length) {
  size_t capacity = 0;
  *text = NULL;
  *length = 0;
  for (;;) {
    if (*length + CHUNK > capacity) {
      capacity = 2 * capacity + CHUNK;
      char *grown = realloc(*text, capacity);
      if (grown == NULL) return ENOMEM;
      *text = grown;
    }
    errno = 0;
    size_t got = fread(*text + *length, 1, CHUNK, in);
    *length += got;
    if (got < CHUNK) return ferror(in) ? (errno != 0 ? errno : EIO) : 0;
  }
}

/* Prints what the Go function made of the text. Returns 0, or -1 and has said why. */
static int print(const char *name, const char *text, size_t length) {
  char *html;
  size_t html_length;
  markdown_error *err = NULL;
  markdown_status status = markdown_render(text, length, &html, &html_length, &err);
  if (status != MARKDOWN_OK) {
    /* The message is the Go error's or the panic's. Who does not need it passes NULL for &err. */
    fprintf(stderr, "render: %s: %s\n", name, markdown_error_message(err));
    markdown_error_free(err);
    return -1;
  }
  int failed = fwrite(html, 1, html_length, stdout) < html_length;
  if (failed) fprintf(stderr, "render: %s: %s\n", name, strerror(errno));
  markdown_free(html); /* results are the caller's */
  return failed ? -1 : 0;
}

static int render_file(const char *name) {
  int is_stdin = strcmp(name, "-") == 0;
  FILE *in = is_stdin ? stdin : fopen(name, "rb");
  char *text = NULL;
  size_t length = 0;
  int error = in == NULL ? errno : read_all(in, &text, &length);
  if (in != NULL && !is_stdin) fclose(in);
  if (error != 0) fprintf(stderr, "render: %s: %s\n", name, strerror(error));
  int failed = error != 0 || print(name, text, length) != 0;
  free(text);
  return failed;
}

static int usage(FILE *out) {
  fprintf(out,
          "usage: render [FILE...]\n"
          "Prints CommonMark %s files, or standard input, as XHTML.\n",
          MARKDOWN_SPEC_VERSION);
  return out == stdout ? 0 : 2;
}

int main(int argc, char **argv) {
  /* `bazel run` starts programs elsewhere; file names are relative to where the user stands. */
  const char *home = getenv("BUILD_WORKING_DIRECTORY");
  int failed = 0, files = 0, options = 1;
  if (home != NULL && chdir(home) != 0) perror("render: BUILD_WORKING_DIRECTORY");
  for (int i = 1; i < argc; i++) {
    if (options && strcmp(argv[i], "--") == 0) {
      options = 0;
    } else if (options && strcmp(argv[i], "--help") == 0) {
      return usage(stdout);
    } else if (options && argv[i][0] == '-' && argv[i][1] != '\0') {
      fprintf(stderr, "render: unknown option %s; for a file of that name write: render -- %s\n", argv[i], argv[i]);
      return usage(stderr);
    }
  }
  options = 1;
  for (int i = 1; i < argc; i++) {
    if (options && strcmp(argv[i], "--") == 0) {
      options = 0;
      continue;
    }
    files++;
    failed |= render_file(argv[i]);
  }
  if (files == 0) failed = render_file("-") != 0;
  if (fflush(stdout) != 0) {
    perror("render: standard output");
    failed = 1;
  }
  return failed;
}
