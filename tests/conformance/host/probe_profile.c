/* CPU profiles of Go code, in a host that has a profiler of its own. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include "probe.h"

/* Samples come by processor time, 100 a second of it. The limits are for a machine that has no time to give. */
enum { loop_cpu_ms = 100, most_ms = 5000, own_every_ms = 5, own_most_ms = 1000 };

/* Signals of the host's own timer, told from those of Go by what they carry. */
static const char cookie;
static atomic_int own_signals;

static void count_own(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)context;
  own_signals += info->si_code == SI_TIMER && info->si_value.sival_ptr == &cookie;
}

/* A wall clock timer: it also runs while the process sleeps. */
static bool start_own_timer(timer_t *timer) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = count_own;
  action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
  struct sigevent event;
  memset(&event, 0, sizeof event);
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGPROF;
  event.sigev_value.sival_ptr = (void *)(uintptr_t)&cookie;
  const struct itimerspec each = {.it_interval = {0, own_every_ms * 1000000}, .it_value = {0, own_every_ms * 1000000}};
  if (sigaction(SIGPROF, &action, NULL) != 0 || timer_create(CLOCK_MONOTONIC, &event, timer) != 0 || timer_settime(*timer, 0, &each, NULL) != 0) {
    host_fail("a timer of the host could not be started");
  }
  return !host_failed();
}

/* Waits for a signal of the host's timer. */
static bool own_signal_comes(void) {
  const int before = own_signals;
  for (double start = probe_milliseconds(); own_signals == before && probe_milliseconds() - start < own_most_ms;) {
    probe_pause(1000);
  }
  return own_signals != before;
}

static double processor_ms(void) {
  struct timespec used = {0, 0};
  (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return (double)used.tv_sec * 1e3 + (double)used.tv_nsec / 1e6;
}

struct profiled {
  const struct probe *probe;
  volatile uint32_t *stop;
};

static void *loop_on_thread(void *argument) {
  const struct profiled *profiled = argument;
  profiled->probe->spin(profiled->stop);
  return NULL;
}

/* Whether a profile has samples of a loop in Go; and whether the host gets the signals of its own timer, too. */
static bool sees_loop(const struct probe *probe, bool on_goroutine, bool *host_too) {
  static volatile uint32_t stops[2]; /* A goroutine may look at its own after the end of this function. */
  struct profiled profiled = {probe, &stops[on_goroutine]};
  pthread_t thread;
  if (probe->profile_start() != 1) {
    host_fail("a CPU profile cannot be started");
    return false;
  }
  if (on_goroutine) {
    probe->go_spin(profiled.stop);
  } else if (pthread_create(&thread, NULL, loop_on_thread, &profiled) != 0) {
    host_fail("a thread could not be started");
    return false;
  }
  double used = processor_ms();
  for (double start = probe_milliseconds(); processor_ms() - used < loop_cpu_ms && probe_milliseconds() - start < most_ms;) {
    probe_pause(1000);
  }
  *host_too = *host_too && own_signal_comes();
  *profiled.stop = 1;
  if (!on_goroutine) {
    (void)pthread_join(thread, NULL);
  }
  (void)probe->profile_stop();
  return probe->profile_has_loop() == 1;
}

static void judge_host(bool during, const struct host_input *input) {
  if (!during && !probe_is_fallback(input)) {
    host_fail("while a CPU profile of Go ran, no signal of the host's own timer reached the host's handler for SIGPROF, want all of them: its "
              "profiler is blind meanwhile");
  } else if (!own_signal_comes()) {
    host_fail("after a CPU profile of Go no signal of the host's own timer reaches the host's handler for SIGPROF, want all of them");
  } else {
    host_line("the host's handler %s", during ? "gets the signals of its own timer, during the profile and afterwards"
                                              : "gets none during the profile, as the fallback is in force, and all afterwards");
  }
}

void host_profile(const struct host_input *input) {
  const bool of_goroutines = probe_policy_is_go(input) || probe_is_fallback(input) || strcmp(probe_fact(input, "cpu_profile"), "true") == 0;
  const struct itimerval hour = {{3600, 0}, {3600, 0}};
  struct itimerval left;
  struct probe probe;
  timer_t timer;
  if (!start_own_timer(&timer) || !probe_of(input, &probe)) {
    return;
  }
  bool during = !probe_is_fallback(input);
  (void)setitimer(ITIMER_PROF, &hour, NULL);
  const bool on_thread = sees_loop(&probe, false, &during);
  (void)getitimer(ITIMER_PROF, &left);
  const bool on_goroutine = !host_failed() && sees_loop(&probe, true, &during);
  if (host_failed()) {
    return;
  }
  if (!on_thread || (of_goroutines && !on_goroutine)) {
    host_fail("a CPU profile has no sample of a loop on a %s of %d ms of processor time, want about %d%s", on_thread ? "goroutine" : "thread of the host",
              loop_cpu_ms, loop_cpu_ms / 10, on_thread ? "" : ", as the thread does not block SIGPROF");
    return;
  }
  host_line("a CPU profile has samples of Go code on threads of the host, %s on those of the runtime%s", on_goroutine ? "and" : "but none",
            on_goroutine ? "" : ": `cpu_profile` of go_cshared_library is for these");
  judge_host(during, input);
  host_line("ITIMER_PROF of the host %s", timerisset(&left.it_value) ? "goes on" : "is stopped: Go has no other for its own profile");
  (void)timer_delete(timer);
}
