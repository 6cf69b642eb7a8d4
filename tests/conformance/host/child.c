#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"

enum { failed = 99 };

static int wait_for(pid_t child) {
  int status = -1;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) {
      host_fail("waitpid: %s", strerror(errno));
      return -1;
    }
  }
  return status;
}

/* What the child has said through host_fail is what this process says. */
static void take_over(int descriptor) {
  char text[1000];
  ssize_t length = read(descriptor, text, sizeof text - 1);
  text[length < 0 ? 0 : length] = '\0';
  host_fail("in a child: %s", text);
}

/* A child that returns from its work ends with status 0, unless it has called host_fail. */
int host_in_child(int seconds, host_work work, void *argument) {
  int reason[2];
  if (pipe2(reason, O_CLOEXEC) != 0) {
    host_fail("pipe: %s", strerror(errno));
    return -1;
  }
  pid_t child = fork();
  if (child < 0) {
    host_fail("fork: %s", strerror(errno));
    return -1;
  }
  if (child == 0) {
    (void)alarm((unsigned)seconds); /* The library may hang in a child. */
    work(argument);
    if (host_failed()) {
      (void)!write(reason[1], host_why(), strlen(host_why()));
      _exit(failed);
    }
    _exit(0);
  }
  (void)close(reason[1]);
  int status = wait_for(child);
  if (WIFEXITED(status) && WEXITSTATUS(status) == failed) {
    take_over(reason[0]);
    status = -1;
  }
  (void)close(reason[0]);
  return status;
}

const char *host_status_text(int status, char *text, size_t size) {
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) {
    (void)snprintf(text, size, "still ran when its time was over");
  } else if (WIFSIGNALED(status)) {
    const char *name = sigabbrev_np(WTERMSIG(status));
    (void)snprintf(text, size, "was killed by SIG%s (%d)", name == NULL ? "RT" : name, WTERMSIG(status));
  } else {
    (void)snprintf(text, size, "ended with exit status %d", WEXITSTATUS(status));
  }
  return text;
}

bool host_exited(const char *what, int status, int wanted) {
  char text[100];
  if (status == -1) {
    return false;
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == wanted) {
    return true;
  }
  host_fail("%s %s, want exit status %d", what, host_status_text(status, text, sizeof text), wanted);
  return false;
}

struct again {
  char *const *arguments;
  host_work before;
  void *argument;
};

static void exec_again(void *argument) {
  struct again *again = argument;
  if (again->before != NULL) {
    again->before(again->argument);
  }
  int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  (void)dup2(null, STDOUT_FILENO); /* its answer: the exit status says it too */
  (void)execv("/proc/self/exe", again->arguments);
  host_fail("execv: %s", strerror(errno));
}

/* Runs this program anew, after `before` in the child; it must end with 0. */
bool host_run_again(const char *what, char *const *arguments, host_work before, void *argument) {
  enum { seconds = 8 };
  struct again again = {arguments, before, argument};
  return host_exited(what, host_in_child(seconds, exec_again, &again), 0);
}
