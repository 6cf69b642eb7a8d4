/* What load and calls leave as it was on the host's threads, and what becomes of many of them. */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "host.h"

struct session {
  const struct host_input *input;
  void *handle;
};

static void add_name(const char *entry, void *argument) {
  char *names = argument;
  enum { size = 600 };
  char path[300];
  char name[64];
  (void)snprintf(path, sizeof path, "/proc/self/task/%s/status", entry);
  if (host_status(path, "Name", name, sizeof name) && strstr(names, name) == NULL && strlen(names) + 70 < size) {
    (void)strcat(strcat(names, names[0] == '\0' ? "" : ", "), name);
  }
}

static int count_threads(const char *when) {
  int count = host_threads_at_rest();
  if (count < 0) {
    host_fail("%s: the number of threads does not come to rest: it is %d now", when, host_count_entries("/proc/self/task"));
  }
  host_line("%s: %d", when, count);
  return count;
}

void host_threads(const struct host_input *input) {
  char names[600] = "";
  int before = count_threads("before load");
  void *handle = host_load(input->library);
  if (handle == NULL) {
    return;
  }
  int after = count_threads("after load");
  if (input->first_call != NULL && host_calls(input, handle, 1)) {
    after = count_threads("after first call");
  }
  long limit = host_expected_number(input, "limit_threads");
  if (after - before > limit) {
    host_fail("%d threads beside the host's own, at most %ld (`threads` of `policy`): start fewer, or raise it",
              after - before, limit);
  }
  (void)host_each_entry("/proc/self/task", add_name, names);
  host_line("names: %s", names);
}

/* Attributes --------------------------------------------------------------------------------- */

struct attributes {
  char name[20];
  int policy;
  int priority;
  int nice;
  int cancel_state;
  cpu_set_t cpus;
};

static void read_attributes(struct attributes *all) {
  struct sched_param parameters = {0};
  memset(all, 0, sizeof *all);
  (void)prctl(PR_GET_NAME, all->name);
  (void)sched_getparam(0, &parameters);
  all->policy = sched_getscheduler(0);
  all->priority = parameters.sched_priority;
  all->nice = getpriority(PRIO_PROCESS, 0); /* On Linux, of the thread. */
  (void)sched_getaffinity(0, sizeof all->cpus, &all->cpus);
  (void)pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &all->cancel_state);
  (void)pthread_setcancelstate(all->cancel_state, NULL);
}

static bool same_attributes(const char *who, const struct attributes *before) {
  struct attributes now;
  read_attributes(&now);
  if (memcmp(before, &now, sizeof now) == 0) {
    return true;
  }
  host_fail("%s is changed: name %s -> %s, scheduling policy %d -> %d, priority %d -> %d, nice %d -> %d, cancelability "
            "%d -> %d, number of CPUs %d -> %d. All of these are the host's: change those of threads of your own",
            who, before->name, now.name, before->policy, now.policy, before->priority, now.priority, before->nice,
            now.nice, before->cancel_state, now.cancel_state, CPU_COUNT(&before->cpus), CPU_COUNT(&now.cpus));
  return false;
}

