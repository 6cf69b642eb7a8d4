/* Signals at 1 kHz, each sent when the one before was taken: as many are taken as are sent. */
#include "signals.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "tests/shim/compile/check.h"

uint64_t signals_sent, signals_waited, signals_read;
static sem_t taken;
static atomic_bool no_more, all_taken;
static pthread_t sender, taker;

static sigset_t set_of_signals(void) {
  sigset_t set;
  CHECK(sigemptyset(&set) == 0 && sigaddset(&set, SIGUSR1) == 0);
  return set;
}

static void *take(void *unused) {
  const sigset_t set = set_of_signals();
  const int descriptor = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  CHECK(descriptor >= 0);
  while (!atomic_load(&all_taken)) {
    const bool waits = (signals_waited + signals_read) % 2 == 0;
    const struct timespec most = {.tv_nsec = 100000000};
    siginfo_t info;
    struct signalfd_siginfo read_info;
    if (waits && sigtimedwait(&set, &info, &most) == SIGUSR1) {
      signals_waited++;
    } else if (!waits && poll(&(struct pollfd){.fd = descriptor, .events = POLLIN}, 1, 100) == 1 &&
               read(descriptor, &read_info, sizeof read_info) == sizeof read_info) {
      signals_read++;
    } else {
      continue;
    }
    CHECK(sem_post(&taken) == 0);
  }
  CHECK(close(descriptor) == 0);
  return unused;
}

static void *send(void *unused) {
  while (!atomic_load(&no_more)) {
    CHECK(kill(getpid(), SIGUSR1) == 0);
    signals_sent++;
    struct timespec end;
    CHECK(clock_gettime(CLOCK_REALTIME, &end) == 0);
    end.tv_sec += 60; /* else it is lost */
    int status;
    while ((status = sem_timedwait(&taken, &end)) != 0 && errno == EINTR) {
    }
    if (status != 0) {
      fprintf(stderr, "signal %llu is lost\n", (unsigned long long)signals_sent);
      exit(1);
    }
    (void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
  return unused;
}

void signals_block(void) {
  const sigset_t set = set_of_signals();
  CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
}

void signals_start(void) {
  CHECK(sem_init(&taken, 0, 0) == 0);
  CHECK(pthread_create(&taker, NULL, take, NULL) == 0 && pthread_create(&sender, NULL, send, NULL) == 0);
}

/* The sender ends when its last one was taken, so the taker has to go on until then. */
void signals_end(void) {
  atomic_store(&no_more, true);
  CHECK(pthread_join(sender, NULL) == 0);
  atomic_store(&all_taken, true);
  CHECK(pthread_join(taker, NULL) == 0);
}
