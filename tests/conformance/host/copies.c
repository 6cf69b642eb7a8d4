/* The same library more than once, and in other ways than dlopen(RTLD_NOW | RTLD_LOCAL). */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"

enum { path_size = 4096 };

/* A folder of its own; it ends with the process's own temporary folder, or by remove_folder. */
static bool make_folder(char *folder) {
  const char *parent = getenv("TEST_TMPDIR");
  (void)snprintf(folder, path_size / 2, "%s/host-XXXXXX", parent == NULL ? P_tmpdir : parent);
  if (mkdtemp(folder) == NULL) {
    host_fail("mkdtemp %s: %s", folder, strerror(errno));
    return false;
  }
  return true;
}

static void remove_folder(const char *folder, char (*paths)[path_size], int count) {
  for (int i = 0; i < count; i++) {
    (void)unlink(paths[i]);
  }
  (void)rmdir(folder);
}

static bool copy_file(const char *from, const char *to) {
  struct stat status;
  int source = open(from, O_RDONLY | O_CLOEXEC);
  int target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
  bool done = source >= 0 && target >= 0 && fstat(source, &status) == 0;
  for (off_t left = done ? status.st_size : 0; done && left > 0;) {
    ssize_t sent = sendfile(target, source, NULL, (size_t)left);
    done = sent > 0;
    left -= sent;
  }
  if (!done) {
    host_fail("copy of %s: %s", from, strerror(errno));
  }
  (void)close(source);
  (void)close(target);
  return done;
}

enum { copies = 2 };

static bool load_copies(const struct host_input *input, void **handles, char (*paths)[path_size], const char *folder) {
  for (int i = 0; i < copies; i++) {
    (void)snprintf(paths[i], path_size, "%s/copy%d.so", folder, i);
    if (!copy_file(input->library, paths[i]) || (handles[i + 1] = host_load(paths[i])) == NULL) {
      return false;
    }
    for (int k = 0; k <= i; k++) {
      if (handles[k] == handles[i + 1]) {
        host_fail("a copy of the file under another path has the same handle: it is not loaded");
        return false;
      }
    }
  }
  return true;
}

/* A copy is a library of its own. By turns, so that one which spoils another shows. */
void host_copies(const struct host_input *input) {
  enum { rounds = 20, threads = 2 };
  char folder[path_size / 2];
  static char paths[copies][path_size];
  void *handles[copies + 1] = {host_load(input->library)};
  if (handles[0] == NULL || !make_folder(folder)) {
    return;
  }
  bool loaded = load_copies(input, handles, paths, folder);
  remove_folder(folder, paths, copies);
  for (int i = 0; loaded && i < rounds; i++) {
    for (int k = copies; k >= 0; k--) {
      if (!host_calls(input, handles[k], 2) || !host_calls_on_threads(input, handles[k], threads, 1)) {
        return;
      }
    }
  }
  if (loaded) {
    host_line("%d copies, with a handle each, called by turns", copies + 1);
  }
}

/* The code of main is a trap in this copy. The file itself comes first: the copy finds beside it what it needs. */
static const unsigned char trap[] = {
#if defined(__x86_64__)
    0xcc, /* int3 */
#elif defined(__aarch64__)
    0x00, 0x00, 0x20, 0xd4, /* brk #0 */
#else
#error "no trap for this processor"
#endif
};

static bool set_trap(const char *path, long offset) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  bool done = file >= 0 && pwrite(file, trap, sizeof trap, offset) == (ssize_t)sizeof trap;
  if (!done) {
    host_fail("a trap in %s: %s", path, strerror(errno));
  }
  (void)close(file);
  return done;
}

struct trapped {
  const struct host_input *input;
  const char *path;
};

static void load_trapped(void *argument) {
  const struct trapped *trapped = argument;
  if (host_load(trapped->input->library) == NULL) {
    return;
  }
  void *handle = host_load(trapped->path);
  if (handle != NULL && host_calls(trapped->input, handle, 1)) {
    (void)host_threads_at_rest(); /* main would come after the end of all init */
  }
}

void host_main_never_runs(const struct host_input *input) {
  enum { seconds = 8 };
  char folder[path_size / 2];
  static char path[1][path_size];
  long offset = host_expected_number(input, "main_offset");
  if (host_failed() || !make_folder(folder)) {
    return;
  }
  (void)snprintf(path[0], path_size, "%s/trapped.so", folder);
  struct trapped trapped = {input, path[0]};
  int status = copy_file(input->library, path[0]) && set_trap(path[0], offset) ? host_in_child(seconds, load_trapped, &trapped) : -1;
  remove_folder(folder, path, 1);
  if (status != -1 && WIFSIGNALED(status) && WTERMSIG(status) == SIGTRAP) {
    host_fail("main.main ran: a process with a copy of the library in which it is a trap was killed by SIGTRAP. In a library main is never "
              "run, so what it does belongs into init, or into a function that the host calls");
  } else if (host_exited("a process with a copy of the library in which main.main is a trap", status, 0)) {
    host_line("nobody ran into the trap at main.main");
  }
}

struct way {
  const struct host_input *input;
  int flags;
};

static void load_and_call_by(void *argument) {
  struct way *way = argument;
  void *handle = dlopen(way->input->library, way->flags);
  if (handle == NULL) {
    host_fail("dlopen: %s", dlerror());
    return;
  }
  (void)host_calls(way->input, handle, 2);
}

