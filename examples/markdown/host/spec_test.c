/* Every example of the CommonMark specification through libmarkdown.so, compared byte for byte. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "markdown.h"

struct spec_example {
  int number;
  const char *section;
  const char *markdown;
  size_t markdown_length;
  const char *html;
  size_t html_length;
};

#include "examples/markdown/spec_table.h"

/* The specification 0.31.2 has this many examples: a table that lost some must not pass. */
enum { EXAMPLES = 652 };

static int differs(const struct spec_example *example) {
  char *html = NULL;
  size_t length = 0;
  markdown_status status = markdown_render(example->markdown, example->markdown_length, &html, &length, NULL);
  int wrong = status != MARKDOWN_OK || length != example->html_length || memcmp(html, example->html, length) != 0 || html[length] != '\0';
  if (wrong) {
    printf("FAIL example %d (%s): %s\n--- markdown\n%s\n--- want\n%s\n--- got\n%.*s\n", example->number, example->section,
           markdown_status_text(status), example->markdown, example->html, (int)length, html == NULL ? "" : html);
  }
  markdown_free(html);
  return wrong;
}

/* Prints what is not true, and counts it. */
static int fails(int condition, const char *text) {
  if (!condition) printf("FAIL %s\n", text);
  return !condition;
}
#define FAILS(condition) fails((condition), #condition)

/* The forms of a text, and what is none. */
static int arguments(void) {
  char *html, *same;
  size_t length;
  int failed = 0;
  failed += FAILS(markdown_render("*x*", MARKDOWN_NUL_TERMINATED, &html, NULL, NULL) == MARKDOWN_OK);
  failed += FAILS(strcmp(html, "<p><em>x</em></p>\n") == 0);
  markdown_free(html);
  failed += FAILS(markdown_render(NULL, 0, &html, &length, NULL) == MARKDOWN_OK && length == 0);
  markdown_free(html);

  html = same = (char *)"untouched";
  markdown_error *err = NULL;
  failed += FAILS(markdown_render(NULL, 1, &html, &length, &err) == EINVAL && html == same);
  failed += FAILS(strcmp(markdown_error_message(err), "markdown_render: source is NULL, but source_size is not 0") == 0);
  markdown_error_free(err);
  failed += FAILS(markdown_render("x", (size_t)PTRDIFF_MAX + 1, &html, &length, NULL) == EINVAL && html == same);
  return failed;
}

/* What was given is counted until it is freed, and nothing panicked on the way. */
static int leftovers(void) {
  markdown_counters counters = {.size = sizeof counters};
  return FAILS(markdown_stats(&counters) == MARKDOWN_OK && counters.buffers == 0 && counters.errors == 0 && counters.panics == 0);
}

int main(void) {
  size_t count = sizeof spec_examples / sizeof spec_examples[0];
  int failed = arguments();
  for (size_t i = 0; i < count; i++) failed += differs(&spec_examples[i]);
  failed += leftovers();
  printf("CommonMark " MARKDOWN_SPEC_VERSION ": %zu examples, %d failed\n", count, failed);
  return failed + FAILS(count == EXAMPLES) != 0;
}
