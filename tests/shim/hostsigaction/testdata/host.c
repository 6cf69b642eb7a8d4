/* host CASE LIBRARY...: a host that exports sigaction, or not; prints what it sees. Judges nothing. */
#include "host.h"

#include <link.h>

#include "cshared/coexist.h"

static char **paths;
static int count;
static library libs[16];

static const int owned[] = {SIGURG, SIGSEGV, SIGBUS, SIGFPE, SIGPIPE};

static void load_all(void) {
  for (int i = 0; i < count; i++) {
    libs[i] = load(paths[i]);
    libs[i].nop();
  }
}

static bool is_owned(int sig) {
  for (int i = 0; i < 5; i++) {
    if (owned[i] == sig) {
      return true;
    }
  }
  return false;
}

/* Whether the kernel has what the first library has installed, after the others. */
static int first_kept(const kernel_action *first) {
  int kept = 0;
  for (int i = 0; i < 5; i++) {
    const kernel_action now = get_action(owned[i]);
    kept += now.handler == first[owned[i]].handler;
  }
  return kept;
}

static kernel_action first[65];

static void load_first_and_others(void) {
  libs[0] = load(paths[0]);
  libs[0].nop();
  for (int s = 1; s <= 64; s++) {
    first[s] = get_action(s);
  }
  for (int i = 1; i < count; i++) {
    libs[i] = load(paths[i]);
    libs[i].nop();
    libs[i].work();
  }
}

static void owner(void) {
  load_first_and_others();
  printf("first_kept %d\n", first_kept(first));
  int changed = 0; /* the handlers: a stock library adds SA_ONSTACK to flags */
  for (int s = 1; s <= 64; s++) {
    changed += !is_owned(s) && get_action(s).handler != first[s].handler;
  }
  int recovered = 0;
  for (int i = 0; i < count; i++) {
    recovered += libs[i].nil_recover();
  }
  printf("others_changed %d\nrecovered %d\n", changed, recovered);
}

/* Who has the signals while the others are loaded, read all the time. */
static atomic_int loaded;
static atomic_long looks, strangers;

static void *look(void *unused) {
  (void)unused;
  while (!loaded) {
    for (int i = 0; i < 5; i++) {
      strangers += get_action(owned[i]).handler != first[owned[i]].handler;
      looks++;
    }
  }
  return NULL;
}

static void window(void) {
  libs[0] = load(paths[0]);
  libs[0].nop();
  for (int i = 0; i < 5; i++) {
    first[owned[i]] = get_action(owned[i]);
  }
  pthread_t t;
  pthread_create(&t, NULL, look, NULL);
  while (looks < 1000) {
    sleep_us(100);
  }
  for (int i = 1; i < count; i++) {
    libs[i] = load(paths[i]);
    libs[i].nop();
    int taken;
    cshared_coexist_recheck(&taken); /* what a host without the part can do at best */
  }
  loaded = 1;
  pthread_join(t, NULL);
  printf("strangers %s\n", strangers > 0 ? "some" : "none");
}

static void sigpipe(void) {
  signal(SIGPIPE, SIG_IGN);
  load_all();
  printf("ignored %d\n", get_action(SIGPIPE).handler == (uintptr_t)SIG_IGN);
  int p[2];
  if (pipe(p) != 0) {
    exit(3);
  }
  close(p[0]);
  printf("write_errno %d\n", libs[count - 1].write_errno(p[1]));
}

static atomic_int handled;
static void on_signal(int sig) {
  (void)sig;
  handled++;
}

/* The last library subscribes and unsubscribes. */
static void restored(void) {
  set_handler(SIGUSR1, on_signal, SA_NODEFER);
  load_all();
  const library *last = &libs[count - 1];
  const kernel_action before = get_action(SIGUSR1);
  last->notify(SIGUSR1);
  for (int i = 0; i < 10; i++) {
    send_and_wait(SIGUSR1, last, 1);
  }
  printf("received %d\nhost_received %d\n", (int)last->received(), handled);
  last->reset(SIGUSR1);
  const kernel_action now = get_action(SIGUSR1);
  printf("restored %d\n", memcmp(&before, &now, sizeof now) == 0);
  void (*ignore)(int);
  *(void **)&ignore = symbol(last->handle, "Ignore");
  ignore(SIGUSR2);
  printf("ignored %d\n", get_action(SIGUSR2).handler == (uintptr_t)SIG_IGN);
}

