/* A C++ host, a Go library and a callback of the host: <library> <case> [times]. */
#include <dlfcn.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include "../../compile/check.h"
#include "throws.h"

typedef void (*callback)(void *);

static void (*plain)(callback, void *);
static int (*caught)(callback, void *, char *, size_t);
static void (*collect)();
static long long (*deferred)();

template <class F>
static void find(void *library, const char *name, F *function) {
  void *symbol = dlsym(library, name);
  CHECK(symbol != nullptr);
  std::memcpy(function, &symbol, sizeof symbol);
}

static void once(const throws::Case &c) {
  char text[200] = "";
  const int failed = caught(c.callback, nullptr, text, sizeof text);
  CHECK(failed == (c.what != nullptr));
#ifdef HIDDEN
  const char *what = c.mangled;
#else
  const char *what = c.what;
#endif
  const std::string want = what != nullptr ? std::string("the callback failed\n") + what : "";
  if (text != want) {
    std::fprintf(stderr, "%s: \"%s\", want \"%s\"\n", c.name, text, want.c_str());
    std::exit(1);
  }
}

static void all_cases(int times) {
  const size_t n = sizeof throws::cases / sizeof *throws::cases;
  for (int i = 0; i < times; i++) {
    once(throws::cases[size_t(i) % n]);
    if (i % 500 == 0) {
      collect();
    }
  }
}

static void reenter(void *depth) {
  throws::Frame frame;
  char text[200];
  if (depth != nullptr) {
    void *next = reinterpret_cast<void *>(reinterpret_cast<std::uintptr_t>(depth) - 1);
    CHECK(caught(reenter, next, text, sizeof text) == 1);
    collect();
  }
  throw std::runtime_error("deep");
}

/* C++ in Go in C++ in Go: each level gets its own error. */
static void reentered() {
  char text[200];
  CHECK(caught(reenter, reinterpret_cast<void *>(5), text, sizeof text) == 1);
  CHECK(std::strstr(text, ": deep") != nullptr);
  CHECK(deferred() == 6);
}

int main(int argc, char **argv) {
  CHECK(argc >= 3);
  void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    std::fprintf(stderr, "%s\n", dlerror());
    return 3;
  }
  find(library, "callback_plain", &plain);
  find(library, "callback_caught", &caught);
  find(library, "callback_collect", &collect);
  find(library, "callback_deferred", &deferred);
  const std::string name = argv[2];
  const int times = argc > 3 ? std::atoi(argv[3]) : 0;
  if (name == "plain") {
    try {
      plain(throws::standard, nullptr);
    } catch (const std::exception &) {
      std::puts("got through");
    }
  } else if (name == "caught") {
    all_cases(times);
    CHECK(deferred() == times);
  } else if (name == "threads") {
    std::vector<std::thread> all;
    for (int i = 0; i < 8; i++) {
      all.emplace_back(all_cases, times);
    }
    for (std::thread &thread : all) {
      thread.join();
    }
    CHECK(deferred() == 8LL * times);
  } else if (name == "reentered") {
    reentered();
  } else {
    return 3;
  }
  CHECK(throws::frames == 0 && throws::thrown == 0);
}
