/* How many threads there are, and what load and calls leave as it was on those of the host. */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
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
