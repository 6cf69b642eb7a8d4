/* What belongs to the whole process: read before the load, and again after the first call. */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "host.h"

enum { text_size = 16384 };

/* Each writes what it sees as text, which is compared. */
typedef void (*reading)(FILE *out);

static void judge(const struct host_input *input, reading read, const char *advice) {
  static char texts[2][text_size];
  for (int i = 0; i < 2; i++) {
    FILE *out = fmemopen(texts[i], text_size - 1, "w");
    if (out == NULL) {
      host_fail("fmemopen: %s", strerror(errno));
      return;
    }
    read(out);
    (void)fclose(out);
    if (i == 0) {
      if (!host_load_and_call(input)) {
        return;
      }
      (void)host_threads_at_rest();
    }
  }
  if (strcmp(texts[0], texts[1]) == 0) {
    host_line("nothing changes");
    return;
  }
  size_t same = 0; /* Up to the beginning of the line that differs. */
  for (size_t i = 0; texts[0][i] == texts[1][i]; i++) {
    same = texts[0][i] == '\n' ? i + 1 : same;
  }
  host_fail("load or first call change it: %.*s -> %.*s. %s", (int)strcspn(texts[0] + same, "\n"), texts[0] + same,
            (int)strcspn(texts[1] + same, "\n"), texts[1] + same, advice);
}

static void read_variables(FILE *out) {
  fprintf(out, "environ is at %p\n", (void *)environ);
  for (char **entry = environ; *entry != NULL; entry++) {
    fprintf(out, "%s\n", *entry);
  }
}

void host_variables(const struct host_input *input) {
  (void)setenv("HOST_VARIABLE", "of the host", 1);
  judge(input, read_variables, "The environment is the host's: os.Setenv, setenv and putenv change it for all");
}

static void read_folder(FILE *out) {
  char path[4096];
  char root[256];
  mode_t mask = umask(0);
  (void)umask(mask);
  ssize_t length = readlink("/proc/self/root", root, sizeof root - 1);
  root[length < 0 ? 0 : length] = '\0';
  fprintf(out, "working directory %s\numask %04o\nroot %s\n", getcwd(path, sizeof path), (unsigned)mask, root);
}

void host_folder(const struct host_input *input) {
  (void)umask(027);
  judge(input, read_folder, "Working directory, umask and root belong to all threads of the host: use paths and modes of your own");
}

static void read_locale(FILE *out) {
  const struct lconv *conventions = localeconv();
  fprintf(out, "locale %s\nlocale of the thread %p\n", setlocale(LC_ALL, NULL), (void *)uselocale((locale_t)0));
  fprintf(out, "decimal point %s\n", conventions->decimal_point);
}

void host_locale(const struct host_input *input) {
  (void)setlocale(LC_CTYPE, "C.UTF-8");
  judge(input, read_locale, "The locale is the host's: a library uses newlocale and uselocale around its own work");
}

static void read_names(FILE *out) {
  char text[4000];
  FILE *file = fopen("/proc/self/cmdline", "re");
  size_t length = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);
  text[length] = '\0';
  for (size_t i = 0; i < length; i += strlen(text + i) + 1) {
    fprintf(out, "argument %s\n", text + i);
  }
  if (file != NULL) {
    (void)fclose(file);
  }
  fprintf(out, "name %s\nshort name %s\n", program_invocation_name, program_invocation_short_name);
}

void host_names(const struct host_input *input) {
  judge(input, read_names, "The arguments and the name are the host's: what shows them in ps must not be written to");
}

static void read_identity(FILE *out) {
  enum { most_groups = 256 };
  static gid_t groups[most_groups];
  uid_t users[3];
  gid_t own[3];
  (void)getresuid(&users[0], &users[1], &users[2]);
  (void)getresgid(&own[0], &own[1], &own[2]);
  fprintf(out, "users %u %u %u\ngroups %u %u %u", users[0], users[1], users[2], own[0], own[1], own[2]);
  int count = getgroups(most_groups, groups);
  for (int i = 0; i < count; i++) {
    fprintf(out, " %u", groups[i]);
  }
  fprintf(out, "\nprocess group %d\nsession %d\n", (int)getpgrp(), (int)getsid(0));
}

void host_identity(const struct host_input *input) {
  judge(input, read_identity, "Users, groups, process group and session are the host's");
}

static void read_timers(FILE *out) {
  const __itimer_which_t kinds[] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};
  const char *names[] = {"ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF"};
  for (int i = 0; i < 3; i++) {
    struct itimerval value;
    (void)getitimer(kinds[i], &value);
    /* One that runs shows less each time: that it runs is enough. */
    fprintf(out, "%s %s, interval %ld.%06ld s\n", names[i],
            value.it_value.tv_sec != 0 || value.it_value.tv_usec != 0 ? "runs" : "rests", (long)value.it_interval.tv_sec,
            (long)value.it_interval.tv_usec);
  }
}

void host_timers(const struct host_input *input) {
  const struct itimerval hour = {{1800, 0}, {3600, 0}};
  (void)setitimer(ITIMER_REAL, &hour, NULL);
  judge(input, read_timers, "There is one timer of each kind in a process, and it is the host's: use timer_create or Go's timers");
}

