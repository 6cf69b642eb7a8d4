#include <math.h>
#include <stdio.h>
#include <string.h>

#include "calls.h"

enum { text_size = 256, texts = 4 };

static char *next_text(void) {
  static char all[texts][text_size];
  static unsigned next;
  return all[next++ % texts];
}

static size_t render(const struct calls_path *path, char *text) {
  size_t used = path->in == NULL ? 0 : render(path->in, text);
  if (path->name == NULL) {
    used += (size_t)snprintf(text + used, text_size - used, "[%zu]", path->index);
  } else {
    used += (size_t)snprintf(text + used, text_size - used, "%s%s", path->in == NULL ? "" : ".", path->name);
  }
  return used < text_size ? used : text_size - 1;
}

/* What a path says. */
static const char *at(const struct calls_path *path) {
  char *text = next_text();
  (void)render(path, text);
  return text;
}

void calls_want_status(const struct calls_path *path, int got, int want, const char *name) {
  if (got != want) {
    host_fail("%s: %s is %s, want %s", calls_current(), at(path), calls_named(got), name);
  }
}

void calls_want_int(const struct calls_path *path, int64_t got, int64_t want) {
  if (got != want) {
    host_fail("%s: %s is %lld, want %lld", calls_current(), at(path), (long long)got, (long long)want);
  }
}

void calls_want_uint(const struct calls_path *path, uint64_t got, uint64_t want) {
  if (got != want) {
    host_fail("%s: %s is %llu, want %llu", calls_current(), at(path), (unsigned long long)got, (unsigned long long)want);
  }
}

void calls_want_bool(const struct calls_path *path, bool got, bool want) {
  if (got != want) {
    host_fail("%s: %s is %s, want %s", calls_current(), at(path), got ? "true" : "false", want ? "true" : "false");
  }
}

/* The ranges also hold for infinities, whose difference is no number. */
void calls_want_float(const struct calls_path *path, double got, double want, double tolerance) {
  if (got == want || (isnan(got) && isnan(want)) || fabs(got - want) <= tolerance) {
    return;
  }
  if (tolerance > 0) {
    host_fail("%s: %s is %.17g, want %.17g, or at most %g beside it", calls_current(), at(path), got, want, tolerance);
  } else {
    host_fail("%s: %s is %.17g, want %.17g", calls_current(), at(path), got, want);
  }
}

/* Renders the bytes from `start` on as C would, up to what fits. */
static const char *quoted(const void *bytes, size_t size, size_t start) {
  char *text = next_text();
  size_t used = (size_t)snprintf(text, text_size, "%s\"", start > 0 ? "..." : "");
  size_t i = start;
  for (; i < size && used < text_size - 10; i++) {
    unsigned char c = ((const unsigned char *)bytes)[i];
    const char *format = c == '"' || c == '\\' ? "\\%c" : c < ' ' || c >= 0x7f ? "\\%03o" : "%c";
    used += (size_t)snprintf(text + used, text_size - used, format, c);
  }
  (void)snprintf(text + used, text_size - used, "\"%s", i < size ? "..." : "");
  return text;
}

void calls_want_bytes(const struct calls_path *path, const void *got, size_t size, const void *want, size_t want_size) {
  if (size == want_size && (size == 0 || memcmp(got, want, size) == 0)) {
    return;
  }
  enum { before = 16, whole = 64 };
  size_t same = 0;
  while (same < size && same < want_size && ((const char *)got)[same] == ((const char *)want)[same]) {
    same++;
  }
  size_t start = size > whole && same > before ? same - before : 0;
  host_fail("%s: %s is %s (%zu bytes), want %s (%zu bytes)", calls_current(), at(path), quoted(got, size, start), size,
            quoted(want, want_size, start), want_size);
}

void calls_want_time(const struct calls_path *path, int64_t seconds, int32_t nanoseconds, int64_t want_seconds, int32_t want_nanoseconds) {
  if (seconds != want_seconds || nanoseconds != want_nanoseconds) {
    host_fail("%s: %s is %lld s and %d ns since 1970, want %lld s and %d ns", calls_current(), at(path), (long long)seconds,
              (int)nanoseconds, (long long)want_seconds, (int)want_nanoseconds);
  }
}

void calls_want_null(const struct calls_path *path, const void *got) {
  if (got != NULL) {
    host_fail("%s: %s is an object, want NULL", calls_current(), at(path));
  }
}

/* After a call of _next: `index` of `want` values came before. */
void calls_want_more(const struct calls_path *path, int status, size_t index, size_t want) {
  const int end = calls_code("END_OF_STREAM");
  if (status != 0 && status != end) {
    host_fail("%s: %s[%zu] is %s, want %s", calls_current(), at(path), index, calls_named(status), index < want ? "a value" : "the end");
  } else if (status == end && index < want) {
    host_fail("%s: %s ends after %zu values, want %zu", calls_current(), at(path), index, want);
  } else if (status == 0 && index == want) {
    host_fail("%s: %s has more than %zu values, want the end", calls_current(), at(path), want);
  }
}

void calls_want_count(const struct calls_path *path, size_t got, size_t want) {
  if (got != want) {
    host_fail("%s: %s has %zu elements, want %zu", calls_current(), at(path), got, want);
  }
}
