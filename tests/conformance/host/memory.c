#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "host.h"

long host_kilobytes(const char *key) {
  char text[64];
  return host_status("/proc/self/status", key, text, sizeof text) ? atol(text) : -1;
}

static void report_memory(const char *when, const long *start) {
  (void)host_threads_at_rest();
  host_line("%s: %+ld kB resident, %+ld kB mapped", when, host_kilobytes("VmRSS") - start[0],
            host_kilobytes("VmSize") - start[1]);
}

void host_memory(const struct host_input *input) {
  enum { kb_of_mb = 1024 };
  long start[2] = {host_kilobytes("VmRSS"), host_kilobytes("VmSize")};
  void *handle = host_load(input->library);
  if (handle == NULL) {
    return;
  }
  report_memory("after load", start);
  if (input->first_call != NULL && host_calls(input, handle, 1)) {
    report_memory("after first call", start);
  }
  long resident = host_kilobytes("VmRSS") - start[0];
  long mapped = (host_kilobytes("VmSize") - start[1]) / kb_of_mb;
  long limits[] = {host_expected_number(input, "limit_resident_kb"), host_expected_number(input, "limit_mapped_mb")};
  if (resident > limits[0] || mapped > limits[1]) {
    host_fail("load and first call add %ld kB resident, at most %ld (`resident_kb` of `policy`), and map %ld MB, at most "
              "%ld (`mapped_mb`)",
              resident, limits[0], mapped, limits[1]);
  }
}

static void judge_mapping(const char *line) {
  char access[8] = "";
  char path[512] = "";
  (void)sscanf(line, "%*s %7s %*s %*s %*s %511s", access, path);
  bool is_kernels = strcmp(path, "[vdso]") == 0 || strcmp(path, "[vsyscall]") == 0;
  bool has_file = path[0] != '\0' && path[0] != '[';
  if (strchr(access, 'x') != NULL && !is_kernels && (strchr(access, 'w') != NULL || !has_file)) {
    host_fail("a mapping of %s has access %s: nothing may be executable and writable, or executable without a file. Link "
              "with -z noexecstack, and do not make code at run time",
              path[0] == '\0' ? "memory" : path, access);
  }
}

static void load_locked(void *argument) {
  if (mlockall(MCL_CURRENT | MCL_FUTURE) != 0) {
    host_fail("mlockall: %s", strerror(errno));
    return;
  }
  int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  (void)dup2(null, STDERR_FILENO);
  (void)host_load_and_call(argument);
}

/* A report: with a limit the runtime cannot reserve its address space, and without one all of it is memory. */
void host_locked(const struct host_input *input) {
  enum { seconds = 8 };
  char text[100];
  struct host_input copy = *input;
  int status = host_in_child(seconds, load_locked, &copy);
  if (status != -1) {
    struct rusage usage;
    (void)getrusage(RUSAGE_CHILDREN, &usage);
    host_line("a process with mlockall(MCL_CURRENT | MCL_FUTURE) that loads and calls %s; at most %ld kB resident",
              host_status_text(status, text, sizeof text), usage.ru_maxrss);
  }
}

/* Code that somebody could write to, or data that somebody could run. */
void host_mappings(const struct host_input *input) {
  if (!host_load_and_call(input)) {
    return;
  }
  (void)host_threads_at_rest();
  FILE *maps = fopen("/proc/self/maps", "re");
  char line[600];
  int count = 0;
  while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
    judge_mapping(line);
    count++;
  }
  if (maps == NULL) {
    host_fail("/proc/self/maps cannot be read");
    return;
  }
  (void)fclose(maps);
  host_line("%d mappings, none writable and executable", count);
}