void host_load_flags(const struct host_input *input) {
  enum { seconds = 8 };
  struct way ways[] = {{input, RTLD_LAZY | RTLD_LOCAL}, {input, RTLD_NOW | RTLD_GLOBAL}, {input, RTLD_LAZY | RTLD_GLOBAL}};
  const char *texts[] = {"a process that loads with RTLD_LAZY and calls", "a process that loads with RTLD_GLOBAL and calls",
                         "a process that loads with RTLD_LAZY | RTLD_GLOBAL and calls"};
  for (int i = 0; i < 3; i++) {
    (void)host_exited(texts[i], host_in_child(seconds, load_and_call_by, &ways[i]), 0);
  }
  host_line("works with RTLD_LAZY, with RTLD_GLOBAL, and with both");
}

/* A report: a name space of its own has its own C library, which Go's threads do not go with. */
static void load_in_name_space(void *argument) {
  const struct host_input *input = argument;
  void *handle = dlmopen(LM_ID_NEWLM, input->library, RTLD_NOW | RTLD_LOCAL);
  int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  (void)dup2(null, STDERR_FILENO);
  if (handle == NULL) {
    host_fail("dlmopen: %s", dlerror());
    return;
  }
  (void)host_calls(input, handle, 1);
}

void host_dlmopen(const struct host_input *input) {
  enum { seconds = 5 };
  char text[100];
  struct host_input copy = *input;
  int status = host_in_child(seconds, load_in_name_space, &copy);
  if (status != -1) {
    host_line("dlmopen is not supported; a process that tries it %s", host_status_text(status, text, sizeof text));
  }
}

static const char *same_or_new(const void *one, const void *other) { return one == other ? "the same library" : "a new one"; }

/* A report: what glibc takes for the same library. What it does not, is loaded a second time. */
void host_links(const struct host_input *input) {
  enum { file_count = 4 };
  char folder[path_size / 2];
  static char paths[file_count][path_size];
  const char *names[] = {"file.so", "symbolic.so", "hard.so", "moved.so"};
  if (host_load(input->library) == NULL || !make_folder(folder)) {
    return;
  }
  for (int i = 0; i < file_count; i++) {
    (void)snprintf(paths[i], path_size, "%s/%s", folder, names[i]);
  }
  void *first = copy_file(input->library, paths[0]) ? host_load(paths[0]) : NULL;
  if (first != NULL && symlink(paths[0], paths[1]) == 0 && link(paths[0], paths[2]) == 0) {
    host_line("a symbolic link to a loaded file: %s", same_or_new(first, host_load(paths[1])));
    host_line("a hard link to it: %s", same_or_new(first, host_load(paths[2])));
    if (rename(paths[0], paths[3]) == 0 && copy_file(input->library, paths[0])) {
      host_line("the loaded file under a new name: %s", same_or_new(first, host_load(paths[3])));
      host_line("another file under its old name: %s", same_or_new(first, host_load(paths[0])));
    }
  }
  remove_folder(folder, paths, file_count);
}

/* Threads that race ------------------------------------------------------------------------------ */

enum { racers = 8 };

struct race {
  const struct host_input *input;
  void *handle;
  pthread_barrier_t start;
};

static void *call_at_start(void *argument) {
  struct race *race = argument;
  (void)pthread_barrier_wait(&race->start);
  (void)host_calls(race->input, race->handle, 1);
  return NULL;
}

static void race_once(void *argument) {
  pthread_t threads[racers];
  struct race race = {.input = argument};
  (void)pthread_barrier_init(&race.start, NULL, racers + 1);
  for (int i = 0; i < racers; i++) {
    (void)pthread_create(&threads[i], NULL, call_at_start, &race);
  }
  race.handle = host_load(race.input->library);
  (void)pthread_barrier_wait(&race.start);
  for (int i = 0; i < racers; i++) {
    (void)pthread_join(threads[i], NULL);
  }
}

void host_racing_calls(const struct host_input *input) {
  enum { seconds = 8, processes = 8 };
  struct host_input copy = *input;
  for (int i = 0; i < processes; i++) {
    if (!host_exited("a process with 8 threads that race for the first call", host_in_child(seconds, race_once, &copy), 0)) {
      return;
    }
  }
  host_line("%d threads race for the first call, in %d processes", racers, processes);
}

/* Names of the host's -------------------------------------------------------------------------- */

static int hijacked;

/* The program is linked so that its own names come before those of any library. */
void crosscall2(void);
void fatalf(void);
void x_cgo_init(void);
void x_cgo_thread_start(void);
void crosscall2(void) { hijacked++; }
void fatalf(void) { hijacked++; }
void x_cgo_init(void) { hijacked++; }
void x_cgo_thread_start(void) { hijacked++; }

void host_clashing_names(const struct host_input *input) {
  if (dlsym(RTLD_DEFAULT, "crosscall2") == NULL) {
    host_skip("this program was linked without -rdynamic, so its names are not seen by libraries");
    return;
  }
  if (host_load_and_call(input) && hijacked == 0) {
    host_line("names of Go's in the program (crosscall2, fatalf, x_cgo_init, x_cgo_thread_start) are not used");
  } else if (!host_failed()) {
    host_fail("the library has called functions of the program that have names of Go's (%d calls). It has to bind to its own: "
              "link with -Wl,-Bsymbolic, or hide them by a version script",
              hijacked);
  }
}

void host_works(const struct host_input *input) { (void)host_load_and_call(input); }
