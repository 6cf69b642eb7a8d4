// C++ exceptions that leave callbacks: errors in Go, statuses in C++, and nothing is left over.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "crossings.h"

#define CHECK(condition)                                                             \
  do {                                                                               \
    if (!(condition)) {                                                              \
      std::fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      std::exit(1);                                                                  \
    }                                                                                \
  } while (0)

namespace {

std::atomic<int> alive;

struct Counted {
  Counted() { ++alive; }
  Counted(const Counted &) { ++alive; }
  ~Counted() { --alive; }
};

struct Failure : std::runtime_error {
  explicit Failure(const std::string &what) : std::runtime_error(what) {}
  Counted counted;
};

crossings_status throws(void *user, int64_t i) {
  Counted local;
  if (i == 2) {
    throw Failure(static_cast<const char *>(user));
  }
  return CROSSINGS_OK;
}

bool throws_int(void *, int64_t, int64_t) { throw 42; }

crossings_status nested(void *user, int64_t) {
  int64_t result;
  crossings_error *err = nullptr;
  const crossings_status status = crossings_each(5, throws, user, &result, &err);
  CHECK(status == CROSSINGS_CALLBACK);
  const std::string message = crossings_error_message(err);
  crossings_error_free(err);
  throw Failure("outer of " + message);
}

// err by reference: the call that fills it is an argument, too.
std::string message_of(crossings_status status, crossings_error *&err) {
  CHECK(status == CROSSINGS_CALLBACK && err != nullptr);
  std::string text = crossings_error_message(err);
  crossings_error_free(err);
  err = nullptr;
  return text;
}

void once() {
  int64_t result = -1;
  crossings_error *err = nullptr;
  char text[] = "no luck";
  CHECK(message_of(crossings_each(5, throws, text, &result, &err), err) ==
        "the callback has thrown: C++ exception (anonymous namespace)::Failure: no luck");
  CHECK(result == -1);
  const int64_t values[] = {1, 2};
  CHECK(message_of(crossings_least(values, 2, throws_int, nullptr, &result, &err), err) == "the callback has thrown: C++ exception int");
  CHECK(message_of(crossings_each(1, nested, text, &result, &err), err) ==
        "the callback has thrown: C++ exception (anonymous namespace)::Failure: outer of the callback has thrown: C++ exception "
        "(anonymous namespace)::Failure: no luck");
  // Nobody asks: the text is not kept.
  CHECK(crossings_each(5, throws, text, &result, nullptr) == CROSSINGS_CALLBACK);
}

crossings_status kept(void *, const char *, size_t) { throw Failure("kept"); }

void throws_at_the_end(void *) { throw Failure("at the end"); }

void destroy_and_throw(void *user) {
  ++*static_cast<std::atomic<int> *>(user);
  throw Failure("lost");
}

}  // namespace

int main() {
  crossings_counters before = {};
  before.size = sizeof before;
  CHECK(crossings_stats(&before) == CROSSINGS_OK);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; i++) {
    threads.emplace_back([] {
      for (int n = 0; n < 500; n++) {
        once();
      }
    });
  }
  for (auto &thread : threads) {
    thread.join();
  }
  // From a goroutine, whose thread is one of Go's own.
  std::atomic<int> destroyed(0);
  CHECK(crossings_keep(kept, &destroyed, destroy_and_throw, nullptr) == CROSSINGS_OK);
  crossings_error *err = nullptr;
  CHECK(message_of(crossings_notify("x", 1, &err), err) == "the callback has thrown: C++ exception (anonymous namespace)::Failure: kept");
  CHECK(crossings_callback_remove(&destroyed, -1, nullptr) == CROSSINGS_OK && destroyed == 1);
  // The goroutine of the call was about to end, by runtime.Goexit.
  CHECK(message_of(crossings_exit_and_call(throws_at_the_end, nullptr, &err), err) ==
        "the callback has thrown: C++ exception (anonymous namespace)::Failure: at the end");
  CHECK(alive == 0);
  crossings_counters after = {};
  after.size = sizeof after;
  CHECK(crossings_stats(&after) == CROSSINGS_OK);
  CHECK(after.errors == 0 && after.callbacks == 0 && after.panics == before.panics);
  std::puts("exceptions: thrown through Go by 8 threads, nested, and from destructors of callbacks");
}
