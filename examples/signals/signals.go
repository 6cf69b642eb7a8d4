// Command signals keeps goroutines, the garbage collector and the caller's threads busy in a host
// that does its own signal handling, and takes one signal itself.
//
//	SIGTERM, SIGCHLD, SIGUSR1 ──▶ the host's signalfd
//	SIGPROF                   ──▶ the host's profiler, on the host's threads
//	SIGUSR2                   ──▶ the library's router ──▶ a Go channel
//
// Nothing here asks for that: it is what a library does by default (runtime_shim/include/cshared/load.h).
package main

// #include <stdint.h>
import "C"

import (
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/gocshared/rules_go_cshared/runtime_shim/cshared"
)

var (
	stop  atomic.Bool
	group sync.WaitGroup
	units atomic.Int64

	taken atomic.Int64
)

// Starts so many goroutines that allocate, and one that collects garbage all the time, until
// signals_stop.
//
//export signals_start
func signals_start(goroutines C.int32_t) {
	stop.Store(false)
	for range goroutines {
		group.Go(func() {
			for !stop.Load() {
				units.Add(int64(len(fill(1000))))
			}
		})
	}
	group.Go(func() {
		for !stop.Load() {
			runtime.GC()
		}
	})
}

// Stops what signals_start has started, and waits for its end.
//
//export signals_stop
func signals_stop() {
	stop.Store(true)
	group.Wait()
}

// Allocates a little and returns. May be called from any thread.
//
//export signals_call
func signals_call() { units.Add(int64(len(fill(10)))) }

// Returns how much work has been done.
//
//export signals_units
func signals_units() C.int64_t { return C.int64_t(units.Load()) }

// Subscribes to SIGUSR2. Returns 0 or a status. All threads of the host may block the signal; a
// handler that the host has for it is called as well.
//
//export signals_subscribe
func signals_subscribe() C.int {
	subscription, err := cshared.SubscribeSignals(cshared.SignalsOf(syscall.SIGUSR2), 16)
	if err != nil {
		return C.int(cshared.StatusOf(err))
	}
	go func() {
		for range subscription.Events() {
			taken.Add(1)
		}
	}()
	return 0
}

// Returns how many SIGUSR2 have been taken.
//
//export signals_taken
func signals_taken() C.int64_t { return C.int64_t(taken.Load()) }

//go:noinline
func fill(n int) [][]byte {
	all := make([][]byte, n)
	for i := range all {
		all[i] = make([]byte, 64)
	}
	return all
}

func main() {}
