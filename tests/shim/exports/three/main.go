// Command three has a part of the runtime shim compiled into its Go package, as `go build` does it
// with the files runtime_shim/cshared/shim_*.c.
package main

// #cgo CFLAGS: -std=c11 -I${SRCDIR}/../../../../runtime_shim/include
// #include "cshared/timer.h"
import "C"

// Makes a timer and stores its handle. Returns a status.
//
//export three_make
func three_make(timer *C.ulonglong) C.int {
	var handle C.cshared_timer
	status := C.cshared_timer_new(C.CSHARED_TIMER_MONOTONIC, &handle)
	*timer = C.ulonglong(handle)
	return status
}

// Returns a constant: safe to call at any time.
//
//export three_answer
func three_answer() C.int { return 3 }

func main() {}
