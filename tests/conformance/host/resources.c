#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "host.h"

/* Limits ------------------------------------------------------------------------------------- */

static const struct {
  unsigned resource;
  const char *name;
} limits[] = {
    {RLIMIT_AS, "RLIMIT_AS"},           {RLIMIT_CORE, "RLIMIT_CORE"},
    {RLIMIT_CPU, "RLIMIT_CPU"},         {RLIMIT_DATA, "RLIMIT_DATA"},
    {RLIMIT_FSIZE, "RLIMIT_FSIZE"},     {RLIMIT_LOCKS, "RLIMIT_LOCKS"},
    {RLIMIT_MEMLOCK, "RLIMIT_MEMLOCK"}, {RLIMIT_MSGQUEUE, "RLIMIT_MSGQUEUE"},
    {RLIMIT_NICE, "RLIMIT_NICE"},       {RLIMIT_NOFILE, "RLIMIT_NOFILE"},
    {RLIMIT_NPROC, "RLIMIT_NPROC"},     {RLIMIT_RSS, "RLIMIT_RSS"},
    {RLIMIT_RTPRIO, "RLIMIT_RTPRIO"},   {RLIMIT_RTTIME, "RLIMIT_RTTIME"},
    {RLIMIT_SIGPENDING, "RLIMIT_SIGPENDING"}, {RLIMIT_STACK, "RLIMIT_STACK"},
};

enum { limit_count = sizeof limits / sizeof limits[0] };

static void read_limits(struct rlimit *values) {
  for (size_t i = 0; i < limit_count; i++) {
    if (getrlimit(limits[i].resource, &values[i]) != 0) {
      host_fail("getrlimit(%s) failed", limits[i].name);
    }
  }
}

/* A process often runs with soft = hard, and then a library that raises the soft limit would go
 * unseen. */
static void lower_open_files(void) {
  struct rlimit value;
  enum { usual = 1024 };
  if (getrlimit(RLIMIT_NOFILE, &value) == 0 && value.rlim_max > usual) {
    value.rlim_cur = usual;
    (void)setrlimit(RLIMIT_NOFILE, &value);
  }
}

void host_limits(const struct host_input *input) {
  struct rlimit before[limit_count];
  struct rlimit after[limit_count];
  lower_open_files();
  read_limits(before);
  if (!host_load_and_call(input)) {
    return;
  }
  (void)host_threads_at_rest();
  read_limits(after);
  for (size_t i = 0; i < limit_count; i++) {
    if (before[i].rlim_cur != after[i].rlim_cur || before[i].rlim_max != after[i].rlim_max) {
      host_line("%s: soft %lld -> %lld, hard %lld -> %lld", limits[i].name,
                 (long long)before[i].rlim_cur, (long long)after[i].rlim_cur,
                 (long long)before[i].rlim_max, (long long)after[i].rlim_max);
    }
  }
}

/* Threads ------------------------------------------------------------------------------------ */

static void report_threads(const char *when) {
  int count = host_threads_at_rest();
  if (count < 0) {
    host_line("%s: %d, still changing", when, host_count_entries("/proc/self/task"));
  } else {
    host_line("%s: %d", when, count);
  }
}

void host_threads(const struct host_input *input) {
  report_threads("before load");
  void *handle = host_load(input->library);
  if (handle == NULL) {
    return;
  }
  report_threads("after load");
  if (input->first_call != NULL && host_call(handle, input->first_call)) {
    report_threads("after first call");
  }
}

/* Descriptors -------------------------------------------------------------------------------- */

enum { most_descriptors = 1024 };

static void note_descriptor(const char *entry, void *argument) {
  bool *open = argument;
  int descriptor = atoi(entry);
  if (descriptor >= 0 && descriptor < most_descriptors) {
    open[descriptor] = true;
  }
}

/* The descriptor that lists the folder is in the list too, and closed when the list is done. */
static bool read_descriptors(bool *open) {
  if (!host_each_entry("/proc/self/fd", note_descriptor, open)) {
    return false;
  }
  for (int i = 0; i < most_descriptors; i++) {
    open[i] = open[i] && fcntl(i, F_GETFD) >= 0;
  }
  return true;
}

void host_descriptors(const struct host_input *input) {
  static bool before[most_descriptors];
  static bool after[most_descriptors];
  if (!read_descriptors(before) || !host_load_and_call(input)) {
    return;
  }
  (void)host_threads_at_rest();
  if (!read_descriptors(after)) {
    return;
  }
  for (int i = 0; i < most_descriptors; i++) {
    if (before[i] == after[i]) {
      continue;
    }
    char path[64];
    char target[256];
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", i);
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length > 0) {
      target[length] = '\0';
      host_line("opened: %s", target);
    } else {
      host_line("closed: %d", i);
    }
  }
}

/* Memory ------------------------------------------------------------------------------------- */

static long kilobytes(const char *key) {
  char text[64];
  return host_status("/proc/self/status", key, text, sizeof text) ? atol(text) : -1;
}

static void report_memory(const char *when, const long *start) {
  (void)host_threads_at_rest();
  host_line("%s: %+ld kB resident, %+ld kB mapped", when, kilobytes("VmRSS") - start[0],
             kilobytes("VmSize") - start[1]);
}

void host_memory(const struct host_input *input) {
  long start[2] = {kilobytes("VmRSS"), kilobytes("VmSize")};
  void *handle = host_load(input->library);
  if (handle == NULL) {
    return;
  }
  report_memory("after load", start);
  if (input->first_call != NULL && host_call(handle, input->first_call)) {
    report_memory("after first call", start);
  }
}
