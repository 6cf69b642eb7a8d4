/* cshared_catch in a C++ program, without Go. */
#include <pthread.h>
#include <unwind.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include "../../compile/check.h"
#include "cshared/catch.h"
#include "cshared/status.h"
#include "throws.h"

/* What the runtime hears of the catch, and of nothing else here. -DHIDDEN: it hides its symbols. */
static void check_state(int caught) {
#ifdef HIDDEN
  CHECK(std::uncaught_exceptions() == caught);
#else
  (void)caught;
  CHECK(std::uncaught_exceptions() == 0);
#endif
  CHECK(std::current_exception() == nullptr);
}

static void check_case(const throws::Case &c) {
  char what[100] = "untouched";
  const int status = cshared_catch(c.callback, nullptr, what, sizeof what);
  if (c.what == nullptr) {
    CHECK_STATUS(0, status);
    CHECK(std::strcmp(what, "untouched") == 0);
    return;
  }
  CHECK_STATUS(CSHARED_CALLBACK, status);
#ifdef HIDDEN
  const char *want = c.mangled;
#else
  const char *want = c.what;
#endif
  if (std::strcmp(what, want) != 0) {
    std::fprintf(stderr, "%s: \"%s\", want \"%s\"\n", c.name, what, want);
    std::exit(1);
  }
}

static void texts() {
  int caught = 0;
  for (const throws::Case &c : throws::cases) {
    check_case(c);
    caught += c.what != nullptr;
    check_state(caught);
  }
  CHECK(throws::frames == 0 && throws::thrown == 0);
}

static void cut() {
  char what[8] = "1234567";
  CHECK_STATUS(CSHARED_CALLBACK, cshared_catch(throws::standard, nullptr, nullptr, 0));
  CHECK_STATUS(CSHARED_CALLBACK, cshared_catch(throws::standard, nullptr, what, 1));
  CHECK(what[0] == '\0' && what[1] == '2');
  CHECK_STATUS(CSHARED_CALLBACK, cshared_catch(throws::standard, nullptr, what, sizeof what));
  CHECK(std::strcmp(what, "C++ exc") == 0);
}

static void to_noexcept(void *) noexcept { throws::standard(nullptr); }

static void not_caught() { (void)cshared_catch(to_noexcept, nullptr, nullptr, 0); }

static void inner(void *) {
  char what[100];
  CHECK_STATUS(CSHARED_CALLBACK, cshared_catch(throws::derived, nullptr, what, sizeof what));
  CHECK(std::strcmp(what + std::strlen(what) - 7, "derived") == 0);
  throw std::logic_error("outer");
}

/* One in another, and in the handler of an exception, which stays current. */
static void nested() {
  char what[100];
  CHECK_STATUS(CSHARED_CALLBACK, cshared_catch(inner, nullptr, what, sizeof what));
  CHECK(std::strcmp(what + std::strlen(what) - 5, "outer") == 0);
  try {
    throw std::runtime_error("mine");
  } catch (const std::exception &mine) {
    CHECK_STATUS(CSHARED_CALLBACK, cshared_catch(throws::shared, nullptr, what, sizeof what));
    CHECK(std::strcmp(mine.what(), "mine") == 0);
    try {
      throw;
    } catch (const std::exception &same) {
      CHECK(&same == &mine);
    }
  }
}

static int foreign_ended;

static void end_foreign(_Unwind_Reason_Code code, _Unwind_Exception *exception) {
  foreign_ended += code == _URC_FOREIGN_EXCEPTION_CAUGHT;
  delete exception;
}

static void throw_foreign(void *ends) {
  throws::Frame frame;
  auto *exception = new _Unwind_Exception();
  std::memcpy(&exception->exception_class, "ANY\0LANG", 8);
  exception->exception_cleanup = ends != nullptr ? end_foreign : nullptr;
  _Unwind_RaiseException(exception);
}

static void foreign() {
  char what[100] = "";
  CHECK_STATUS(CSHARED_CALLBACK, cshared_catch(throw_foreign, what, what, sizeof what));
  CHECK(std::strcmp(what, "foreign exception") == 0);
  CHECK(foreign_ended == 1 && throws::frames == 0);
}

/* What the compiler keeps in registers across the call is there afterwards. */
static void registers() {
  volatile long seed = 3;
  const long a = seed, b = a * a, c = b * a, d = c * a, e = d * a, f = e * a, g = f * a, h = g * a;
  const double x = double(a) / 7, y = x * x, z = y * x;
  CHECK_STATUS(CSHARED_CALLBACK, cshared_catch(throws::rethrown, nullptr, nullptr, 0));
  CHECK(a == 3 && b == 9 && c == 27 && d == 81 && e == 243 && f == 729 && g == 2187 && h == 6561);
  const double again = double(seed) / 7;
  CHECK(x == again && y == again * again && z == again * again * again);
}

static void threads(int n, int times) {
  std::vector<std::thread> all;
  for (int i = 0; i < n; i++) {
    all.emplace_back([times, i] {
      for (int j = 0; j < times; j++) {
        check_case(throws::cases[size_t(i + j) % (sizeof throws::cases / sizeof *throws::cases)]);
      }
      CHECK(std::uncaught_exceptions() == 0);
    });
  }
  for (std::thread &thread : all) {
    thread.join();
  }
  CHECK(throws::frames == 0 && throws::thrown == 0);
}

static void end_thread(void *) { pthread_exit(&throws::frames); }

static void end_thread_with_frame(void *) {
  throws::Frame frame;
  pthread_exit(&throws::frames);
}

static void *thread_that_ends(void *with_frame) {
  (void)cshared_catch(with_frame != nullptr ? end_thread_with_frame : end_thread, nullptr, nullptr, 0);
  return nullptr;
}

/* The thread ends as if nothing were in between. */
static void pthread_exits(bool with_frame) {
  pthread_t thread;
  void *result = nullptr;
  CHECK(pthread_create(&thread, nullptr, thread_that_ends, with_frame ? &thread : nullptr) == 0);
  CHECK(pthread_join(thread, &result) == 0);
  CHECK(result == &throws::frames);
  CHECK(throws::frames == 0);
}

int main(int argc, char **argv) {
  CHECK(argc >= 2);
  const std::string name = argv[1];
  if (name == "texts") {
    texts();
  } else if (name == "cut") {
    cut();
  } else if (name == "not_caught") {
    not_caught();
  } else if (name == "nested") {
    nested();
  } else if (name == "foreign") {
    foreign();
  } else if (name == "registers") {
    registers();
  } else if (name == "threads") {
    threads(8, std::atoi(argv[2]));
  } else if (name == "pthread_exit") {
    pthread_exits(false);
  } else if (name == "pthread_exit_destroys") {
    pthread_exits(true);
  } else {
    return 3;
  }
}
