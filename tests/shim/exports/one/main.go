// Command one shares timers and mutexes of the runtime shim between Go and the host.
package main

import "C"

import (
	"errors"

	"github.com/gocshared/rules_go_cshared/runtime_shim/cshared"
)

var (
	timer *cshared.Timer
	mutex *cshared.Mutex
)

// Makes a timer and a mutex in Go and stores their handles. Returns a status.
//
//export one_make
func one_make(timerOut, mutexOut *C.ulonglong) C.int {
	var errTimer, errMutex error
	timer, errTimer = cshared.NewTimer(cshared.Monotonic)
	mutex, errMutex = cshared.NewMutex(cshared.MutexNormal)
	if err := errors.Join(errTimer, errMutex); err != nil {
		return C.int(cshared.StatusOf(err))
	}
	*timerOut, *mutexOut = C.ulonglong(timer.Handle()), C.ulonglong(mutex.Handle())
	return 0
}

// Reads the clock of Go's timer. Returns a status.
//
//export one_go_now
func one_go_now() C.int {
	_, err := timer.Now()
	return C.int(cshared.StatusOf(err))
}

// Tries to take Go's mutex, and gives it back. Returns a status.
//
//export one_go_try_lock
func one_go_try_lock() C.int {
	err := mutex.TryLock()
	if err == nil {
		err = mutex.Unlock()
	}
	return C.int(cshared.StatusOf(err))
}

// Resets a timer that C has made. Returns a status.
//
//export one_go_reset
func one_go_reset(handle C.ulonglong) C.int {
	_, err := cshared.TimerOf(uint64(handle)).Reset()
	return C.int(cshared.StatusOf(err))
}

// Frees a mutex that C has made. Returns a status.
//
//export one_go_free
func one_go_free(handle C.ulonglong) C.int {
	return C.int(cshared.StatusOf(cshared.MutexOf(uint64(handle)).Close()))
}

// Returns a constant: safe to call at any time.
//
//export one_answer
func one_answer() C.int { return 1 }

func main() {}
