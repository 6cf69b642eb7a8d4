/* The topics of the tour, in the order of a reader who has not seen a generated API. */
#ifndef TOPICS_H
#define TOPICS_H

#include <stdio.h>
#include <stdlib.h>

#include "tour.h"

#define CHECK(condition)                                                        \
  do {                                                                          \
    if (!(condition)) {                                                         \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                  \
    }                                                                           \
  } while (0)

/* lifecycle.c */
void begin(void);
void finish(void);

/* values.c */
void numbers(void);
void errors(void);
void refusals(void);
void memory(void);
void memory_of_the_caller(void);
void many_at_once(void);
void written_in_c(void);
void shims(void);

/* objects.c */
void objects(void);
void freed_objects(void);
void panics(void);

/* callbacks.c */
void during_a_call(void);
void kept(void);
void one_at_a_time(void);

/* contexts.c */
void deadline(void);
void cancelled_by_a_thread(void);
void cancelled_by_a_signal(void);

/* iterators.c */
void to_the_end(void);
void closed_early(void);
void followed(void);

/* A series for a topic to play with, with these values in it. The caller frees it. */
tour_series *series_of(const double *values, size_t count);

#endif
