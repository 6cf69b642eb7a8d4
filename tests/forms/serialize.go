package forms

// #include <stdint.h>
// static void call(uintptr_t function) { ((void (*)(void))function)(); }
import "C"

import (
	"sync/atomic"
	"time"
)

var inside, most atomic.Int64

// stay is in here with whoever else is, for a moment; then it calls a C function, if there is one.
func stay(hook uintptr) {
	n := inside.Add(1)
	for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
	}
	time.Sleep(100 * time.Microsecond)
	if hook != 0 {
		C.call(C.uintptr_t(hook))
	}
	inside.Add(-1)
}

// Most is how many were in one of the functions below at once, since the last call.
//
//cshared:export
func Most() int64 { return most.Swap(0) }

// Alone runs alone.
//
//cshared:export
//cshared:batch
//cshared:serialize forms
func Alone(hook uintptr) { stay(hook) }

// Named runs alone, too.
//
//cshared:export
//cshared:serialize forms
func Named(hook uintptr) string {
	stay(hook)
	if hook == 0 {
		panic("a domain must be left then, too")
	}
	return "named"
}

// Other is of another domain.
//
//cshared:export
//cshared:serialize other
func Other(hook uintptr) { stay(hook) }

// Loose is of none.
//
//cshared:export
func Loose(hook uintptr) { stay(hook) }
