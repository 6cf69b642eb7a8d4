/* What the sanitizers have to find, as part of the shim: BROKEN says what happens at load. */
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile int shared = INT_MAX;

static void *race(void *unused) {
  for (int i = 0; i < 1000; i++) {
    shared = 0;
  }
  return unused;
}

__attribute__((constructor)) static void broken(void) {
  const char *what = getenv("BROKEN");
  if (what == NULL) {
    return;
  }
  if (strcmp(what, "address") == 0) {
    volatile char *volatile p = malloc(8); /* else the store before free is dropped */
    p[8] = 1;
    free((void *)p);
  } else if (strcmp(what, "undefined") == 0) {
    shared = shared + 1;
  } else if (strcmp(what, "thread") == 0) {
    pthread_t t[2]; /* both new: inside of dlopen ThreadSanitizer may look away */
    for (int i = 0; i < 2; i++) {
      pthread_create(&t[i], NULL, race, NULL);
    }
    for (int i = 0; i < 2; i++) {
      pthread_join(t[i], NULL);
    }
  } else if (strcmp(what, "memcheck") == 0) {
    int *volatile p = malloc(sizeof *p);
    if (*p == 7) {
      puts("seven");
    }
    free(p);
  }
}
