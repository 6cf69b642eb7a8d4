/* Callbacks that throw, each with what cshared_catch has to say of it. */
#ifndef SHIM_TESTS_THROWS_H
#define SHIM_TESTS_THROWS_H

#include <atomic>
#include <exception>
#include <stdexcept>
#include <string>

namespace throws {

/* How many objects of the frames that an exception leaves are there, and how many thrown ones. */
inline std::atomic<long> frames{0}, thrown{0};

struct Frame {
  Frame() { frames++; }
  ~Frame() { frames--; }
};

struct Counted {
  Counted() { thrown++; }
  Counted(const Counted &) { thrown++; }
  ~Counted() { thrown--; }
};

template <class T>
struct Plain : Counted {
  T value{};
};

struct Derived : std::runtime_error, Counted {
  Derived() : std::runtime_error("derived") {}
};

struct Other {
  virtual ~Other() {}
  long field = 0;
};

struct SecondBase : Other, Counted, std::logic_error {
  SecondBase() : std::logic_error("second base") {}
};

struct VirtualBase : Other, virtual std::runtime_error {
  VirtualBase() : std::runtime_error("virtual base") {}
};

struct PrivateBase : private std::runtime_error {
  PrivateBase() : std::runtime_error("private base") {}
};

struct Silent : std::exception {
  const char *what() const noexcept override { return nullptr; }
};

inline void an_int(void *) { Frame frame; throw 1; }
inline void a_pointer(void *) { Frame frame; throw "text"; }
inline void standard(void *) { Frame frame; throw std::runtime_error("no such file"); }
inline void plain(void *) { Frame frame; throw Plain<int>(); }
inline void derived(void *) { Frame frame; throw Derived(); }
inline void second_base(void *) { Frame frame; throw SecondBase(); }
inline void virtual_base(void *) { Frame frame; throw VirtualBase(); }
inline void private_base(void *) { Frame frame; throw PrivateBase(); }
inline void silent(void *) { Frame frame; throw Silent(); }

inline void rethrown(void *) {
  Frame frame;
  try {
    throw Derived();
  } catch (const std::exception &) {
    try {
      throw Plain<int>();
    } catch (const Plain<int> &) {
    }
    throw;
  }
}

/* The object is shared by two exceptions. */
inline void shared(void *) {
  Frame frame;
  std::exception_ptr kept;
  try {
    throw Derived();
  } catch (...) {
    kept = std::current_exception();
  }
  std::rethrow_exception(kept);
}

inline void returns(void *) { Frame frame; }

struct Case {
  const char *name;
  void (*callback)(void *);
  const char *what;    /* NULL: returns */
  const char *mangled; /* the same where nothing demangles */
};

inline const Case cases[] = {
    {"an_int", an_int, "C++ exception int", "C++ exception i"},
    {"a_pointer", a_pointer, "C++ exception char const*", "C++ exception PKc"},
    {"standard", standard, "C++ exception std::runtime_error: no such file", "C++ exception St13runtime_error: no such file"},
    {"plain", plain, "C++ exception throws::Plain<int>", "C++ exception N6throws5PlainIiEE"},
    {"derived", derived, "C++ exception throws::Derived: derived", "C++ exception N6throws7DerivedE: derived"},
    {"second_base", second_base, "C++ exception throws::SecondBase: second base",
     "C++ exception N6throws10SecondBaseE: second base"},
    {"virtual_base", virtual_base, "C++ exception throws::VirtualBase: virtual base",
     "C++ exception N6throws11VirtualBaseE: virtual base"},
    {"private_base", private_base, "C++ exception throws::PrivateBase", "C++ exception N6throws11PrivateBaseE"},
    {"silent", silent, "C++ exception throws::Silent", "C++ exception N6throws6SilentE"},
    {"rethrown", rethrown, "C++ exception throws::Derived: derived", "C++ exception N6throws7DerivedE: derived"},
    {"shared", shared, "C++ exception throws::Derived: derived", "C++ exception N6throws7DerivedE: derived"},
    {"returns", returns, nullptr, nullptr},
};

}  // namespace throws

#endif
