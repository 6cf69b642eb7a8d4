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

/* Signals that one of the library's threads leaves unblocked, or that one of them blocks. */
static uint64_t masks_of_others(bool blocked) {
  uint64_t set = 0;
  DIR *tasks = opendir("/proc/self/task");
  for (struct dirent *e; tasks != NULL && (e = readdir(tasks)) != NULL;) {
    char path[300], line[200];
    if (e->d_name[0] == '.' || atoi(e->d_name) == getpid()) {
      continue;
    }
    snprintf(path, sizeof path, "/proc/self/task/%s/status", e->d_name);
    FILE *status = fopen(path, "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
      if (strncmp(line, "SigBlk:", 7) == 0) {
        const uint64_t mask = strtoull(line + 7, NULL, 16);
        set |= blocked ? mask : ~mask;
      }
    }
    if (status != NULL) {
      fclose(status);
    }
  }
  closedir(tasks);
  const uint64_t nobodys = UINT64_C(1) << (SIGKILL - 1) | UINT64_C(1) << (SIGSTOP - 1) | UINT64_C(3) << 31; /* and libc's own */
  return set & ~nobodys;
}

static void call_and_print_masks(const library *l, const char *name, bool blocked) {
  l->nop();
  l->gc();
  print_set(name, masks_of_others(blocked));
}

/* The mask of the thread that loads decides on those of the library's threads: a process each. */
static void masks(const char *path) {
  for (int blocks = 0; blocks < 2; blocks++) {
    int status;
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
      sigset_t set;
      alarm(60);
      sigfillset(&set);
      if (blocks) {
        pthread_sigmask(SIG_SETMASK, &set, NULL);
      }
      const library l = load(path);
      call_and_print_masks(&l, blocks ? "runtime_unblocks" : "runtime_blocks_in_open", !blocks);
      fflush(stdout);
      _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
      exit(3);
    }
  }
}

int main(int argc, char **argv) {
  if (argc != 2) {
    return 3;
  }
  alarm(60);
  masks(argv[1]);
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