static int early;
/* Before the constructors of the parts that are linked. */
__attribute__((constructor(101))) static void call_early(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  early = sigaction(SIGUSR2, &action, NULL) == 0 && get_action(SIGUSR2).handler == (uintptr_t)on_signal;
}

static atomic_int in_handler;
static void install_in_handler(int sig) {
  (void)sig;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  in_handler = sigaction(SIGUSR1, &action, NULL) == 0 && get_action(SIGUSR1).handler == (uintptr_t)on_signal;
}

/* Another thread is inside of the loader, as when a signal arrives during dlopen. */
static atomic_int held, release;
static int hold(struct dl_phdr_info *info, size_t size, void *unused) {
  (void)info;
  (void)size;
  (void)unused;
  held = 1;
  while (!release) {
    sleep_us(100);
  }
  return 1;
}

static void *hold_loader(void *unused) {
  dl_iterate_phdr(hold, unused);
  return NULL;
}

static void loader_is_held(void) {
  load_all();
  pthread_t t;
  pthread_create(&t, NULL, hold_loader, NULL);
  while (!held) {
    sleep_us(100);
  }
  alarm(5);
  set_handler(SIGUSR1, install_in_handler, 0);
  raise(SIGUSR1);
  printf("in_handler %d\n", in_handler);
  release = 1;
  pthread_join(t, NULL);
}

/* Handlers with the very flags and mask of a Go runtime, and with others. */
static int install_each(void) {
  int same = 0;
  for (int s = 1; s <= 64; s++) {
    if (s == SIGKILL || s == SIGSTOP || s == 32 || s == 33) {
      continue;
    }
    for (int go_like = 0; go_like < 2; go_like++) {
      struct sigaction action, read;
      memset(&action, 0, sizeof action);
      action.sa_handler = on_signal;
      action.sa_flags = go_like ? SA_SIGINFO | SA_ONSTACK | SA_RESTART : SA_NODEFER;
      sigemptyset(&action.sa_mask);
      if (go_like) {
        sigfillset(&action.sa_mask);
      }
      const kernel_action before = get_action(s);
      if (sigaction(s, &action, &read) != 0 || (uintptr_t)read.sa_handler != before.handler) {
        break;
      }
      sigdelset(&action.sa_mask, SIGKILL); /* the kernel never blocks them */
      sigdelset(&action.sa_mask, SIGSTOP);
      const kernel_action now = get_action(s);
      if (now.handler != (uintptr_t)on_signal || (now.flags & ~UINT64_C(0x04000000)) != (uint64_t)(unsigned)action.sa_flags ||
          memcmp(&now.mask, &action.sa_mask, 8) != 0) {
        break;
      }
      same += go_like;
    }
  }
  return same + 2; /* the two of the C library, which nobody can set */
}

static void plain(void) {
  load_all();
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  int refused = 0;
  const int wrong[] = {0, 65, SIGKILL, 32};
  for (int i = 0; i < 4; i++) {
    errno = 0;
    refused += sigaction(wrong[i], &action, NULL) == -1 && errno == EINVAL;
  }
  set_handler(SIGUSR1, install_in_handler, 0);
  raise(SIGUSR1);
  printf("same %d\nrefused %d\nearly %d\nin_handler %d\n", install_each(), refused, early, in_handler);
}

static void plain_static(void) { printf("same %d\n", install_each()); }

/* For signals that the first library has asked for. */
static void user(void) {
  load_first_and_others();
  libs[0].notify(SIGUSR1);
  libs[0].notify(SIGUSR2);
  const library *last = &libs[count - 1];
  int (*as_go)(int);
  *(void **)&as_go = symbol(last->handle, "UserSigactionAsGo");
  printf("plain_handler %d\nlike_go %d\nfirst_kept %d\n", last->user_sigaction(SIGUSR1), as_go(SIGUSR2), first_kept(first));
}

static const struct {
  const char *name;
  void (*run)(void);
} cases[] = {
    {"owner", owner}, {"window", window}, {"sigpipe", sigpipe},           {"restored", restored},
    {"plain", plain}, {"plain_static", plain_static}, {"user", user},   {"loader_is_held", loader_is_held},
};

int main(int argc, char **argv) {
  if (argc < 3 || argc > 18) {
    return 2;
  }
  paths = argv + 2;
  count = argc - 2;
  alarm(120);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    if (strcmp(cases[i].name, argv[1]) == 0) {
      cases[i].run();
      fflush(stdout);
      _exit(0);
    }
  }
  return 2;
}
