/* stress OPERATIONS: threads make, look up, hold, free and take handles of a shared board at once.
 * Each object knows which cell of the board it was made for; a lookup that gives an object of
 * another cell, a destroyed object or a wrong count ends the process. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#include "../../compile/check.h"
#include "cshared/error.h"
#include "cshared/handle.h"

enum { THREADS = 8, CELLS = 64, ALIVE = 0x600d, DEAD = 0xdead };

struct object {
  unsigned cell;
  unsigned state;
  uint64_t uses; /* Not atomic: written by the maker and the destroyer only. */
};

static cshared_handle_type type;
static _Atomic cshared_handle board[CELLS];
static _Atomic uint64_t made, destroyed, found, stale, held;
static long operations;

static void destroy(void *pointer) {
  struct object *object = pointer;
  CHECK(object->state == ALIVE);
  object->state = DEAD;
  object->uses++;
  atomic_fetch_add(&destroyed, 1);
  free(object);
}

static void put(unsigned cell) {
  struct object *object = malloc(sizeof *object);
  CHECK(object != NULL);
  *object = (struct object){.cell = cell, .state = ALIVE, .uses = 1};
  cshared_handle handle;
  CHECK_STATUS(0, cshared_handle_new(type, object, &handle));
  atomic_fetch_add(&made, 1);
  cshared_handle old = atomic_exchange(&board[cell], handle);
  if (old != 0) {
    int status = cshared_handle_free(old, type);
    CHECK(status == 0 || status == CSHARED_STALE_HANDLE);
  }
}

static void *work(void *argument) {
  uint64_t random = (uint64_t)(uintptr_t)argument * UINT64_C(0x9E3779B97F4A7C15);
  void *pointer;
  for (long i = 0; i < operations / THREADS; i++) {
    random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
    unsigned cell = (unsigned)(random >> 40) % CELLS;
    cshared_handle handle = atomic_load(&board[cell]);
    switch ((random >> 33) % 8) {
      case 0:
        put(cell);
        break;
      case 1: {
        int status = handle == 0 ? 0 : cshared_handle_free(handle, type);
        CHECK(status == 0 || status == CSHARED_STALE_HANDLE);
        break;
      }
      case 2:
        if (handle != 0 && cshared_handle_take(handle, type, &pointer) == 0) destroy(pointer);
        break;
      case 3:
        if (handle != 0) { /* Not held: the object must not be touched. */
          int status = cshared_handle_get(handle, type, &pointer);
          CHECK(status == CSHARED_STALE_HANDLE || (status == 0 && pointer != NULL));
        }
        break;
      default: {
        if (handle == 0) break;
        int status = cshared_handle_acquire(handle, type, &pointer);
        if (status == CSHARED_STALE_HANDLE) {
          atomic_fetch_add(&stale, 1);
          break;
        }
        CHECK(status == 0);
        atomic_fetch_add(&found, 1);
        const struct object *object = pointer;
        CHECK(object->cell == cell && object->state == ALIVE);
        if ((random >> 50) % 16 == 0) { /* Free what oneself holds. */
          status = cshared_handle_free(handle, type);
          CHECK(status == 0 || status == CSHARED_STALE_HANDLE);
          CHECK(object->state == ALIVE);
          atomic_fetch_add(&held, 1);
        }
        CHECK_STATUS(0, cshared_handle_release(handle, type));
      }
    }
  }
  return NULL;
}

int main(int argc, char **argv) {
  operations = argc > 1 ? atol(argv[1]) : 1000000;
  CHECK_STATUS(0, cshared_handle_type_new("object", destroy, &type));
  pthread_t threads[THREADS];
  for (uintptr_t i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, work, (void *)(i + 1)) == 0);
  for (unsigned i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
  for (unsigned i = 0; i < CELLS; i++) {
    if (board[i] != 0) (void)cshared_handle_free(board[i], type);
  }
  uint64_t live;
  CHECK_STATUS(0, cshared_handle_live(type, &live));
  CHECK(live == 0);
  CHECK(made == destroyed && found != 0 && held != 0);
  printf("%llu made and destroyed, %llu found, %llu stale\n", (unsigned long long)made, (unsigned long long)found,
         (unsigned long long)stale);
  return 0;
}