static void read_flags(FILE *out) {
  const struct {
    int option;
    const char *name;
  } flags[] = {
      {PR_GET_DUMPABLE, "dumpable"},         {PR_GET_KEEPCAPS, "keepcaps"},   {PR_GET_NO_NEW_PRIVS, "no_new_privs"},
      {PR_GET_SECCOMP, "seccomp"},           {PR_GET_TIMERSLACK, "timerslack"}, {PR_GET_THP_DISABLE, "thp_disable"},
      {PR_GET_SECUREBITS, "securebits"},
  };
  for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
    fprintf(out, "%s %d\n", flags[i].name, prctl(flags[i].option, 0, 0, 0, 0));
  }
  int values[2] = {0, 0};
  (void)prctl(PR_GET_PDEATHSIG, &values[0]);
  (void)prctl(PR_GET_CHILD_SUBREAPER, &values[1]);
  fprintf(out, "pdeathsig %d\nchild_subreaper %d\npersonality %#x\n", values[0], values[1],
          (unsigned)personality(0xffffffff));
  char score[32] = "";
  FILE *file = fopen("/proc/self/oom_score_adj", "re");
  if (file != NULL) {
    (void)!fgets(score, sizeof score, file);
    (void)fclose(file);
  }
  fprintf(out, "oom_score_adj %s", score);
}

void host_process_flags(const struct host_input *input) {
  judge(input, read_flags, "These are the host's: see prctl(2)");
}

static void read_terminal(FILE *out) {
  struct termios now;
  if (tcgetattr(STDIN_FILENO, &now) == 0) {
    fprintf(out, "terminal: input flags %o, output %o, control %o, local %o\n", now.c_iflag, now.c_oflag, now.c_cflag,
            now.c_lflag);
  }
  for (int i = 0; i <= STDERR_FILENO; i++) {
    struct stat status;
    (void)fstat(i, &status);
    fprintf(out, "descriptor %d: file %llu on %llu, flags %#x, close-on-exec %d\n", i, (unsigned long long)status.st_ino,
            (unsigned long long)status.st_dev, (unsigned)fcntl(i, F_GETFL), fcntl(i, F_GETFD));
  }
}

void host_terminal(const struct host_input *input) {
  int control = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  char name[128];
  if (control >= 0 && grantpt(control) == 0 && unlockpt(control) == 0 && ptsname_r(control, name, sizeof name) == 0) {
    int terminal = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    (void)dup2(terminal, STDIN_FILENO);
  }
  judge(input, read_terminal, "Descriptors 0, 1 and 2, O_NONBLOCK on them, and the terminal's modes are the host's");
}

/* Output --------------------------------------------------------------------------------------- */

static const char *drain(int descriptor, char *text, size_t size) {
  (void)fcntl(descriptor, F_SETFL, O_NONBLOCK);
  ssize_t length = read(descriptor, text, size - 1);
  text[length < 0 ? 0 : length] = '\0';
  return text;
}

void host_output(const struct host_input *input) {
  int kept[2] = {dup(STDOUT_FILENO), dup(STDERR_FILENO)};
  int ends[2];
  char text[400];
  if (pipe2(ends, O_CLOEXEC) != 0 || dup2(ends[1], STDOUT_FILENO) < 0 || dup2(ends[1], STDERR_FILENO) < 0) {
    host_fail("the output cannot be redirected: %s", strerror(errno));
    return;
  }
  if (host_load_and_call(input)) {
    (void)host_threads_at_rest();
    (void)fflush(NULL);
  }
  (void)dup2(kept[0], STDOUT_FILENO);
  (void)dup2(kept[1], STDERR_FILENO);
  if (drain(ends[0], text, sizeof text)[0] != '\0') {
    host_fail("load or first call write to standard output or error: %.*s. Hosts speak protocols there: return errors, or log "
              "to what the host gives you",
              (int)strcspn(text, "\n"), text);
    return;
  }
  host_line("nothing is written");
}

/* Variables of Go's own -------------------------------------------------------------------------- */

static void set_variable(void *argument) {
  char *const *pair = argument;
  (void)setenv(pair[0], pair[1], 1);
}

/* What the runtime does not understand and does not need. */
void host_bogus_variables(const struct host_input *input) {
  char *arguments[] = {(char[]){"host"}, (char[]){"load/works"}, (char *)(uintptr_t)input->library, input->call, NULL};
  static const char *const pairs[][2] = {
      {"GOGC", "bogus"}, {"GOMAXPROCS", "bogus"}, {"GOTRACEBACK", "bogus"}, {"GODEBUG", "bogus=1,=,x"},
  };
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
    char what[128];
    (void)snprintf(what, sizeof what, "a process with %s=%s that loads and calls", pairs[i][0], pairs[i][1]);
    if (host_run_again(what, arguments, set_variable, (void *)(uintptr_t)pairs[i])) {
      host_line("%s=%s changes nothing", pairs[i][0], pairs[i][1]);
    }
  }
}

static void load_with(void *argument) {
  void **both = argument;
  int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  (void)dup2(null, STDERR_FILENO);
  set_variable(both[0]);
  (void)execv("/proc/self/exe", both[1]);
}

/* A report: what ends the process is up to the Go runtime, and nothing in the process can keep it from that. */
void host_fatal_variables(const struct host_input *input) {
  char *arguments[] = {(char[]){"host"}, (char[]){"load/works"}, (char *)(uintptr_t)input->library, input->call, NULL};
  static const char *const pairs[][2] = {{"GOMEMLIMIT", "bogus"}, {"GODEBUG", "cgocheck=2"}};
  enum { seconds = 8 };
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
    char text[100];
    void *both[] = {(void *)(uintptr_t)pairs[i], arguments};
    int status = host_in_child(seconds, load_with, both);
    host_line("%s=%s: a process that loads and calls %s", pairs[i][0], pairs[i][1],
              host_status_text(status, text, sizeof text));
  }
}
