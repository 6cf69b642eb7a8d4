/* <prefix>init: options, versions of the struct, bad values, the log sink. */
#include <errno.h>
#include <pthread.h>

#include "child.h"
#include "life.h"

static void settings(int64_t procs, int64_t percent, int64_t limit) {
  int64_t p, g, m;
  CHECK(life_settings(&p, &g, &m, NULL) == LIFE_OK);
  CHECK(p == procs);
  CHECK(g == percent);
  CHECK(m == limit);
}

/* "" if there is none. */
static const char *go_getenv(const char *name) {
  static char copy[8192];
  char *value;
  bool found;
  CHECK(life_getenv(name, LIFE_NUL_TERMINATED, &value, NULL, &found, NULL) == LIFE_OK);
  snprintf(copy, sizeof copy, "%s%s", found ? "=" : "", value);
  life_free(value);
  return copy;
}

static int64_t own_procs(void) {
  int64_t p, g, m;
  CHECK(life_settings(&p, &g, &m, NULL) == LIFE_OK);
  return p;
}

static void without(void) {
  settings(own_procs(), 100, INT64_MAX);
  CHECK(life_init(NULL, NULL) == LIFE_OK);
  settings(own_procs(), 100, INT64_MAX);
}

static void values(void) {
  const life_options options = {.size = sizeof options, .gomaxprocs = 3, .gc_percent = 37, .memory_limit = 1 << 30};
  errno = 77;
  CHECK(life_init(&options, NULL) == LIFE_OK);
  CHECK(errno == 77);
  settings(3, 37, 1 << 30);
}

static void no_collections(void) {
  const int64_t procs = own_procs();
  const life_options options = {.size = sizeof options, .gc_percent = -1};
  CHECK(life_init(&options, NULL) == LIFE_OK);
  settings(procs, -1, INT64_MAX);
}

static void environment(void) {
  CHECK(strcmp(go_getenv("PATH"), "") != 0);
  CHECK(setenv("LIFE_HOST", "of the host", 1) == 0);
  const char *const variables[] = {"LIFE_A=1", "LIFE_HOST=of options", "LIFE_EMPTY=", "LIFE_A=2", "LIFE_EQUAL=a=b", NULL};
  const life_options options = {.size = sizeof options, .environment = variables};
  char before[8192];
  snprintf(before, sizeof before, "%s", getenv("PATH"));
  CHECK(life_init(&options, NULL) == LIFE_OK);
  /* The library has these and no others. */
  CHECK_TEXT(go_getenv("LIFE_A"), "=1");
  CHECK_TEXT(go_getenv("LIFE_HOST"), "=of options");
  CHECK_TEXT(go_getenv("LIFE_EMPTY"), "=");
  CHECK_TEXT(go_getenv("LIFE_EQUAL"), "=a=b");
  CHECK_TEXT(go_getenv("PATH"), "");
  int64_t count;
  CHECK(life_count_env(&count, NULL) == LIFE_OK && count == 4);
  /* The host has what it had. */
  CHECK(getenv("LIFE_A") == NULL);
  CHECK_TEXT(getenv("LIFE_HOST"), "of the host");
  CHECK_TEXT(getenv("PATH"), before);
  /* What Go sets later reaches both, as ever. */
  CHECK(life_setenv("LIFE_A", LIFE_NUL_TERMINATED, "3", 1, NULL) == LIFE_OK);
  CHECK_TEXT(go_getenv("LIFE_A"), "=3");
  CHECK_TEXT(getenv("LIFE_A"), "3");
}

static void older(void) {
  const struct {
    size_t size;
    int64_t gomaxprocs;
    int64_t no_member;
  } old = {16, 2, 99};
  CHECK(life_init((const life_options *)&old, NULL) == LIFE_OK);
  settings(2, 100, INT64_MAX);
}

typedef struct newer_options {
  life_options known;
  int64_t later[4];
} newer_options;

static void newer(void) {
  newer_options options = {.known = {.size = sizeof options, .gomaxprocs = 2}};
  CHECK(life_init(&options.known, NULL) == LIFE_OK);
  settings(2, 100, INT64_MAX);
}

static void refused(const life_options *options, const char *want) {
  life_error *err = NULL;
  CHECK(life_init(options, NULL) == EINVAL);
  CHECK(life_init(options, &err) == EINVAL);
  CHECK(life_error_code(err) == EINVAL);
  CHECK_TEXT(life_error_message(err), want);
  life_error_free(err);
}

static void sink(void *user, int level, const char *text, size_t size) {
  CHECK(text[size] == '\0');
  char *all = user;
  snprintf(all + strlen(all), 4096 - strlen(all), "%d %s\n", level, text);
}

