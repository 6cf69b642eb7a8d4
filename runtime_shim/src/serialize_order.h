/* The order check of domains, in libraries compiled with CSHARED_DEBUG. Internal.
 *
 * "B was entered inside A" is an edge A → B, kept for as long as both exist. Entering B inside A is
 * refused when a path B → … → A is known: some other code takes them the other way round, and with
 * the right timing the two would wait for each other for ever. */
#ifndef CSHARED_SRC_SERIALIZE_ORDER_H
#define CSHARED_SRC_SERIALIZE_ORDER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "cshared/status.h"
#include "cshared/serialize.h"

enum { ORDER_DEPTH = 32 };

/* The domains a thread is in, outermost first. */
struct order_held {
  uint32_t count;
  uint32_t inherited; /* The first so many are held by the thread that waits for this one. */
  uint16_t domain[ORDER_DEPTH];
};

#ifdef CSHARED_DEBUG

static _Thread_local struct order_held order_mine;
static pthread_mutex_t order_lock = PTHREAD_MUTEX_INITIALIZER;
static bool order_edge[CSHARED_DOMAIN_CAPACITY][CSHARED_DOMAIN_CAPACITY];

/* Whether a path from → … → to is known. Depth first; each domain is visited once. */
static bool order_path(uint32_t from, uint32_t to) {
  uint16_t open[CSHARED_DOMAIN_CAPACITY];
  bool seen[CSHARED_DOMAIN_CAPACITY] = {false};
  uint32_t count = 0;
  open[count++] = (uint16_t)from;
  seen[from] = true;
  while (count > 0) {
    uint32_t at = open[--count];
    if (at == to) return true;
    for (uint32_t next = 0; next < CSHARED_DOMAIN_CAPACITY; next++) {
      if (!order_edge[at][next] || seen[next]) continue;
      seen[next] = true;
      open[count++] = (uint16_t)next;
    }
  }
  return false;
}

/* Before this thread waits for `domain`: 0, or CSHARED_LOCK_ORDER. */
static int order_enter(uint32_t domain) {
  struct order_held *mine = &order_mine;
  if (mine->count == ORDER_DEPTH) return CSHARED_LOCK_ORDER;
  bool again = false;
  for (uint32_t i = 0; i < mine->count; i++) {
    if (mine->domain[i] != domain) continue;
    if (i < mine->inherited) return CSHARED_LOCK_ORDER; /* Whoever has it waits for us. */
    again = true;
  }
  int status = 0;
  if (!again) {
    pthread_mutex_lock(&order_lock);
    for (uint32_t i = 0; i < mine->count && status == 0; i++) {
      if (order_path(domain, mine->domain[i])) status = CSHARED_LOCK_ORDER;
    }
    for (uint32_t i = 0; i < mine->count && status == 0; i++) order_edge[mine->domain[i]][domain] = true;
    pthread_mutex_unlock(&order_lock);
  }
  if (status == 0) mine->domain[mine->count++] = (uint16_t)domain;
  return status;
}

/* This thread has left `domain`, or did not get it. */
static void order_leave(uint32_t domain) {
  struct order_held *mine = &order_mine;
  for (uint32_t i = mine->count; i-- > mine->inherited;) {
    if (mine->domain[i] != domain) continue;
    mine->count--;
    memmove(&mine->domain[i], &mine->domain[i + 1], (mine->count - i) * sizeof mine->domain[0]);
    return;
  }
}

/* What a thread of a domain takes over from the thread that waits for it, and what it goes back to. */
static struct order_held order_current(void) { return order_mine; }
static void order_become(struct order_held held) {
  order_mine = held;
  order_mine.inherited = held.count;
}

/* `domain` is gone. */
static void order_forget(uint32_t domain) {
  pthread_mutex_lock(&order_lock);
  for (uint32_t i = 0; i < CSHARED_DOMAIN_CAPACITY; i++) order_edge[domain][i] = order_edge[i][domain] = false;
  pthread_mutex_unlock(&order_lock);
}

#else

static int order_enter(uint32_t domain) {
  (void)domain;
  return 0;
}
static void order_leave(uint32_t domain) { (void)domain; }
static struct order_held order_current(void) {
  struct order_held none = {0, 0, {0}};
  return none;
}
static void order_become(struct order_held held) { (void)held; }
static void order_forget(uint32_t domain) { (void)domain; }

#endif

#endif
