/* host SECONDS LIBRARY… : 64 threads that come and go call all of the libraries, whose collectors run, while
 * signals for the process come at 1 kHz. Each result is checked, each signal is taken, and what the process has
 * after a while must not have grown at the end. */
#include <dirent.h>
#include <malloc.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "signals.h"
#include "tests/shim/compile/check.h"
#include "work.h"

enum { THREADS = 64 };

static double now(void) {
  struct timespec t;
  CHECK(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static atomic_bool finish;

/* The collector of each library in turn. */
static void *collect(void *collections) {
  for (int i = 0; !atomic_load(&finish); i++) {
    const int status = libraries[i % loaded].collect(NULL);
    CHECK(status == SOAK_OK);
    ++*(uint64_t *)collections;
    (void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
  return NULL;
}

/* Threads that end are replaced, until the time is over. */
static void churn(double until, uint64_t *threads) {
  pthread_t alive[THREADS];
  for (uint64_t i = 0; i < THREADS || now() < until; i++) {
    if (i >= THREADS) {
      CHECK(pthread_join(alive[i % THREADS], NULL) == 0);
    }
    CHECK(pthread_create(&alive[i % THREADS], NULL, work, (void *)(intptr_t)(i * 7)) == 0);
    ++*threads;
  }
  for (int i = 0; i < THREADS; i++) {
    CHECK(pthread_join(alive[i], NULL) == 0);
  }
}

static long entries(const char *folder) {
  long n = 0;
  DIR *d = opendir(folder);
  CHECK(d != NULL);
  while (readdir(d) != NULL) {
    n++;
  }
  CHECK(closedir(d) == 0);
  return n;
}

static long lines(const char *path) {
  long n = 0;
  FILE *file = fopen(path, "r");
  CHECK(file != NULL);
  for (int c; (c = fgetc(file)) != EOF;) {
    n += c == '\n';
  }
  CHECK(fclose(file) == 0);
  return n;
}

static long resident_kb(void) {
  long size, pages;
  FILE *file = fopen("/proc/self/statm", "r");
  CHECK(file != NULL && fscanf(file, "%ld %ld", &size, &pages) == 2 && fclose(file) == 0);
  return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* What is the library's and not given back: nothing. */
static uint64_t live(void) {
  uint64_t sum = 0;
  for (int i = 0; i < loaded; i++) {
    soak_counters c = {.size = sizeof c};
    CHECK(libraries[i].stats(&c) == SOAK_OK);
    sum += c.buffers + c.errors + c.handles + c.panics + c.callbacks + c.contexts + c.iterators;
  }
  return sum;
}

typedef struct stock {
  long resident_kb, threads, descriptors, maps;
} stock;

static stock take_stock(const char *when) {
  for (int i = 0; i < loaded; i++) {
    CHECK(libraries[i].collect(NULL) == SOAK_OK);
  }
  (void)malloc_trim(0);
  (void)usleep(200000); /* a joined thread is in /proc for some time more */
  const stock s = {resident_kb(), entries("/proc/self/task"), entries("/proc/self/fd"), lines("/proc/self/maps")};
  printf("%-12s resident %ld kB, threads %ld, descriptors %ld, maps %ld\n", when, s.resident_kb, s.threads, s.descriptors, s.maps);
  fflush(stdout);
  CHECK(live() == 0);
  return s;
}

/* Half as much again, and what one more of something takes. */
static void bound(const char *what, long before, long after, long slack) {
  if (after > before + before / 2 + slack) {
    fprintf(stderr, "%s grew from %ld to %ld\n", what, before, after);
    exit(1);
  }
}

int main(int argc, char **argv) {
  CHECK(argc > 2);
  const double seconds = atof(argv[1]);
  CHECK(seconds > 0);
  signals_block(); /* before any thread is there, so in all of them */
  for (int i = 2; i < argc; i++) {
    load(argv[i]);
  }
  uint64_t collections = 0, threads = 0;
  pthread_t collector;
  CHECK(pthread_create(&collector, NULL, collect, &collections) == 0);
  signals_start();
  const double start = now();
  churn(start + seconds / 4, &threads);
  const stock before = take_stock("warm");
  churn(start + seconds, &threads);
  const stock after = take_stock("end");
  signals_end();
  atomic_store(&finish, true);
  CHECK(pthread_join(collector, NULL) == 0);

  printf("%.0f s, %d libraries: %llu calls by %llu threads, %llu collections, %llu signals (%llu by sigtimedwait, %llu by signalfd)\n",
         now() - start, loaded, (unsigned long long)atomic_load(&calls), (unsigned long long)threads, (unsigned long long)collections,
         (unsigned long long)signals_sent, (unsigned long long)signals_waited, (unsigned long long)signals_read);
  CHECK(signals_sent == signals_waited + signals_read);
  CHECK(signals_waited > 100 && signals_read > 100 && collections > 100 && atomic_load(&calls) == threads * 200);
  bound("resident", before.resident_kb, after.resident_kb, 16 << 10);
  bound("threads", before.threads, after.threads, 8);
  bound("maps", before.maps, after.maps, 64);
  CHECK(after.descriptors == before.descriptors);
  return 0;
}
