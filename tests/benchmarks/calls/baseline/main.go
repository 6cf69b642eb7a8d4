// Package main has the same functions as package calls, as one writes them by hand.
package main

// #include <stdint.h>
// typedef int64_t (*baseline_function)(void *user, int64_t n);
// static inline int64_t call(baseline_function f, void *user, int64_t n) { return f(user, n); }
import "C"

import (
	"runtime/cgo"
	"unsafe"
)

func main() {}

const text = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

//export baseline_add
func baseline_add(a, b C.int64_t) C.int64_t { return a + b }

//export baseline_length
func baseline_length(p *C.char, n C.int) C.int64_t { return C.int64_t(len(C.GoStringN(p, n))) }

//export baseline_text
func baseline_text() *C.char { return C.CString(text) }

type counter struct{ n int64 }

//export baseline_counter_new
func baseline_counter_new() C.uintptr_t { return C.uintptr_t(cgo.NewHandle(new(counter))) }

//export baseline_counter_add
func baseline_counter_add(h C.uintptr_t, n C.int64_t) C.int64_t {
	c := cgo.Handle(h).Value().(*counter)
	c.n += int64(n)
	return C.int64_t(c.n)
}

//go:noinline
func apply(n int64, f func(n int64) int64) int64 { return f(n) }

//export baseline_apply
func baseline_apply(n C.int64_t, f C.baseline_function, user unsafe.Pointer) C.int64_t {
	return C.int64_t(apply(int64(n), func(n int64) int64 { return int64(C.call(f, user, C.int64_t(n))) }))
}
