/* How a process with the library in it ends: the wait status, compared exactly. */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

/* What the handlers of a child write, and the parent reads: 'a' of atexit, 'h' of a handler of SIGABRT. */
static int notes[2] = {-1, -1};

static void note(char what) {
  if (write(notes[1], &what, 1) != 1) {
    _exit(125);
  }
}

static void at_exit(void) { note('a'); }

static void on_abort(int signal) {
  (void)signal;
  note('h');
}

static struct probe start(const struct host_input *input) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_abort;
  action.sa_flags = SA_ONSTACK;
  if (atexit(at_exit) != 0 || sigaction(SIGABRT, &action, NULL) != 0) {
    _exit(125);
  }
  struct probe probe = probe_in_child(input);
  probe.nop();
  return probe;
}

#define ENDS_BY(name)                                       \
  static void end_by_##name(const struct host_input *input) { \
    struct probe probe = start(input);                      \
    probe.name();                                           \
  }
ENDS_BY(panic)
ENDS_BY(go_panic)
ENDS_BY(nil)
ENDS_BY(goexit)
ENDS_BY(map_race)
ENDS_BY(overflow)
ENDS_BY(c_fault)

enum { code = 7 };

static void end_by_exit(const struct host_input *input) {
  struct probe probe = start(input);
  probe.exit(code);
}

static void end_by_host_fault(const struct host_input *input) {
  struct probe probe = start(input);
  probe.work();
  *(volatile int *volatile)NULL = 1;
}

static volatile uint32_t never;

/* Goroutines and a thread of the host are in Go when the host returns from main. */
static void *loop(void *probe) {
  ((const struct probe *)probe)->spin(&never);
  return NULL;
}

static void end_by_host(const struct host_input *input) {
  static struct probe probe;
  pthread_t thread;
  probe = start(input);
  probe.work();
  probe.go_spin(&never);
  if (pthread_create(&thread, NULL, loop, &probe) != 0) {
    _exit(125);
  }
  probe_pause(2000);
  exit(code);
}

static void *block(void *probe) {
  ((const struct probe *)probe)->block();
  return NULL;
}

/* All goroutines wait, for good: a program would end by "all goroutines are asleep". */
static void go_on_while_blocked(const struct host_input *input) {
  static struct probe probe;
  pthread_t thread;
  probe = start(input);
  if (pthread_create(&thread, NULL, block, &probe) != 0) {
    _exit(125);
  }
  probe_pause(20000);
  probe.nop();
  _exit(code);
}

/* No more threads: the kernel says so, and to root as well. clone3 is unknown, so that the C library takes
 * clone, whose flags tell threads from processes. */
static void end_by_no_thread(const struct host_input *input) {
#if defined(__x86_64__)
  const unsigned arch = AUDIT_ARCH_X86_64;
#else
  const unsigned arch = AUDIT_ARCH_AARCH64;
#endif
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, arch, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 2, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAGAIN),
  };
  struct sock_fprog program = {.len = sizeof filter / sizeof filter[0], .filter = filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
    _exit(125);
  }
  (void)start(input);
}

/* The whole of one end: wait status, and which of the host's handlers ran; want_notes NULL: any. */
static void expect(const struct host_input *input, void (*work)(const struct host_input *), int want, const char *want_notes,
                   const char *why) {
  char texts[2][32];
  if (pipe2(notes, O_CLOEXEC) != 0) {
    host_fail("pipe: %s", strerror(errno));
    return;
  }
  int status = probe_child(work, input);
  (void)close(notes[1]);
  char seen[16] = "";
  ssize_t length = read(notes[0], seen, sizeof seen - 1);
  (void)close(notes[0]);
  if (host_failed()) {
    return;
  }
  if (length < 0) {
    host_fail("read: %s", strerror(errno));
    return;
  }
  if ((status & ~0x80) != want) { /* 0x80: a core was written */
    host_fail("the process ended with %s, want %s: %s", probe_status(status, texts[0]), probe_status(want, texts[1]), why);
  } else if (want_notes != NULL && strcmp(seen, want_notes) != 0) {
    host_fail("the process ended with %s, as it should, but of the host's functions for atexit and SIGABRT these ran: \"%s\", want \"%s\" (a: atexit, h: "
              "handler of SIGABRT): %s",
              probe_status(status, texts[0]), seen, want_notes, why);
  } else {
    host_line("%s", probe_status(status, texts[0]));
  }
}

#define ABORTS "Go aborts, and a handler of the host runs before"

void host_exit_panic(const struct host_input *input) { expect(input, end_by_panic, SIGABRT, "h", ABORTS); }

void host_exit_go_panic(const struct host_input *input) { expect(input, end_by_go_panic, SIGABRT, "h", ABORTS); }

void host_exit_nil(const struct host_input *input) { expect(input, end_by_nil, SIGABRT, "h", ABORTS); }

void host_exit_goexit(const struct host_input *input) { expect(input, end_by_goexit, SIGABRT, "h", ABORTS); }

void host_exit_map_race(const struct host_input *input) { expect(input, end_by_map_race, SIGABRT, "h", ABORTS); }

void host_exit_overflow(const struct host_input *input) { expect(input, end_by_overflow, SIGABRT, "h", ABORTS); }

/* In the fallback all signals are blocked meanwhile: whether a handler runs then is up to abort of the C library. */
void host_exit_no_thread(const struct host_input *input) {
  expect(input, end_by_no_thread, SIGABRT, probe_is_fallback(input) ? NULL : "h", ABORTS);
}

void host_exit_c_fault(const struct host_input *input) {
  expect(input, end_by_c_fault, SIGSEGV, "", "the host has no handler, so its default action tells a crash reporter where the fault is");
}

void host_exit_host_fault(const struct host_input *input) {
  expect(input, end_by_host_fault, SIGSEGV, "", "faults of the host are none of Go's");
}

void host_exit_os_exit(const struct host_input *input) {
  expect(input, end_by_exit, code << 8, "", "os.Exit ends the process at once, without functions of atexit");
}

void host_exit_host(const struct host_input *input) {
  expect(input, end_by_host, code << 8, "a", "the host's own exit is not held up, nor changed, by Go code that runs");
}

void host_exit_blocked(const struct host_input *input) {
  expect(input, go_on_while_blocked, code << 8, "", "in a library no goroutine that waits is the last one: the host may call again");
}
