/* The beginning and the end of a library. Nobody has to call either; who does gets settings, the log, and an account
 * of what is left. */
#include <pthread.h>
#include <string.h>

#include "topics.h"

enum { SECONDS_TO_END = 10 };

/* What the library logs, a line each. */
typedef struct lines {
  pthread_mutex_t mutex;
  char text[4096];
} lines;

static lines logged = {.mutex = PTHREAD_MUTEX_INITIALIZER};

/* Called from any thread, several at a time. */
static void keep_log(void *user, int level, const char *text, size_t size) {
  lines *all = user;
  pthread_mutex_lock(&all->mutex);
  const size_t used = strlen(all->text);
  snprintf(all->text + used, sizeof all->text - used, "%d %.*s\n", level, (int)size, text);
  pthread_mutex_unlock(&all->mutex);
}

/* Options that are 0 stay as they are; size tells the library which version of the struct the host knows. */
void begin(void) {
  const char *const environment[] = {"TOUR_STATION=Zugspitze", NULL};
  const tour_options options = {
      .size = sizeof options,
      .gc_percent = 50,
      .log = keep_log,
      .log_user = &logged,
      .environment = environment, /* of the Go code only: the host's own stays as it is */
  };
  CHECK(tour_init(&options, NULL) == TOUR_OK);
  CHECK(getenv("TOUR_STATION") == NULL);
  CHECK(tour_uptime() > 0); /* nanoseconds: Go was there from the load on */

  char *station;
  CHECK(tour_station(&station, NULL, NULL) == TOUR_OK);
  CHECK(strcmp(station, "Zugspitze") == 0);
  tour_free(station);
}

/* After the end all calls are refused, but for those that give something back. */
void finish(void) {
  tour_series *forgotten;
  CHECK(tour_series_new("forgotten", TOUR_NUL_TERMINATED, &forgotten, NULL) == TOUR_OK);

  tour_counters left = {.size = sizeof left};
  CHECK(tour_shutdown(SECONDS_TO_END * INT64_C(1000000000), &left, NULL) == TOUR_OK);
  CHECK(left.handles == 1 && left.buffers == 0 && left.errors == 0);
  CHECK(left.callbacks == 0 && left.contexts == 0 && left.iterators == 0);
  CHECK(strstr(logged.text, "-4 new series name=forgotten\n") != NULL); /* the sink is not called any more */
  CHECK(strstr(logged.text, "0 goodbye\n") != NULL); /* by what the Go code does in the end */
  CHECK(strstr(logged.text, "tour_shutdown: still live: 1 object\n") != NULL);

  int64_t number;
  CHECK(tour_note("late", 4, &number, NULL) == TOUR_CLOSED);
  CHECK(tour_series_free(forgotten) == TOUR_OK);
}
