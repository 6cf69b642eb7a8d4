/* What a host does to its process: children, descriptors, limits, users, roots. */
#include "cases.h"

#include <sys/prctl.h>
#include <sys/stat.h>

static void plain(void) {
  const library l = load(path);
  use(&l);
  printf("worked 1\n");
}

/* For valgrind. */
static void own_error(void) {
  plain();
  volatile int *number = malloc(sizeof *number);
  if (*number == 42) {
    printf("unlikely\n");
  }
  free((void *)number);
}

static void fork_and_call(void) {
  const library l = load(path);
  use(&l);
  fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    alarm(3); /* it hangs: the threads of the runtime are not in the child */
    for (int i = 0; i < 10; i++) {
      l.work();
    }
    _exit(0);
  }
  print_child(child);
}

static void fork_and_exec(void) {
  const library l = load(path);
  use(&l);
  const pid_t child = fork();
  if (child == 0) {
    execl("/proc/self/exe", arguments[0], "plain", path, (char *)NULL);
    _exit(5);
  }
  print_child(child);
}

static void fork_and_load(void) {
  const pid_t child = fork();
  if (child == 0) {
    const library l = load(path);
    use(&l);
    _exit(0);
  }
  print_child(child);
}

/* daemon() forks; whether what is left works, the pipe tells. */
static void daemonise(void) {
  int p[2];
  if (pipe(p) != 0) {
    exit(3);
  }
  const bool after = strcmp(argument, "after") == 0;
  if (fork() == 0) {
    library l;
    if (after) {
      l = load(path);
      use(&l);
    }
    if (daemon(1, 1) != 0) {
      _exit(3);
    }
    if (!after) {
      l = load(path);
    } else {
      alarm(3);
    }
    use(&l);
    _exit(write(p[1], "1", 1) == 1 ? 0 : 3);
  }
  close(p[1]);
  char byte;
  printf("daemon_works %d\n", read(p[0], &byte, 1) == 1);
}

/* 3 and above; flags 4: closes at exec only (linux/close_range.h). */
static void close_all(unsigned flags) {
  if (syscall(SYS_close_range, 3u, ~0u, flags) != 0) {
    exit(3);
  }
}

static void descriptors(void) {
  if (strcmp(argument, "close_before") == 0) {
    close_all(0);
  }
  const library l = load(path);
  use(&l);
  if (strcmp(argument, "close_after") == 0) {
    close_all(0);
  } else if (strcmp(argument, "cloexec_after") == 0) {
    close_all(4);
  }
  for (int i = 0; i < 20; i++) {
    l.work();
  }
  printf("worked 1\n");
}

static void address_space(void) {
  const rlim_t kb = (rlim_t)atol(argument);
  const struct rlimit limit = {kb * 1024, kb * 1024};
  if (setrlimit(RLIMIT_AS, &limit) != 0) {
    exit(3);
  }
  plain();
}

/* What a call costs when the library got no thread key, and when it did. */
static void keys(void) {
  pthread_key_t key;
  const bool all = strcmp(argument, "before") == 0;
  while (all && pthread_key_create(&key, NULL) == 0) {
  }
  const library l = load(path);
  l.nop();
  while (!all && pthread_key_create(&key, NULL) == 0) {
  }
  double best = 1e9;
  for (int round = 0; round < 5; round++) {
    const double start = now_ms();
    for (int i = 0; i < 2000; i++) {
      l.nop();
    }
    const double took = now_ms() - start;
    best = took < best ? took : best;
  }
  printf("ns %.0f\n", best * 1e6 / 2000);
}

/* Threads whose effective user is still root. */
static int root_threads(void) {
  int n = 0;
  DIR *d = opendir("/proc/self/task");
  for (struct dirent *e; (e = readdir(d)) != NULL;) {
    char name[300], line[200];
    snprintf(name, sizeof name, "/proc/self/task/%s/status", e->d_name);
    FILE *f = fopen(name, "r");
    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
      unsigned real, effective;
      if (sscanf(line, "Uid: %u %u", &real, &effective) == 2) {
        n += effective == 0;
      }
    }
    if (f != NULL) {
      fclose(f);
    }
  }
  closedir(d);
  return n;
}

static void change_user(void) {
  const library l = load(path);
  use(&l);
  const bool raw = strcmp(argument, "raw") == 0;
  if ((raw ? syscall(SYS_setresuid, 65534, 65534, 65534) : setresuid(65534, 65534, 65534)) != 0) {
    exit(3);
  }
  prctl(PR_SET_DUMPABLE, 1); /* or /proc/self belongs to root */
  printf("root_threads %d\n", root_threads());
  use(&l);
}

/* The argument is an empty folder. */
static void change_root(void) {
  const library l = load(path);
  use(&l);
  if (chroot(argument) != 0 || chdir("/") != 0) {
    exit(3);
  }
  use(&l);
  printf("worked 1\n");
}

static void load_in_root(void) {
  if (chroot(argument) != 0 || chdir("/") != 0) {
    exit(3);
  }
  printf("loaded %d\n", dlopen(path, RTLD_NOW) != NULL);
}

static void *load_it(void *l) {
  *(library *)l = load(path);
  return NULL;
}

static void load_by_thread(void) {
  library l;
  pthread_t t;
  pthread_create(&t, NULL, load_it, &l);
  pthread_join(t, NULL);
  use(&l);
  printf("worked 1\n");
}

CASES({"plain", plain}, {"own_error", own_error}, {"fork_and_call", fork_and_call}, {"fork_and_exec", fork_and_exec}, {"fork_and_load", fork_and_load},
      {"daemonise", daemonise}, {"descriptors", descriptors}, {"address_space", address_space}, {"keys", keys},
      {"change_user", change_user}, {"change_root", change_root}, {"load_in_root", load_in_root},
      {"load_by_thread", load_by_thread})
