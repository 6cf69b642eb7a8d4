/* Steps that take something away from the process. */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "steps.h"

static void limit(__rlimit_resource_t resource, rlim_t soft) {
  struct rlimit now;
  NEED(getrlimit(resource, &now) == 0);
  now.rlim_cur = soft < now.rlim_max ? soft : now.rlim_max;
  NEED(setrlimit(resource, &now) == 0);
}

/* Bytes of address space in use. */
static rlim_t used_memory(void) {
  unsigned long pages;
  FILE *file = fopen("/proc/self/statm", "r");
  NEED(file != NULL && fscanf(file, "%lu", &pages) == 1 && fclose(file) == 0);
  return pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

/* MB above what is in use. */
static void memory(const char *value) { limit(RLIMIT_AS, used_memory() + ((rlim_t)atol(value) << 20)); }

/* MB in all. */
static void memory_total(const char *value) { limit(RLIMIT_AS, (rlim_t)atol(value) << 20); }

/* RLIMIT_NPROC is for a real user that is not the machine's root, and without these capabilities. Root of a sandbox may
 * be that already, and may have no other user to become: whether there is a limit, the step below sees. What this
 * process may read stays, by the effective user. Before load, as capabilities are a thread's own. */
static void user(const char *value) {
  enum { unused = 61183 };
  (void)value;
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  struct __user_cap_data_struct capabilities[_LINUX_CAPABILITY_U32S_3];
  NEED(getuid() != 0 || setresuid(unused, (uid_t)-1, (uid_t)-1) == 0 || errno == EINVAL);
  NEED(syscall(SYS_capget, &header, capabilities) == 0);
  capabilities[0].effective &= ~(1u << CAP_SYS_RESOURCE | 1u << CAP_SYS_ADMIN);
  NEED(syscall(SYS_capset, &header, capabilities) == 0);
}

static void *nothing(void *unused) { return unused; }

/* No more processes and threads of the user than there are, which is at least this one. */
static void processes(const char *value) {
  (void)value;
  pthread_t thread;
  limit(RLIMIT_NPROC, 1);
  const int error = pthread_create(&thread, NULL, nothing, NULL);
  if (error == 0) {
    fprintf(stderr, "RLIMIT_NPROC does not limit this user (%d): a thread could be started at the limit\n", (int)getuid());
    exit(4);
  }
  NEED(error == EAGAIN);
}

/* So many more than are open. The limit is on numbers, so holes are filled. */
static void descriptors(const char *value) {
  const int lowest = open("/dev/null", O_RDONLY | O_CLOEXEC);
  NEED(lowest >= 0 && close(lowest) == 0);
  limit(RLIMIT_NOFILE, (rlim_t)(lowest + atoi(value)));
}

static void all_again(const char *value) {
  (void)value;
  limit(RLIMIT_AS, RLIM_INFINITY);
  limit(RLIMIT_NOFILE, RLIM_INFINITY);
}

static const struct {
  const char *name;
  long number;
} names[] = {
    {"clone", SYS_clone}, {"clone3", SYS_clone3}, {"madvise", SYS_madvise}, {"munmap", SYS_munmap},
    {"prctl", SYS_prctl}, {"sched_getaffinity", SYS_sched_getaffinity}, {"sched_yield", SYS_sched_yield},
    {"nanosleep", SYS_nanosleep}, {"clock_nanosleep", SYS_clock_nanosleep},
    {"tgkill", SYS_tgkill}, {"rt_sigaction", SYS_rt_sigaction}, {"rt_sigprocmask", SYS_rt_sigprocmask},
    {"sigaltstack", SYS_sigaltstack}, {"epoll_create1", SYS_epoll_create1}, {"epoll_ctl", SYS_epoll_ctl},
    {"epoll_pwait", SYS_epoll_pwait}, {"eventfd2", SYS_eventfd2}, {"fcntl", SYS_fcntl}, {"pipe2", SYS_pipe2},
    {"getrandom", SYS_getrandom}, {"prlimit64", SYS_prlimit64}, {"membarrier", SYS_membarrier}, {"rseq", SYS_rseq}, {"futex", SYS_futex},
    {"getdents64", SYS_getdents64},
};

static unsigned number_of(const char *name) {
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (strcmp(names[i].name, name) == 0) {
      return (unsigned)names[i].number;
    }
  }
  fprintf(stderr, "no system call %s in the list\n", name);
  exit(3);
}

/* NAME[+NAME…]:ENOSYS or EAGAIN: in all threads from now on, as a sandbox does it that does not know the call. */
static void deny(const char *value) {
  struct sock_filter filter[16];
  unsigned short n = 0;
  char copy[100];
  NEED(strlen(value) < sizeof copy);
  strcpy(copy, value);
  char *error = strchr(copy, ':');
  NEED(error != NULL);
  *error++ = '\0';
  const unsigned code = strcmp(error, "ENOSYS") == 0 ? ENOSYS : EAGAIN;
  filter[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
  for (char *name = strtok(copy, "+"); name != NULL; name = strtok(NULL, "+")) {
    NEED(n + 3 < (int)(sizeof filter / sizeof filter[0]));
    filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number_of(name), 0, 1);
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | code);
  }
  filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  const struct sock_fprog program = {n, filter};
  NEED(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  NEED(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0);
}

static void close_all(const char *value) {
  (void)value;
  NEED(close_range(3, ~0u, 0) == 0);
}

/* A file, "broken" for a pipe that nobody reads, "closed". */
static void standard_error(const char *value) {
  int pipe_ends[2];
  if (strcmp(value, "closed") == 0) {
    NEED(close(2) == 0);
  } else if (strcmp(value, "broken") == 0) {
    NEED(pipe(pipe_ends) == 0 && dup2(pipe_ends[1], 2) == 2 && close(pipe_ends[0]) == 0 && close(pipe_ends[1]) == 0);
  } else {
    const int file = open(value, O_WRONLY | O_CLOEXEC);
    NEED(file >= 0 && dup2(file, 2) == 2 && close(file) == 0);
  }
}

/* The host's own limit of time: SIGALRM ends it. */
static void alarm_after(const char *value) { alarm((unsigned)atoi(value)); }

bool step_of_limits(const char *name, const char *value) {
  static const struct {
    const char *name;
    void (*run)(const char *value);
  } steps[] = {
      {"memory", memory}, {"memory_total", memory_total}, {"descriptors", descriptors}, {"all_again", all_again}, {"deny", deny},
      {"close_all", close_all}, {"stderr", standard_error}, {"user", user}, {"processes", processes},
      {"alarm", alarm_after},
  };
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
    if (strcmp(steps[i].name, name) == 0) {
      steps[i].run(value);
      return true;
    }
  }
  return false;
}
