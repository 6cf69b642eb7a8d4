/* Signals that the host waits for: they must not end up elsewhere. */
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "signals.h"

enum { rounds = 50, patience_ms = 100, time_to_land_us = 100 };

static pthread_t waiting_thread;
static atomic_int landed_elsewhere;

static void note(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)info;
  (void)context;
  if (pthread_equal(pthread_self(), waiting_thread) == 0) {
    landed_elsewhere++;
  }
}

static void *load_and_work(const struct host_input *input) {
  enum { threads = 4, calls = 20 };
  void *handle = host_load(input->library);
  if (handle == NULL || !host_calls(input, handle, 1) || !host_calls_on_threads(input, handle, threads, calls)) {
    return NULL;
  }
  (void)host_threads_at_rest();
  return handle;
}

/* Takes one signal of the set, if it comes within that time. */
static bool take(int signal, long milliseconds) {
  const struct timespec limit = {.tv_sec = 0, .tv_nsec = milliseconds * 1000000};
  sigset_t set;
  (void)sigemptyset(&set);
  (void)sigaddset(&set, signal);
  return sigtimedwait(&set, NULL, &limit) == signal;
}

static void judge_stray(int signal) {
  enum { sent = 200 };
  char name[signal_text];
  int taken = 0;
  landed_elsewhere = 0;
  for (int i = 0; i < sent; i++) {
    (void)kill(getpid(), signal);
    (void)usleep(time_to_land_us);
    /* What has landed elsewhere does not come any more; there is no sense in a wait for each. */
    taken += take(signal, landed_elsewhere == 0 ? patience_ms : 0) ? 1 : 0;
  }
  if (landed_elsewhere != 0 || taken != sent) {
    host_fail("%s: more than 0 of %d that were sent to the process landed on threads of the library, though the host "
              "blocks it to wait for it. Threads of a library have to block what is the host's: block all signals "
              "around what creates them",
              signals_name(signal, name), sent);
    return;
  }
  host_line("%s: %d of %d reach the host", signals_name(signal, name), taken, sent);
}

/* The host blocks them late, when the library's threads have long inherited an empty mask. */
void host_stray(const struct host_input *input) {
  const int signals[] = {SIGUSR1, SIGTERM, first_real_time + 3};
  enum { count = sizeof signals / sizeof signals[0] };
  waiting_thread = pthread_self();
  for (int i = 0; i < count; i++) {
    (void)signals_handle(signals[i], note);
  }
  if (load_and_work(input) == NULL) {
    return;
  }
  for (int i = 0; i < count && !host_failed(); i++) {
    signals_block(signals[i]);
    judge_stray(signals[i]);
  }
}

static void end_at_once(void *argument) { (void)argument; }

void host_signalfd(const struct host_input *input) {
  signals_block(SIGCHLD);
  if (load_and_work(input) == NULL) {
    return;
  }
  sigset_t set;
  (void)sigemptyset(&set);
  (void)sigaddset(&set, SIGCHLD);
  int descriptor = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  int got = 0;
  for (int i = 0; i < rounds; i++) {
    enum { seconds = 5 };
    struct signalfd_siginfo info;
    struct pollfd ready = {.fd = descriptor, .events = POLLIN};
    (void)host_in_child(seconds, end_at_once, NULL);
    if (poll(&ready, 1, patience_ms) == 1 && read(descriptor, &info, sizeof info) == (ssize_t)sizeof info) {
      got++;
    } else {
      host_fail("the end of child %d of %d came by no signalfd, though SIGCHLD was blocked before the load: the first "
                "call has unblocked it on the calling thread, or a thread of the library takes it",
                i + 1, rounds);
      return;
    }
  }
  host_line("SIGCHLD: %d of %d by signalfd", got, rounds);
}

void host_sigwaitinfo(const struct host_input *input) {
  waiting_thread = pthread_self();
  (void)signals_handle(SIGUSR1, note);
  signals_block(SIGUSR1);
  if (load_and_work(input) == NULL) {
    return;
  }
  for (int i = 0; i < rounds; i++) {
    (void)kill(getpid(), SIGUSR1);
    (void)usleep(time_to_land_us);
    if (!take(SIGUSR1, patience_ms)) {
      host_fail("SIGUSR1 %d of %d did not come by sigwaitinfo, though it was blocked before the load: a thread that "
                "does not block it has taken it. Threads of a library have to keep the mask that they inherit",
                i + 1, rounds);
      return;
    }
  }
  host_line("SIGUSR1: %d of %d by sigwaitinfo", rounds, rounds);
}

/* Blocked, and with its default action, which ends the process. */
void host_rtmin(const struct host_input *input) {
  signals_block(first_real_time);
  void *handle = load_and_work(input);
  if (handle == NULL) {
    return;
  }
  int got = 0;
  for (int i = 0; i < rounds; i++) {
    (void)kill(getpid(), first_real_time);
    (void)host_calls(input, handle, 1);
    got += take(first_real_time, patience_ms) ? 1 : 0;
  }
  if (got != rounds) {
    host_fail("signal %d: %d of %d came to the host, which blocks it and waits for it. The others landed on a thread "
              "that does not block it",
              first_real_time, got, rounds);
  }
  host_line("signal %d: %d of %d reach the host", first_real_time, got, rounds);
}
