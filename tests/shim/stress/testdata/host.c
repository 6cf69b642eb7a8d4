/* host LIBRARY CASE COUNT KIND: works hard on a library and prints what it sees, one "name value" a
 * line. Judges nothing. */
#include "host.h"

#include <malloc.h>

static library lib;
static int64_t (*map_writes)(int64_t);
static int64_t (*mixed)(int64_t);
static void (*max_procs)(int);
static void (*leak)(int);
static int64_t (*heap_bytes)(void);
static int64_t count;
static int kind;

/* Map writes after blocking calls, while the collector runs and processors come and go. */
enum { WRITERS = 8, WRITES = 100 };
static _Atomic int64_t written, wrong;
static atomic_int finish;

static void *writer(void *unused) {
  (void)unused;
  while (atomic_fetch_add(&written, WRITES) < count) {
    wrong += map_writes(WRITES);
  }
  return NULL;
}

static void *collector(void *collections) {
  for (; !finish; ++*(int *)collections) {
    lib.gc();
  }
  return NULL;
}

static void *changer(void *changes) {
  for (; !finish; ++*(int *)changes) {
    max_procs(1 + *(int *)changes % 8);
    sleep_us(1000);
  }
  return NULL;
}

static void maps(void) {
  int collections = 0, changes = 0;
  pthread_t t[WRITERS], gc, procs;
  pthread_create(&gc, NULL, collector, &collections);
  pthread_create(&procs, NULL, changer, &changes);
  for (int i = 0; i < WRITERS; i++) {
    pthread_create(&t[i], NULL, writer, NULL);
  }
  for (int i = 0; i < WRITERS; i++) {
    pthread_join(t[i], NULL);
  }
  finish = 1;
  pthread_join(gc, NULL);
  pthread_join(procs, NULL);
  printf("written %lld\nwrong %lld\ncollections %d\nchanges %d\n", (long long)written, (long long)wrong, collections, changes);
}

/* Threads that come and go, 64 at a time, each with some calls. */
enum { ALIVE = 64, CALLS = 1000, WARM = 500 };
static _Atomic int64_t called, mistaken;
static pthread_barrier_t all_there;

static void *caller(void *unused) {
  (void)unused;
  const int64_t first = atomic_fetch_add(&called, CALLS);
  if (kind != 0) {
    leak(kind);
  }
  for (int64_t i = first; i < first + CALLS; i++) {
    const int64_t got = mixed(i);
    mistaken += got != (i % 5000 != 1 && i % 1000 == 2 ? 1 : i);
  }
  return NULL;
}

/* Waits until all 64 are there: as many threads have been bound to the runtime at once. */
static void *caller_at_once(void *unused) {
  lib.nop();
  pthread_barrier_wait(&all_there);
  return caller(unused);
}

/* Each thread that ends is replaced at once. */
static void threads(int64_t number, void *(*function)(void *)) {
  pthread_t t[ALIVE];
  for (int64_t i = 0; i < number + ALIVE; i++) {
    pthread_t *next = &t[i % ALIVE];
    if (i >= ALIVE) {
      pthread_join(*next, NULL);
    }
    if (i < number && pthread_create(next, NULL, function, NULL) != 0) {
      exit(3);
    }
  }
}

static int entries(const char *folder) {
  int n = 0;
  DIR *d = opendir(folder);
  for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
    n += e->d_name[0] != '.';
  }
  closedir(d);
  return n;
}

static int free_keys(void) {
  static pthread_key_t keys[PTHREAD_KEYS_MAX];
  int n = 0;
  while (n < PTHREAD_KEYS_MAX && pthread_key_create(&keys[n], NULL) == 0) {
    n++;
  }
  for (int i = 0; i < n; i++) {
    pthread_key_delete(keys[i]);
  }
  return n;
}

static long resident(void) {
  long size = 0, pages = 0;
  FILE *f = fopen("/proc/self/statm", "r");
  if (f == NULL || fscanf(f, "%ld %ld", &size, &pages) != 2) {
    exit(3);
  }
  fclose(f);
  return pages * sysconf(_SC_PAGESIZE);
}

static void take_stock(const char *when) {
  sleep_us(50000); /* a joined thread is in /proc for some time more */
  malloc_trim(0);
  printf("%s_heap %lld\n", when, (long long)heap_bytes());
  printf("%s_malloc %zu\n%s_resident %ld\n", when, mallinfo2().uordblks, when, resident());
  printf("%s_threads %d\n%s_keys %d\n%s_descriptors %d\n", when, entries("/proc/self/task"), when, free_keys(), when,
         entries("/proc/self/fd"));
  fflush(stdout);
}

static void calls(void) {
  pthread_barrier_init(&all_there, NULL, ALIVE);
  const int wanted = kind;
  kind = 0;
  threads(ALIVE, caller_at_once); /* what is made once, for as many threads, is there */
  threads(WARM, caller);
  kind = wanted;
  take_stock("before");
  called = 0;
  threads(count / CALLS, caller);
  take_stock("after");
  printf("called %lld\nmistaken %lld\n", (long long)called, (long long)mistaken);
}

int main(int argc, char **argv) {
  if (argc < 4) {
    return 2;
  }
  alarm(110);
  count = atoll(argv[3]);
  kind = argc > 4 ? argv[4][0] : 0;
  lib = load(argv[1]);
  *(void **)&map_writes = symbol(lib.handle, "MapWrites");
  *(void **)&mixed = symbol(lib.handle, "Mixed");
  *(void **)&max_procs = symbol(lib.handle, "MaxProcs");
  *(void **)&leak = symbol(lib.handle, "Leak");
  *(void **)&heap_bytes = symbol(lib.handle, "HeapBytes");
  if (strcmp(argv[2], "maps") == 0) {
    maps();
  } else if (strcmp(argv[2], "unlocked") == 0) {
    *(void **)&map_writes = symbol(lib.handle, "MapWritesUnlocked");
    maps();
  } else if (strcmp(argv[2], "calls") == 0) {
    calls();
  } else {
    return 2;
  }
  fflush(stdout);
  _exit(0);
}