static void call_and_compare(void *argument) {
  struct session *session = argument;
  struct attributes before;
  (void)prctl(PR_SET_NAME, "host-second");
  (void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
  read_attributes(&before);
  if (host_calls(session->input, session->handle, 2)) {
    (void)same_attributes("a second thread that calls", &before);
  }
}

void host_thread_attributes(const struct host_input *input) {
  struct attributes before;
  (void)prctl(PR_SET_NAME, "host-main");
  (void)setpriority(PRIO_PROCESS, 0, 3);
  read_attributes(&before);
  struct session session = {input, host_load(input->library)};
  if (session.handle == NULL || !same_attributes("the thread that loads", &before) || !host_calls(input, session.handle, 2)) {
    return;
  }
  if (same_attributes("the thread that loads and calls", &before) && host_on_thread(call_and_compare, &session)) {
    host_line("name, scheduling policy, priority, nice, cancelability and CPUs stay, on both threads");
  }
}

/* CPUs --------------------------------------------------------------------------------------- */

struct pinned {
  const struct host_input *input;
  cpu_set_t process;
  cpu_set_t loader;
  long loader_id;
  int others;
};

static void judge_cpus(const char *entry, void *argument) {
  struct pinned *pinned = argument;
  long id = atol(entry);
  cpu_set_t cpus;
  if (id == (long)getpid() || id == pinned->loader_id || sched_getaffinity((pid_t)id, sizeof cpus, &cpus) != 0) {
    return;
  }
  bool of_process = strcmp(host_expected(pinned->input, "runtime_cpus"), "process") == 0;
  pinned->others++;
  if (!CPU_EQUAL(&cpus, of_process ? &pinned->process : &pinned->loader)) {
    host_fail("a thread of the library may run on %d CPUs, want those of the %s (%d), as the attribute `cpus` has it",
              CPU_COUNT(&cpus), of_process ? "process's main thread" : "thread that loads",
              CPU_COUNT(of_process ? &pinned->process : &pinned->loader));
  }
}

static void load_pinned(void *argument) {
  struct pinned *pinned = argument;
  cpu_set_t now;
  pinned->loader_id = (long)gettid();
  CPU_ZERO(&pinned->loader);
  CPU_SET((size_t)sched_getcpu(), &pinned->loader);
  (void)sched_setaffinity(0, sizeof pinned->loader, &pinned->loader);
  if (!host_load_and_call(pinned->input)) {
    return;
  }
  (void)host_threads_at_rest();
  (void)sched_getaffinity(0, sizeof now, &now);
  if (!CPU_EQUAL(&now, &pinned->loader)) {
    host_fail("the thread that loads and calls was pinned to 1 CPU, and may use %d now: its CPUs are the host's",
              CPU_COUNT(&now));
  }
  (void)host_each_entry("/proc/self/task", judge_cpus, pinned);
  host_line("the pinned thread stays pinned; %d threads of the library have the CPUs of the %s", pinned->others,
            host_expected(pinned->input, "runtime_cpus"));
}

void host_thread_pinned(const struct host_input *input) {
  struct pinned pinned = {.input = input};
  (void)sched_getaffinity(0, sizeof pinned.process, &pinned.process);
  if (HOST_HAS_THREAD_SANITIZER) {
    host_skip("this program has ThreadSanitizer, which has a thread of its own");
    return;
  }
  if (CPU_COUNT(&pinned.process) < 2) {
    host_skip("this process has one CPU, so nothing can be pinned");
    return;
  }
  (void)host_on_thread(load_pinned, &pinned);
}

/* Many threads ------------------------------------------------------------------------------- */

void host_threads_many(const struct host_input *input) {
  enum { threads = 500 };
  void *handle = host_load(input->library);
  if (handle == NULL || !host_calls(input, handle, 1)) {
    return;
  }
  int before = host_threads_at_rest();
  if (!host_calls_on_threads(input, handle, threads, 2)) {
    return;
  }
  int left = host_threads_at_rest() - before;
  long limit = host_expected_number(input, "limit_threads");
  if (left > limit) {
    host_fail("after the end of %d threads that have called, %d more than before are there, at most %ld (`threads` of "
              "`policy`)",
              threads, left, limit);
  }
  host_line("%d threads alive at the same time, each with 2 calls; %d of the library's own more than before", threads, left);
}

static void make_call(void *argument) {
  struct session *session = argument;
  (void)host_calls(session->input, session->handle, 1);
}

static bool come_and_go(struct session *session, int threads) {
  for (int i = 0; i < threads; i++) {
    if (!host_on_thread(make_call, session) || host_failed()) {
      return false;
    }
  }
  return true;
}

/* What a thread leaves behind shows in each round; a heap that grows to its usual size, in one. */
void host_threads_short(const struct host_input *input) {
  enum { warm_up = 200, threads = 1000, rounds = 2 };
  if (HOST_HAS_SANITIZER) {
    host_skip("this program has a sanitizer, which keeps memory of threads that have ended");
    return;
  }
  struct session session = {input, host_load(input->library)};
  if (session.handle == NULL || !come_and_go(&session, warm_up)) {
    return;
  }
  int count = host_threads_at_rest();
  long growth = LONG_MAX;
  for (int i = 0; i < rounds; i++) {
    long resident = host_kilobytes("VmRSS");
    if (!come_and_go(&session, threads)) {
      return;
    }
    long more = host_kilobytes("VmRSS") - resident;
    growth = more < growth ? more : growth;
  }
  int more_threads = host_threads_at_rest() - count;
  long limits[] = {host_expected_number(input, "limit_growth_kb"), host_expected_number(input, "limit_threads")};
  if (growth > limits[0] || more_threads > limits[1]) {
    host_fail("%d threads, one after another with a call each, have left %ld kB and %d threads behind, at most %ld "
              "(`growth_kb` of `policy`) and %ld (`threads`): what belongs to a thread has to go with it",
              threads, growth, more_threads, limits[0], limits[1]);
  }
  host_line("%d threads one after another: %+ld kB, %+d threads", threads, growth, more_threads);
}

/* Keys --------------------------------------------------------------------------------------- */

enum { most_keys = 2048 };

static int take_all_keys(pthread_key_t *keys) {
  int count = 0;
  while (count < most_keys && pthread_key_create(&keys[count], NULL) == 0) {
    count++;
  }
  return count;
}

static int free_keys(void) {
  static pthread_key_t keys[most_keys];
  int count = take_all_keys(keys);
  for (int i = 0; i < count; i++) {
    (void)pthread_key_delete(keys[i]);
  }
  return count;
}

void host_keys(const struct host_input *input) {
  int before = free_keys();
  if (!host_load_and_call(input)) {
    return;
  }
  (void)host_threads_at_rest();
  int taken = before - free_keys();
  long limit = host_expected_number(input, "limit_thread_keys");
  if (taken > limit) {
    host_fail("takes %d keys of pthread_key_create, at most %ld (`thread_keys` of `policy`): a process has %d", taken,
              limit, before);
  }
  host_line("%d of %d", taken, before);
}

void host_keys_exhausted(const struct host_input *input) {
  enum { threads = 4, calls = 20 };
  static pthread_key_t keys[most_keys];
  int count = take_all_keys(keys);
  void *handle = host_load(input->library);
  if (handle != NULL && host_calls(input, handle, calls) && host_calls_on_threads(input, handle, threads, calls)) {
    host_line("works when the host has all %d keys", count);
  }
}

static struct session last_session;

static void call_at_end(void *argument) { make_call(argument); }

static pthread_key_t late_key;

static void call_and_leave(void *argument) {
  make_call(argument);
  (void)pthread_setspecific(late_key, argument);
}

/* A key that was made later is destroyed later: the library has taken leave of the thread by then. */
void host_call_at_thread_end(const struct host_input *input) {
  last_session = (struct session){input, host_load(input->library)};
  if (last_session.handle == NULL || !host_calls(input, last_session.handle, 1) ||
      pthread_key_create(&late_key, call_at_end) != 0) {
    return;
  }
  for (int i = 0; i < 3; i++) {
    (void)host_on_thread(call_and_leave, &last_session);
  }
  host_line("a call in a destructor of the host's, while the thread ends");
}

/* The whole process changes its ids: glibc asks each thread by a signal, and waits for all. */
void host_setxid(const struct host_input *input) {
  if (!host_load_and_call(input)) {
    return;
  }
  (void)host_threads_at_rest();
  if (setresgid(getgid(), getgid(), getgid()) != 0 || setresuid(getuid(), getuid(), getuid()) != 0) {
    host_fail("setresuid to the ids that the process has: %s", strerror(errno));
  }
  host_line("setresgid and setresuid return: %d threads follow", host_count_entries("/proc/self/task"));
}

/* The main thread ------------------------------------------------------------------------------ */

static void *call_later(void *argument) {
  enum { status = 11, until_main_has_ended_us = 30000 };
  (void)usleep(until_main_has_ended_us);
  make_call(argument);
  exit(status);
}

static void end_main_thread(void *argument) {
  struct session *session = argument;
  pthread_t thread;
  session->handle = host_load(session->input->library);
  if (session->handle != NULL && host_calls(session->input, session->handle, 1) &&
      pthread_create(&thread, NULL, call_later, session) == 0) {
    pthread_exit(NULL);
  }
}

void host_main_thread_ends(const struct host_input *input) {
  enum { seconds = 8, status = 11 };
  if (HOST_HAS_SANITIZER) {
    host_skip("this program has a sanitizer, which takes what glibc keeps of an ended main thread for a leak");
    return;
  }
  /* The stack of the main thread is nobody's any more by then. */
  static struct host_input copy;
  static struct session session = {&copy, NULL};
  copy = *input;
  if (host_exited("a process whose main thread ends by pthread_exit while another one calls, and then exits,",
                  host_in_child(seconds, end_main_thread, &session), status)) {
    host_line("a call, and the end of the process, after the end of the main thread");
  }
}
