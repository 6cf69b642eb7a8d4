/* Compiled with CSHARED_DEBUG: domains taken in orders that can deadlock are refused, on one thread
 * and without ever having to wait. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "../../compile/check.h"
#include "cshared/error.h"
#include "cshared/serialize.h"

static cshared_domain a, b, c, thread, thread2;

static void make(void) {
  CHECK_STATUS(0, cshared_domain_new(CSHARED_DOMAIN_MUTEX, &a));
  CHECK_STATUS(0, cshared_domain_new(CSHARED_DOMAIN_MUTEX, &b));
  CHECK_STATUS(0, cshared_domain_new(CSHARED_DOMAIN_MUTEX, &c));
  CHECK_STATUS(0, cshared_domain_new(CSHARED_DOMAIN_THREAD, &thread));
  CHECK_STATUS(0, cshared_domain_new(CSHARED_DOMAIN_THREAD, &thread2));
}

static void end(void) {
  CHECK_STATUS(0, cshared_domain_free(a));
  CHECK_STATUS(0, cshared_domain_free(b));
  CHECK_STATUS(0, cshared_domain_free(c));
  CHECK_STATUS(0, cshared_domain_free(thread));
  CHECK_STATUS(0, cshared_domain_free(thread2));
}

static int inside(cshared_domain outer, cshared_domain inner) {
  CHECK_STATUS(0, cshared_domain_enter(outer));
  int status = cshared_domain_enter(inner);
  if (status == 0) CHECK_STATUS(0, cshared_domain_leave(inner));
  CHECK_STATUS(0, cshared_domain_leave(outer));
  return status;
}

static void enter_a(void *status) {
  *(int *)status = cshared_domain_enter(a);
  if (*(int *)status == 0) CHECK_STATUS(0, cshared_domain_leave(a));
}

static void nothing(void *user) { (void)user; }
static void run_thread(void *status) { *(int *)status = cshared_domain_run(thread, nothing, NULL); }
static void run_thread2_thread(void *status) { CHECK_STATUS(0, cshared_domain_run(thread2, run_thread, status)); }

int main(void) {
  alarm(20);
  make();
  CHECK_STATUS(0, inside(a, b));
  CHECK_STATUS(0, inside(a, b));
  CHECK_STATUS(0, inside(a, a)); /* Recursive: no order. */
  CHECK_STATUS(CSHARED_LOCK_ORDER, inside(b, a));
  CHECK_STATUS(0, inside(b, c));
  CHECK_STATUS(CSHARED_LOCK_ORDER, inside(c, a)); /* a → b → c → a */
  CHECK_STATUS(0, inside(a, c));
  CHECK_STATUS(0, cshared_domain_enter(b)); /* A refusal leaves nothing behind. */
  CHECK_STATUS(0, cshared_domain_leave(b));
  end();

  make(); /* In the same slots: the orders of old ones are forgotten. */
  CHECK_STATUS(0, inside(b, a));
  end();

  make();
  int status = -1;
  CHECK_STATUS(0, cshared_domain_run(thread, enter_a, &status)); /* thread → a */
  CHECK_STATUS(0, status);
  CHECK_STATUS(0, cshared_domain_enter(a));
  CHECK_STATUS(CSHARED_LOCK_ORDER, cshared_domain_run(thread, nothing, NULL)); /* a → thread */
  CHECK_STATUS(0, cshared_domain_leave(a));
  end();

  make(); /* What runs on a domain's thread must not want what its caller has: that waits for it. */
  CHECK_STATUS(0, cshared_domain_enter(a));
  status = -1;
  CHECK_STATUS(0, cshared_domain_run(thread, enter_a, &status));
  CHECK_STATUS(CSHARED_LOCK_ORDER, status);
  CHECK_STATUS(0, cshared_domain_leave(a));
  status = -1;
  CHECK_STATUS(0, cshared_domain_run(thread, run_thread2_thread, &status));
  CHECK_STATUS(CSHARED_LOCK_ORDER, status);
  CHECK_STATUS(0, cshared_domain_run(thread, run_thread, &status)); /* On the thread itself: at once. */
  CHECK_STATUS(0, status);
  end();
  return 0;
}
