/* Every example of the CommonMark specification through libmarkdown.so, compared byte for byte. */
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
  int error = markdown_render((char *)example->markdown, example->markdown_length, &html, &length);
  int wrong = error != 0 || length != example->html_length || memcmp(html, example->html, length) != 0 || html[length] != '\0';
  if (wrong) {
    printf("FAIL example %d (%s), status %d\n--- markdown\n%s\n--- want\n%s\n--- got\n%.*s\n", example->number,
           example->section, error, example->markdown, example->html, (int)length, html == NULL ? "" : html);
  }
  markdown_free(html);
  return wrong;
}

/* The documented statuses of bad arguments, Linux numbers. */
static int bad_arguments(void) {
  char *html;
  size_t length;
  int failed = 0;
  failed += markdown_render(NULL, 1, &html, &length) != 22 || html != NULL;
  failed += markdown_render("x", 1, NULL, &length) != 22;
  failed += markdown_render("x", 1, &html, NULL) != 22;
  failed += markdown_render("x", (size_t)-1, &html, &length) != 27;
  failed += markdown_render(NULL, 0, &html, &length) != 0 || length != 0;
  markdown_free(html);
  markdown_free(NULL);
  if (failed != 0) printf("FAIL %d of the bad arguments\n", failed);
  return failed;
}

int main(void) {
  size_t count = sizeof spec_examples / sizeof spec_examples[0];
  int failed = bad_arguments();
  for (size_t i = 0; i < count; i++) failed += differs(&spec_examples[i]);
  printf("CommonMark %s: %zu examples, %d failed\n", markdown_spec_version(), count, failed);
  if (count != EXAMPLES) {
    printf("FAIL want %d examples\n", EXAMPLES);
    return 1;
  }
  return failed != 0;
}
