/* facts LIBRARY: what loading and calling a library changes in a process, "name value" a line. */
#include "host.h"

static int entries(const char *folder) {
  int n = 0;
  DIR *d = opendir(folder);
  for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
    n += e->d_name[0] != '.';
  }
  closedir(d);
  return n;
}

static void host_handler(int signal) { (void)signal; }

/* Signals of a set: "7,8,11". */
static void print_set(const char *name, uint64_t set) {
  printf("%s ", name);
  const char *comma = "";
  for (int signal = 1; signal <= 64; signal++) {
    if (set >> (signal - 1) & 1) {
      printf("%s%d", comma, signal);
      comma = ",";
    }
  }
  printf("%s\n", *comma == '\0' ? "none" : "");
}

static rlim_t descriptors(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    exit(3);
  }
  return limit.rlim_cur;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    return 3;
  }
  alarm(60);
  kernel_action before[65];
  for (int signal = 1; signal <= 64; signal++) {
    if (signal != SIGKILL && signal != SIGSTOP && signal != 32 && signal != 33) {
      set_handler(signal, host_handler, 0);
    }
    before[signal] = get_action(signal);
  }
  signal(SIGPIPE, SIG_IGN);
  before[SIGPIPE] = get_action(SIGPIPE);
  struct rlimit usual = {1024, 0};
  struct rlimit now;
  if (getrlimit(RLIMIT_NOFILE, &now) != 0) {
    return 3;
  }
  usual.rlim_max = now.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &usual) != 0) {
    return 3;
  }
  const rlim_t limit = descriptors();
  const int open_before = entries("/proc/self/fd");

  const library l = load(argv[1]);
  uint64_t handlers = 0, flags = 0;
  for (int signal = 1; signal <= 64; signal++) {
    const kernel_action after = get_action(signal);
    const bool other = after.handler != before[signal].handler;
    handlers |= (uint64_t)other << (signal - 1);
    flags |= (uint64_t)(!other && after.flags != before[signal].flags) << (signal - 1);
  }
  print_set("handlers_replaced_at_load", handlers);
  print_set("flags_changed_at_load", flags);
  printf("ignored_SIGPIPE_kept %d\n", get_action(SIGPIPE).handler == (uintptr_t)SIG_IGN);

  /* All are blocked but what libc keeps for itself. */
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &all, NULL);
  const uint64_t mask = get_mask();
  stack_t stack;
  l.nop();
  print_set("unblocked_by_first_call", mask & ~get_mask());
  if (sigaltstack(NULL, &stack) != 0) {
    return 3;
  }
  printf("alternate_stack_kb %zu\n", stack.ss_flags & SS_DISABLE ? 0 : stack.ss_size / 1024);
  pthread_sigmask(SIG_SETMASK, &all, NULL);
  l.nop();
  print_set("unblocked_by_second_call", mask & ~get_mask());
  pthread_sigmask(SIG_SETMASK, &none, NULL);
  printf("descriptor_limit_changed %d\n", descriptors() != limit);
  l.gc();
  /* How many depends on the cgroup. */
  printf("descriptors_within_bound %d\n", entries("/proc/self/fd") - open_before <= 4);
  printf("threads_within_bound %d\n", entries("/proc/self/task") <= 6 + 2 * (int)sysconf(_SC_NPROCESSORS_ONLN));
  printf("recovers_from_nil %d\n", l.nil_recover());
  return 0;
}
