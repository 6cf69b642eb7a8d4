/* stress OPERATIONS: threads make, read and free error objects, and free each other's. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#include "../../compile/check.h"
#include "cshared/error.h"

enum { THREADS = 8 };

static _Atomic cshared_error shared;
static long operations;

static void *work(void *argument) {
  int number = (int)(intptr_t)argument;
  for (long i = 0; i < operations / THREADS; i++) {
    char message[32];
    int size = snprintf(message, sizeof message, "%d of %ld", number, i);
    int code = 0;
    const char *text = NULL;
    cshared_error error;
    CHECK_STATUS(0, cshared_error_new(number, message, (size_t)size, "stack", 5, &error));
    CHECK_STATUS(0, cshared_error_code(error, &code));
    CHECK(code == number);
    CHECK_STATUS(0, cshared_error_message(error, &text, NULL));
    CHECK(strcmp(text, message) == 0);
    cshared_error other = atomic_exchange(&shared, error); /* Ours is another's to free now. */
    if (other == 0) continue;
    CHECK_STATUS(0, cshared_error_stack(other, &text, NULL));
    CHECK(strcmp(text, "stack") == 0);
    CHECK_STATUS(0, cshared_error_free(other));
    CHECK_STATUS(CSHARED_STALE_HANDLE, cshared_error_free(other));
  }
  return NULL;
}

int main(int argc, char **argv) {
  operations = argc > 1 ? atol(argv[1]) : 1000000;
  pthread_t threads[THREADS];
  for (intptr_t i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, work, (void *)(i + 1)) == 0);
  for (int i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
  CHECK_STATUS(0, cshared_error_free(shared));
  uint64_t live = 77;
  CHECK_STATUS(0, cshared_error_live(&live));
  CHECK(live == 0);
  return 0;
}
