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

static void judge_limit(const struct host_input *input, size_t i, const struct rlimit *before, const struct rlimit *after) {
  if (before->rlim_cur == after->rlim_cur && before->rlim_max == after->rlim_max) {
    return;
  }
  char change[200];
  (void)snprintf(change, sizeof change, "%s: soft %lld -> %lld, hard %lld -> %lld", limits[i].name,
                 (long long)before->rlim_cur, (long long)after->rlim_cur, (long long)before->rlim_max,
                 (long long)after->rlim_max);
  bool is_go = limits[i].resource == RLIMIT_NOFILE && after->rlim_max == before->rlim_max &&
               after->rlim_cur >= after->rlim_max - 1;
  if (is_go && strcmp(host_expected(input, "keeps_open_files"), "false") == 0) {
    host_line("%s", change);
    return;
  }
  host_fail("after the first call %s, want no change: children of the host inherit limits, and select() counts on them. Put "
            "back what the library sets",
            change);
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
    judge_limit(input, i, &before[i], &after[i]);
  }
  host_line("%d limits looked at", (int)limit_count);
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

static void judge_descriptor(int descriptor, bool open, int *opened) {
  char path[64];
  char target[256];
  (void)snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(path, target, sizeof target - 1);
  target[length < 0 ? 0 : length] = '\0';
  if (!open) {
    host_fail("descriptor %d, which is the host's, is closed after load and first call", descriptor);
    return;
  }
  ++*opened;
  host_line("opened: %s", target);
  if ((fcntl(descriptor, F_GETFD) & FD_CLOEXEC) == 0) {
    host_fail("descriptor of %s: programs that the host executes inherit it. Open it with O_CLOEXEC", target);
  }
}

void host_descriptors(const struct host_input *input) {
  static bool before[most_descriptors];
  static bool after[most_descriptors];
  int opened = 0;
  if (!read_descriptors(before) || !host_load_and_call(input)) {
    return;
  }
  (void)host_threads_at_rest();
  if (!read_descriptors(after)) {
    return;
  }
  for (int i = 0; i < most_descriptors; i++) {
    if (before[i] != after[i]) {
      judge_descriptor(i, after[i], &opened);
    }
  }
  long limit = host_expected_number(input, "limit_descriptors");
  if (opened > limit) {
    host_fail("load and first call open %d descriptors, at most %ld (`descriptors` of `policy`)", opened, limit);
  }
  host_line("%d opened, each closed on exec", opened);
}

/* Processor time ----------------------------------------------------------------------------- */

static long used_us(void) {
  enum { us_of_s = 1000000 };
  struct rusage usage;
  (void)getrusage(RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * us_of_s + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

/* A library that nobody calls lets the processor sleep. */
void host_idle(const struct host_input *input) {
  enum { seconds = 2 };
  if (!host_load_and_call(input)) {
    return;
  }
  (void)host_threads_at_rest();
  long before = used_us();
  (void)sleep(seconds);
  long used = (used_us() - before) / seconds;
  long limit = host_expected_number(input, "limit_idle_us");
  if (used > limit) {
    host_fail("uses %ld us of processor time in a second in which nobody calls it, at most %ld (`idle_us` of `policy`)", used,
              limit);
  }
  host_line("%ld us in a second", used);
}
