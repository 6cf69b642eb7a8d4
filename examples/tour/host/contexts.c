/* Contexts: how long calls may take, and how the host ends them. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>

#include "topics.h"

enum { MILLISECOND = 1000000, NEVER = -1 };

/* A series in which nothing ever comes: who awaits it waits for the context. */
static tour_status await(tour_context *context) {
  tour_series *series = series_of(NULL, 0);
  const tour_status status = tour_series_await(series, context, 1, NULL);
  CHECK(tour_series_free(series) == TOUR_OK);
  return status;
}

/* The context has the time, not the call: all calls with it end then. */
void deadline(void) {
  tour_context *context;
  CHECK(tour_context_new(5 * MILLISECOND, &context, NULL) == TOUR_OK);
  CHECK(await(context) == ETIMEDOUT);
  CHECK(await(context) == ETIMEDOUT);
  CHECK(tour_context_free(context) == TOUR_OK);
}

static void *await_in_thread(void *context) { return (void *)(intptr_t)await(context); }

/* Any thread can end the calls of others. */
void cancelled_by_a_thread(void) {
  tour_context *context;
  pthread_t thread;
  CHECK(tour_context_new(NEVER, &context, NULL) == TOUR_OK);
  CHECK(pthread_create(&thread, NULL, await_in_thread, context) == 0);
  CHECK(tour_context_cancel(context) == TOUR_OK);
  void *status;
  CHECK(pthread_join(thread, &status) == 0);
  CHECK((intptr_t)status == ECANCELED);
  CHECK(tour_context_free(context) == TOUR_OK);
}

static tour_context *interrupted;

static void on_signal(int number) {
  (void)number;
  (void)tour_context_cancel(interrupted);
}

/* tour_context_cancel is the one function that a signal handler may call. SA_ONSTACK, as for all handlers in a
 * process with Go: the stack of a goroutine is small. */
void cancelled_by_a_signal(void) {
  const struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK};
  struct sigaction before;
  pthread_t thread;
  CHECK(tour_context_new(NEVER, &interrupted, NULL) == TOUR_OK);
  CHECK(sigaction(SIGUSR1, &action, &before) == 0);
  CHECK(pthread_create(&thread, NULL, await_in_thread, interrupted) == 0);
  CHECK(pthread_kill(thread, SIGUSR1) == 0); /* it handles the signal in whatever it does, be it Go code */
  void *status;
  CHECK(pthread_join(thread, &status) == 0);
  CHECK((intptr_t)status == ECANCELED);
  CHECK(sigaction(SIGUSR1, &before, NULL) == 0);
  CHECK(tour_context_free(interrupted) == TOUR_OK);
}
