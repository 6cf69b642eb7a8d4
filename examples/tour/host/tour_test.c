/* A walk through the generated API of package tour. Each topic is a function in a file beside this one. */
#include <string.h>

#include "topics.h"

static void nothing_is_left(void) {
  tour_counters counters = {.size = sizeof counters};
  CHECK(tour_stats(&counters) == TOUR_OK);
  CHECK(counters.buffers == 0 && counters.errors == 0 && counters.handles == 0);
  CHECK(counters.callbacks == 0 && counters.contexts == 0 && counters.iterators == 0);
  CHECK(counters.panics == 2); /* both of them on purpose */
}

int main(void) {
  CHECK(strcmp(tour_version(), TOUR_VERSION) == 0);
  begin();

  numbers();
  errors();
  refusals();
  memory();
  memory_of_the_caller();
  many_at_once();
  written_in_c();
  shims();

  objects();
  freed_objects();
  panics();

  during_a_call();
  kept();
  one_at_a_time();

  deadline();
  cancelled_by_a_thread();
  cancelled_by_a_signal();

  to_the_end();
  closed_early();
  followed();

  finish();
  nothing_is_left();
  return 0;
}
