// Package probe is in the twins of libraries that go_cshared_test makes: Go code that loops, collects, faults
// and ends the process on request. Its functions are all that the checks of kind Probe call.
package probe

/*
#include <stdint.h>
#include "probe.h"
*/
import "C"

import (
	"runtime"
	"sync/atomic"
	"time"
	"unsafe"
)

var inits int32

func init() { inits++ }

// cshared_probe_nop enters Go and comes back.
//
//export cshared_probe_nop
func cshared_probe_nop() {}

// cshared_probe_inits says how often the package was initialised.
//
//export cshared_probe_inits
func cshared_probe_inits() C.int { return C.int(inits) }

var counter atomic.Int64

// cshared_probe_count counts its calls in this copy of the library.
//
//export cshared_probe_count
func cshared_probe_count() C.int64_t { return C.int64_t(counter.Add(1)) }

// cshared_probe_gc runs a collection.
//
//export cshared_probe_gc
func cshared_probe_gc() { runtime.GC() }

var sink uint64

// cshared_probe_spin is a tight loop without calls: only a signal can stop it for a collection.
//
//export cshared_probe_spin
func cshared_probe_spin(stop *C.uint32_t) {
	p := (*uint32)(unsafe.Pointer(stop))
	x := sink
	for atomic.LoadUint32(p) == 0 {
		x = x*1664525 + 1013904223
	}
	sink = x
}

// cshared_probe_go_spin is the loop on a thread of the runtime.
//
//export cshared_probe_go_spin
func cshared_probe_go_spin(stop *C.uint32_t) { go cshared_probe_spin(stop) }

// cshared_probe_work makes the runtime create threads, and allocates.
//
//export cshared_probe_work
func cshared_probe_work() {
	done := make(chan struct{})
	const goroutines = 8
	for range goroutines {
		go func() {
			var b [][]byte
			for range 50 {
				b = append(b, make([]byte, 10000))
			}
			runtime.KeepAlive(b)
			time.Sleep(time.Millisecond)
			done <- struct{}{}
		}()
	}
	for range goroutines {
		<-done
	}
	runtime.GC()
}

// cshared_probe_alloc fills and drops that many bytes, by the megabyte.
//
//export cshared_probe_alloc
func cshared_probe_alloc(bytes C.int64_t) {
	const piece = 1 << 20
	for done := int64(0); done < int64(bytes); done += piece {
		b := make([]byte, piece)
		for i := range b {
			b[i] = 1
		}
		runtime.KeepAlive(b)
	}
}

// cshared_probe_call_back calls f(user) through C.
//
//export cshared_probe_call_back
func cshared_probe_call_back(f, user unsafe.Pointer) { C.cshared_call_of_probe(f, user) }

// cshared_probe_goroutines says how many there are.
//
//export cshared_probe_goroutines
func cshared_probe_goroutines() C.int { return C.int(runtime.NumGoroutine()) }

// cshared_probe_block never returns.
//
//export cshared_probe_block
func cshared_probe_block() { select {} }