static void bad_values(void) {
  const int64_t procs = own_procs();
  newer_options later = {.known = {.size = sizeof later, .gomaxprocs = 2}};
  later.later[1] = 1;
  refused(&later.known, "life_init: the options have a value at byte 64 that this version of the library does not know (it knows 56 bytes): leave it 0");
  static const char size_text[] = "life_init: options->size is %zu, which is no size of this struct: write sizeof there";
  for (const size_t *size = (const size_t[]){0, 7, 12, 4104, SIZE_MAX, 1}; *size != 1; size++) {
    char text[128];
    snprintf(text, sizeof text, size_text, *size);
    refused(&(life_options){.size = *size}, text);
  }
#define REFUSED(text, ...) refused(&(life_options){.size = sizeof(life_options), __VA_ARGS__}, "life_init: " text)
  REFUSED("gomaxprocs is -1, and must be 1 to 8192, or 0 to leave it", .gomaxprocs = -1);
  REFUSED("gomaxprocs is 8193, and must be 1 to 8192, or 0 to leave it", .gomaxprocs = 8193);
  REFUSED("gc_percent is -2, and must be 1 to 2147483647, -1 for no collections, or 0 to leave it", .gomaxprocs = 2, .gc_percent = -2);
  REFUSED("gc_percent is 2147483648, and must be 1 to 2147483647, -1 for no collections, or 0 to leave it", .gc_percent = INT64_C(2147483648));
  REFUSED("memory_limit is -1, and must be a number of bytes, INT64_MAX for no limit, or 0 to leave it", .gomaxprocs = 2, .memory_limit = -1);
  REFUSED("log_user is set, but log is NULL", .gomaxprocs = 2, .log_user = &later);
  const char *const no_sign[] = {"LIFE_A=1", "LIFE_B", NULL}, *const no_name[] = {"=1", NULL};
  REFUSED("environment[1] is not of the form NAME=VALUE", .gomaxprocs = 2, .environment = no_sign);
  REFUSED("environment[0] is not of the form NAME=VALUE", .gomaxprocs = 2, .environment = no_name);
  /* Nothing of them has been applied, and a good one still can be. */
  settings(procs, 100, INT64_MAX);
  CHECK_TEXT(go_getenv("LIFE_A"), "");
  CHECK(life_init(&(life_options){.size = sizeof(life_options), .gomaxprocs = 2}, NULL) == LIFE_OK);
  settings(2, 100, INT64_MAX);
}

static void twice(void) {
  char text[4096] = "";
  const life_options first = {.size = sizeof first, .gomaxprocs = 2}, second = {.size = sizeof second, .gomaxprocs = 3, .log = sink, .log_user = text};
  life_error *err = NULL;
  CHECK(life_init(&first, NULL) == LIFE_OK);
  CHECK(life_init(&second, &err) == EALREADY);
  CHECK_TEXT(life_error_message(err), "life_init: was called before, and what it was given stays");
  life_error_free(err);
  settings(2, 100, INT64_MAX);
  CHECK(life_log(0, "nobody", 6, 1, NULL) == LIFE_OK);
  CHECK_TEXT(text, "");
}

static void *init_once(void *barrier) {
  const life_options options = {.size = sizeof options, .gomaxprocs = 2};
  pthread_barrier_wait(barrier);
  return (void *)(intptr_t)life_init(&options, NULL);
}

static void at_once(void) {
  pthread_barrier_t barrier;
  pthread_t threads[8];
  CHECK(pthread_barrier_init(&barrier, NULL, 8) == 0);
  for (int i = 0; i < 8; i++) {
    CHECK(pthread_create(&threads[i], NULL, init_once, &barrier) == 0);
  }
  int done = 0, refusals = 0;
  for (int i = 0; i < 8; i++) {
    void *status;
    CHECK(pthread_join(threads[i], &status) == 0);
    done += (intptr_t)status == LIFE_OK;
    refusals += (intptr_t)status == EALREADY;
  }
  CHECK(done == 1 && refusals == 7);
}

static void logs(void) {
  static char text[4096];
  CHECK(life_log(4, "to nobody", LIFE_NUL_TERMINATED, 0, NULL) == LIFE_OK); /* the test looks for it on stderr */
  const life_options options = {.size = sizeof options, .log = sink, .log_user = text};
  CHECK(life_init(&options, NULL) == LIFE_OK);
  CHECK(life_log(-4, "detail", LIFE_NUL_TERMINATED, 1, NULL) == LIFE_OK);
  CHECK(life_log(8, "two\nlines", LIFE_NUL_TERMINATED, 2, NULL) == LIFE_OK);
  CHECK(life_print("line\r\n", LIFE_NUL_TERMINATED, NULL) == LIFE_OK);
  CHECK(life_print("", 0, NULL) == LIFE_OK);
  CHECK_TEXT(text, "-4 detail value=1 level=own\n8 two\nlines value=2 level=own\n0 line\n0 \n");
}

/* Standard error is broken. */
static void broken_stderr(void) {
  int ends[2];
  const int real = dup(2);
  CHECK(pipe(ends) == 0 && dup2(ends[1], 2) == 2 && close(ends[0]) == 0 && close(ends[1]) == 0);
  const life_status logged = life_log(8, "into the void", LIFE_NUL_TERMINATED, 0, NULL);
  const life_status printed = life_print("into the void", LIFE_NUL_TERMINATED, NULL);
  CHECK(dup2(real, 2) == 2);
  CHECK(logged == LIFE_OK);
  CHECK(printed == EPIPE);
}

static void in_child_of_fork(void) {
  CHECK(life_half(1) == 0.5);
  const pid_t child = fork();
  if (child == 0) {
    _exit(life_init(NULL, NULL) == LIFE_AFTER_FORK && life_shutdown(0, NULL, NULL) == LIFE_AFTER_FORK ? 0 : 1);
  }
  int status;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  CHECK(life_init(NULL, NULL) == LIFE_OK);
}

int main(int argc, char **argv) {
  static const test tests[] = {
      {"without", without, 0, NULL},
      {"values", values, 0, NULL},
      {"no_collections", no_collections, 0, NULL},
      {"environment", environment, 0, NULL},
      {"older", older, 0, NULL},
      {"newer", newer, 0, NULL},
      {"bad_values", bad_values, 0, NULL},
      {"twice", twice, 0, "level=INFO msg=nobody value=1 level=own\n"},
      {"at_once", at_once, 0, NULL},
      {"logs", logs, 0, "level=WARN msg=\"to nobody\" value=0 level=own\n"},
      {"broken_stderr", broken_stderr, 0, NULL},
      {"in_child_of_fork", in_child_of_fork, 0, NULL},
  };
  return run_tests(tests, sizeof tests / sizeof tests[0], argc, argv);
}
