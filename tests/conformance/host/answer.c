#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

enum { line_size = 1024, most_lines = 200 };

static char why[line_size];
static char skipped[line_size];
static char lines[most_lines][line_size];
static size_t line_count;
static size_t dropped;

void host_line(const char *format, ...) {
  if (line_count == most_lines) {
    dropped++;
    return;
  }
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(lines[line_count++], line_size, format, arguments);
  va_end(arguments);
}

/* The first failure is the cause; what follows from it is not shown. */
void host_fail(const char *format, ...) {
  if (why[0] != '\0') {
    return;
  }
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(why, sizeof why, format, arguments);
  va_end(arguments);
}

void host_skip(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(skipped, sizeof skipped, format, arguments);
  va_end(arguments);
}

void host_forget(void) {
  why[0] = '\0';
  skipped[0] = '\0';
  line_count = 0;
  dropped = 0;
}

bool host_failed(void) { return why[0] != '\0'; }

const char *host_why(void) { return why; }

/* The library may write to stdout; the answer must not get mixed up with that. So the answer gets
 * a descriptor of its own, and what others write to stdout goes to stderr. */
int host_take_stdout(void) {
  enum { above_what_libraries_use = 100 };
  int own = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, above_what_libraries_use);
  if (own < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
    perror("host: stdout");
    return -1;
  }
  return own;
}

static void print_string(FILE *out, const char *text) {
  fputc('"', out);
  for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
    if (*c == '"' || *c == '\\') {
      fprintf(out, "\\%c", *c);
    } else if (*c < ' ' || *c >= 0x7f) {
      fprintf(out, "\\u%04x", *c);
    } else {
      fputc(*c, out);
    }
  }
  fputc('"', out);
}

bool host_print(int descriptor) {
  FILE *out = fdopen(descriptor, "w");
  if (out == NULL) {
    perror("host: answer");
    return false;
  }
  if (dropped > 0) {
    (void)snprintf(lines[most_lines - 1], line_size, "... and %zu more", dropped + 1);
  }
  fprintf(out, "{\"ok\": %s, \"why\": ", host_failed() ? "false" : "true");
  print_string(out, why);
  fputs(", \"skip\": ", out);
  print_string(out, skipped);
  fputs(", \"lines\": [", out);
  for (size_t i = 0; i < line_count; i++) {
    fputs(i == 0 ? "" : ", ", out);
    print_string(out, lines[i]);
  }
  fputs("]}\n", out);
  if (fclose(out) != 0) {
    perror("host: answer");
    return false;
  }
  return true;
}
