/* Tries the private copy in another process, which may die of it. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "module_state.h"

/* What the program finds there: preflight.c. */
enum { LIBRARY = 3, RESULT = 4 };

static int set_up(posix_spawn_file_actions_t *files, posix_spawnattr_t *how, int library, int result) {
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  int status = posix_spawnattr_setsigmask(how, &none);
  if (status == 0) status = posix_spawnattr_setsigdefault(how, &all);
  if (status == 0) status = posix_spawnattr_setflags(how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  if (status == 0) status = posix_spawn_file_actions_adddup2(files, library, LIBRARY);
  if (status == 0) status = posix_spawn_file_actions_adddup2(files, result, RESULT);
  return status;
}

/* The descriptors are above the two that they become in the child. */
static int spawn(const cshared_module_options *o, int library, int result, pid_t *child) {
  char **arguments = calloc(o->function_count + 3, sizeof *arguments);
  if (arguments == NULL) return ENOMEM;
  size_t n = 0;
  arguments[n++] = (char *)(uintptr_t)o->preflight;
  arguments[n++] = (char *)(uintptr_t)(o->self_test != NULL ? o->self_test : "");
  for (size_t i = 0; i < o->function_count; i++) arguments[n++] = (char *)(uintptr_t)o->functions[i];
  posix_spawn_file_actions_t files;
  posix_spawnattr_t how;
  int status = posix_spawn_file_actions_init(&files);
  if (status == 0 && (status = posix_spawnattr_init(&how)) == 0) {
    status = set_up(&files, &how, library, result);
    if (status == 0) status = posix_spawn(child, o->preflight, &files, &how, arguments, environ);
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
  }
  free(arguments);
  return status;
}

/* ETIMEDOUT; EPIPE if the process has ended without a result. By a pipe, as the host may take or ignore the end of
 * its children. */
static int wait_for(int from, int64_t timeout_ns, int *result) {
  const int64_t until = cshared_module_now() + timeout_ns;
  for (;;) {
    const int64_t left = until - cshared_module_now();
    struct pollfd end = {from, POLLIN, 0};
    const int ready = left <= 0 ? 0 : poll(&end, 1, (int)(left / 1000000 < 60000 ? left / 1000000 + 1 : 60000));
    if (ready > 0) return read(from, result, sizeof *result) == (ssize_t)sizeof *result ? 0 : EPIPE;
    if (left <= 0) return ETIMEDOUT;
  }
}

static int judge(const cshared_module_options *o, int status, int result, int ended, cshared_module_report *report) {
  const int step = CSHARED_MODULE_STEP_PREFLIGHT;
  if (status == ETIMEDOUT) {
    return cshared_module_fail(report, step, ETIMEDOUT,
                               "in the preflight process loading and self-test took longer than %lld ms: does an init function of "
                               "the library wait for something? It was not loaded here", (long long)(o->start_timeout_ns / 1000000));
  }
  if (status != 0) {
    char how[48] = "ended";
    if (ended >= 0 && WIFSIGNALED(ended)) snprintf(how, sizeof how, "died by signal %d", WTERMSIG(ended));
    if (ended >= 0 && WIFEXITED(ended)) snprintf(how, sizeof how, "exited with %d", WEXITSTATUS(ended));
    return cshared_module_fail(report, step, ECANCELED,
                               "the preflight process %s while it loaded the library and tested it; its standard error says why. It "
                               "was not loaded here", how);
  }
  if (result == 0) return 0;
  return cshared_module_fail(report, step, ECANCELED,
                             "in the preflight process the library could not be loaded, or its self-test returned %d; standard error "
                             "may say why. It was not loaded here", result);
}

static int run(const cshared_module_options *o, int library, int pipes[2], cshared_module_report *report) {
  pid_t child = -1;
  int status = spawn(o, library, pipes[1], &child), result = -1, ended = -1;
  close(pipes[1]);
  pipes[1] = -1;
  if (status != 0) {
    return cshared_module_fail(report, CSHARED_MODULE_STEP_PREFLIGHT, status,
                               "the preflight program %s cannot be run: give the path of //runtime_shim:preflight", o->preflight);
  }
  status = wait_for(pipes[0], o->start_timeout_ns, &result);
  if (status == ETIMEDOUT) kill(child, SIGKILL);
  while (waitpid(child, &ended, 0) < 0) {
    if (errno == EINTR) continue;
    ended = -1; /* Somebody else has waited for it. */
    break;
  }
  return judge(o, status, result, ended, report);
}

int cshared_module_preflight(const cshared_module_state *module, const cshared_module_image *image,
                             cshared_module_report *report) {
  if (module->options.preflight == NULL) return 0;
  int pipes[2] = {-1, -1};
  const int library = fcntl(image->fd, F_DUPFD_CLOEXEC, RESULT + 1);
  int status = library < 0 || pipe2(pipes, O_CLOEXEC) != 0 ? errno : 0;
  if (status == 0) {
    const int above = fcntl(pipes[1], F_DUPFD_CLOEXEC, RESULT + 1);
    if (above < 0) {
      status = errno;
    } else {
      close(pipes[1]);
      pipes[1] = above;
    }
  }
  if (status != 0) {
    status = cshared_module_fail(report, CSHARED_MODULE_STEP_PREFLIGHT, status, "no descriptors are left for the preflight process");
  } else {
    status = run(&module->options, library, pipes, report);
  }
  const int all[] = {library, pipes[0], pipes[1]};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    if (all[i] >= 0) close(all[i]);
  }
  return status;
}
