package main

import (
	"strings"
	"testing"
)

// A library that needs each part of the shim that generated code can call; Go code has the mutex, too.
const partsSource = `// Package calc needs all there is.
package calc

import (
	"context"
	"iter"
	"slices"

	"example.com/try/root"
	"github.com/gocshared/rules_go_cshared/runtime_shim/cshared"
	"github.com/gocshared/rules_go_cshared/runtime_shim/lifecycle"
)

func init() { lifecycle.OnShutdown(func(context.Context) error { return nil }) }

//cshared:export
//cshared:batch
//cshared:serialize adding
func Add(a, b int32) int32 { return a + b }

//cshared:export
//cshared:borrow visit
func Each(values []int32, visit func(v int32) error) error {
	for _, v := range values {
		if err := visit(v); err != nil {
			return err
		}
	}
	return nil
}

var kept func(v int32)

//cshared:export
func Keep(f func(v int32)) { kept = f }

//cshared:export
func Ended(ctx context.Context) bool { return ctx.Err() != nil }

//cshared:export
func Values(values ...int32) iter.Seq[int32] { return slices.Values(values) }

//cshared:export
func Text() string { return root.Text() }

//cshared:export
//cshared:panics poison
func Locked() (waits uint64, err error) {
	mutex, err := cshared.NewMutex(cshared.MutexNormal)
	if err != nil {
		return 0, err
	}
	defer mutex.Close()
	if err := mutex.Lock(); err != nil {
		return 0, err
	}
	return 0, mutex.Unlock()
}
`

// C++ in the closure: the lines must link its library.
const partsRoot = `package root

// const char *root_text(void);
import "C"

// Text comes from C++.
func Text() string { return C.GoString(C.root_text()) }
`

const partsRootCXX = `#include <string>

extern "C" const char *root_text(void) {
  static const std::string text = std::string("te") + "xt";
  return text.c_str();
}
`

const partsHost = `#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "calc.h"

#define CHECK(condition)                                                \
  do {                                                                  \
    if (!(condition)) {                                                 \
      std::fprintf(stderr, "line %d: not true: %s\n", __LINE__, #condition); \
      return 1;                                                         \
    }                                                                   \
  } while (0)

static calc_status add(void *sum, int32_t v) {
  *static_cast<int32_t *>(sum) += v;
  return v == 3 ? throw std::runtime_error("three") : CALC_OK;
}

static void ignore(void *, int32_t) {}

static void destroy(void *destroyed) { *static_cast<bool *>(destroyed) = true; }

static void name(void *, const calc_leak *leak) { std::printf("%s of %s\n", leak->kind, leak->made_by); }

int main() {
  calc_add_item items[] = {{1, 2, 0, 0}, {3, 4, 0, 0}};
  CHECK(calc_add_batch(items, 2, nullptr, nullptr) == CALC_OK && items[1].result == 7);
  const int32_t values[] = {1, 2, 3};
  int32_t sum = 0;
  CHECK(calc_each(values, 2, add, &sum, nullptr) == CALC_OK && sum == 3);
  CHECK(calc_each(values, 3, add, &sum, nullptr) == CALC_CALLBACK);
  bool destroyed = false;
  CHECK(calc_keep(ignore, &destroyed, destroy, nullptr) == CALC_OK);
  CHECK(calc_callback_remove(&destroyed, -1, nullptr) == CALC_OK && destroyed);
  calc_context *context = nullptr;
  bool ended = false;
  CHECK(calc_context_new(-1, &context, nullptr) == CALC_OK && calc_context_cancel(context) == CALC_OK);
  CHECK(calc_ended(context, &ended, nullptr) == CALC_OK && ended && calc_context_free(context) == CALC_OK);
  calc_int32_iterator *it = nullptr;
  int32_t value = 0;
  CHECK(calc_values(values, 1, &it, nullptr) == CALC_OK);
  CHECK(calc_int32_iterator_next(it, &value, nullptr) == CALC_OK && value == 1);
  CHECK(calc_int32_iterator_next(it, &value, nullptr) == CALC_END_OF_STREAM);
  uint64_t waits = 1;
  CHECK(calc_locked(&waits, nullptr) == CALC_OK && waits == 0);
  char *text = nullptr, room[8];
  size_t size = 0;
  CHECK(calc_text_into(room, sizeof room, &size, nullptr) == CALC_OK && std::strcmp(room, "text") == 0);
  CHECK(calc_text(&text, nullptr, nullptr) == CALC_OK);
  CHECK(calc_leaks(name, nullptr) == CALC_OK);
  calc_free(text);
  CHECK(calc_int32_iterator_close(it) == CALC_OK);
  CHECK(calc_shutdown(INT64_C(10000000000), nullptr, nullptr) == CALC_OK);
  CHECK(calc_add(1, 2, &sum, nullptr) == CALC_CLOSED);
}
`

// TestNextCommandsLinkEveryPart: no part is missing, and none is there twice.
func TestNextCommandsLinkEveryPart(t *testing.T) {
	moduleWithShim(t, map[string]string{"calc/calc.go": partsSource, "root/root.go": partsRoot, "root/root.cc": partsRootCXX, "host.cc.txt": partsHost})
	shell(t, generated(t, "gen -prefix calc_ -leak-origins -o _calc ./calc"))
	symbols := shell(t, "nm -D --defined-only _calc/libcalc.so | sed 's/.* //' | LC_ALL=C sort")
	if want := read(t, "_calc/exports.txt"); symbols != want || !strings.Contains(want, "calc_leaks\n") {
		t.Errorf("the library has the symbols\n%s\nwant\n%s", symbols, want)
	}
	got := shell(t, `${CXX:-c++} -Wall -Werror -I_calc -o host -x c++ host.cc.txt -x none -L_calc -lcalc "-Wl,-rpath,$PWD/_calc"
./host`)
	if want := "calc_int32_iterator of calc_values\nbuffer of calc_text\n"; got != want {
		t.Errorf("the program printed %q, want %q", got, want)
	}
}
