/* A server that takes its signals from a signalfd and has a profiler, with a busy Go library in it.
 *
 * What a host does, and nothing of it is for Go's sake but the last:
 *   - it blocks the signals of the signalfd before it makes its threads, which inherit the mask. The
 *     library is linked, so it was loaded earlier; its threads block them all the same;
 *   - it sends the next signal of a number only after the last one was read: the kernel merges those
 *     that wait;
 *   - its profiler's handler has SA_ONSTACK: a tick may find its thread in Go, on a stack of Go.
 *
 * Compiled with SIGNALS_STOCK it is the host of the library that rules_go makes of the same package,
 * and passes if that one loses signals of each kind and takes ticks of the profiler. */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef SIGNALS_STOCK
#include "examples/signals/stock.h"
enum { STOCK = 1 };
#else
#include "signals.h"
enum { STOCK = 0 };
#endif

enum { ROUNDS = 200, CHILDREN = 100, THREADS = 4, TICKS = 200 };

static _Thread_local volatile int is_host; /* set on each thread of ours */
static atomic_long strays, ticks, foreign_ticks;
static atomic_int over;

/* The handler of the signalfd's signals: it runs only if some thread does not block them. */
static void on_stray(int number) {
  (void)number;
  atomic_fetch_add(&strays, 1);
}

static void on_tick(int number) {
  (void)number;
  atomic_fetch_add(is_host ? &ticks : &foreign_ticks, 1);
}

static void handle(int number, void (*handler)(int)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  sigaction(number, &action, NULL);
}

static void *call(void *unused) {
  (void)unused;
  is_host = 1;
  while (!atomic_load(&over)) signals_call();
  return NULL;
}

static void pause_ms(long ms) {
  struct timespec rest = {ms / 1000, ms % 1000 * 1000000};
  while (nanosleep(&rest, &rest) != 0) {
  }
}

/* Reads one signal of that number; 0 if it went elsewhere, where there were `before` strays when it was
 * sent. A signal that is nowhere ends the test. */
static int take(int descriptor, int number, long before) {
  for (int ms = 0; ms < 20000; ms++) {
    struct pollfd ready = {.fd = descriptor, .events = POLLIN};
    struct signalfd_siginfo info;
    if (poll(&ready, 1, 1) == 1 && read(descriptor, &info, sizeof info) == (ssize_t)sizeof info) {
      return (int)info.ssi_signo == number;
    }
    if (atomic_load(&strays) != before) return 0;
  }
  printf("FAIL signal %d is nowhere\n", number);
  exit(1);
}

static void send_to_process(int number) { kill(getpid(), number); }

static void send_by_child(int number) {
  (void)number;
  if (fork() == 0) _exit(0);
}

/* Sends `count` signals, one after the other. All of them arrive, or with the stock library some do not. */
static int deliver(const char *name, int descriptor, int number, int count, void (*send)(int)) {
  int got = 0;
  for (int i = 0; i < count; i++) {
    const long before = atomic_load(&strays);
    send(number);
    pause_ms(1); /* a server is busy for a moment */
    got += take(descriptor, number, before);
    while (waitpid(-1, NULL, WNOHANG) > 0) {
    }
  }
  const int good = STOCK ? got < count : got == count;
  printf("%s %s: %d of %d\n", good ? "ok  " : "FAIL", name, got, count);
  return good;
}

/* SIGUSR2 goes to the library, which asked for it, though every thread here blocks it. */
static int deliver_to_go(void) {
  if (signals_subscribe() != 0) return 0;
  for (int i = 1; i <= ROUNDS; i++) {
    kill(getpid(), SIGUSR2);
    for (int ms = 0; signals_taken() < i && ms < 20000; ms++) pause_ms(1);
  }
  const int got = (int)signals_taken();
  printf("%s SIGUSR2 in Go: %d of %d\n", got == ROUNDS ? "ok  " : "FAIL", got, ROUNDS);
  return got == ROUNDS;
}

/* The timer counts CPU time of the whole process, most of which is the library's. */
static void start_profiler(void) {
  const struct itimerval every_ms = {{0, 1000}, {0, 1000}};
  handle(SIGPROF, on_tick);
  setitimer(ITIMER_PROF, &every_ms, NULL);
}

/* Waits for so many more ticks, and stops. */
static int stop_profiler(void) {
  const struct itimerval never = {{0, 0}, {0, 0}};
  const long enough = atomic_load(&ticks) + TICKS;
  for (int ms = 0; atomic_load(&ticks) < enough && ms < 20000; ms++) pause_ms(1);
  setitimer(ITIMER_PROF, &never, NULL);
  const long here = atomic_load(&ticks), elsewhere = atomic_load(&foreign_ticks);
  const int good = here >= enough && (STOCK ? elsewhere > 0 : elsewhere == 0);
  printf("%s profiler: %ld ticks on threads of the host, %ld on others\n", good ? "ok  " : "FAIL", here, elsewhere);
  return good;
}

int main(void) {
  alarm(240); /* Never waits for ever. */
  is_host = 1;
  sigset_t taken;
  sigemptyset(&taken);
  sigaddset(&taken, SIGTERM);
  sigaddset(&taken, SIGCHLD);
  sigaddset(&taken, SIGUSR1);
  handle(SIGTERM, on_stray);
  handle(SIGCHLD, on_stray);
  handle(SIGUSR1, on_stray);
  sigset_t blocked = taken;
  sigaddset(&blocked, SIGUSR2);
  pthread_sigmask(SIG_BLOCK, &blocked, NULL);
  const int descriptor = signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK);

  signals_start(4);
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) {
    if (pthread_create(&threads[i], NULL, call, NULL) != 0) return 2;
  }
  start_profiler();
  int good = deliver("SIGTERM", descriptor, SIGTERM, ROUNDS, send_to_process);
  good &= deliver("SIGUSR1", descriptor, SIGUSR1, ROUNDS, send_to_process);
  good &= deliver("SIGCHLD", descriptor, SIGCHLD, CHILDREN, send_by_child);
  good &= deliver_to_go();
  good &= stop_profiler();
  atomic_store(&over, 1);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  signals_stop();
  return !good || signals_units() == 0;
}
