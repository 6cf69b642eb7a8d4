#ifndef MIXED_WORDS_H
#define MIXED_WORDS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Returns the number of different words, split at blanks, in the C string `text`. */
size_t words_count(const char *text);

#ifdef __cplusplus
}
#endif

#endif
