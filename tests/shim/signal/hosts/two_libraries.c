/* two_libraries FIRST SECOND: two libraries, each with a router of its own, take the same signals. Each
 * of them gets each signal once, and so does the host's handler, in whatever order they come and go and
 * whether the threads block the signal or not. */
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../compile/check.h"
#include "cshared/router.h"

struct library {
  int (*subscribe)(cshared_signals, uint32_t, cshared_router_callback *, void *, cshared_subscription *);
  int (*unsubscribe)(cshared_subscription);
  cshared_subscription subscription;
  _Atomic int seen;
};

static struct library libraries[2];
static _Atomic int handled;

static void count(const cshared_router_event *event, void *user) {
  CHECK(event->number == SIGUSR1 && event->pid == getpid());
  atomic_fetch_add(&((struct library *)user)->seen, 1);
}

static void handle(int number) {
  CHECK(number == SIGUSR1);
  atomic_fetch_add(&handled, 1);
}

static void load(struct library *library, const char *path) {
  void *handle_of = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  CHECK(handle_of != NULL);
  *(void **)&library->subscribe = dlsym(handle_of, "cshared_router_subscribe");
  *(void **)&library->unsubscribe = dlsym(handle_of, "cshared_router_unsubscribe");
  CHECK(library->subscribe != NULL && library->unsubscribe != NULL);
}

static void begin(struct library *library) {
  CHECK_STATUS(0, library->subscribe(CSHARED_SIGNAL(SIGUSR1), 0, count, library, &library->subscription));
}

static void end(struct library *library) { CHECK_STATUS(0, library->unsubscribe(library->subscription)); }

/* Sends signals one by one; `first` and `second` say who is to get them. */
static void send(int first, int second) {
  const struct timespec moment = {0, 20000};
  for (int i = 0; i < 200; i++) {
    int want[] = {libraries[0].seen + first, libraries[1].seen + second, handled + 1};
    CHECK(kill(getpid(), SIGUSR1) == 0);
    for (int wait = 0; wait < 100000; wait++) {
      if (libraries[0].seen >= want[0] && libraries[1].seen >= want[1] && handled >= want[2]) break;
      nanosleep(&moment, NULL);
    }
    if (i % 50 == 0) nanosleep(&(struct timespec){0, 2000000}, NULL); /* For what comes too much. */
    CHECK(libraries[0].seen == want[0]);
    CHECK(libraries[1].seen == want[1]);
    CHECK(handled == want[2]);
  }
}

int main(int argc, char **argv) {
  CHECK(argc == 3);
  alarm(100);
  load(&libraries[0], argv[1]);
  load(&libraries[1], argv[2]);
  CHECK(libraries[0].subscribe != libraries[1].subscribe);
  struct sigaction action;
  for (int blocked = 0; blocked < 2; blocked++) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    CHECK(sigprocmask(blocked ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL) == 0);
    for (int last_first = 0; last_first < 2; last_first++) {
      CHECK(signal(SIGUSR1, handle) != SIG_ERR);
      for (int round = 0; round < 3; round++) {
        begin(&libraries[0]);
        send(1, 0);
        begin(&libraries[1]);
        send(1, 1);
        end(&libraries[last_first]);
        send(last_first, !last_first);
        begin(&libraries[last_first]);
        send(1, 1);
        end(&libraries[1]);
        send(1, 0);
        end(&libraries[0]);
      }
      CHECK(sigaction(SIGUSR1, NULL, &action) == 0 && action.sa_handler == handle);
    }
  }
  return 0;
}
