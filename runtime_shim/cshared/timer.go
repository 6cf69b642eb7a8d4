package cshared

// #cgo CFLAGS: -std=c11 -fvisibility=hidden -I${SRCDIR}/../include
// #cgo noescape cshared_timer_new
// #cgo nocallback cshared_timer_new
// #cgo nocallback cshared_timer_free
// #cgo noescape cshared_timer_now
// #cgo nocallback cshared_timer_now
// #cgo noescape cshared_timer_elapsed
// #cgo nocallback cshared_timer_elapsed
// #cgo noescape cshared_timer_reset
// #cgo nocallback cshared_timer_reset
// #cgo noescape cshared_timer_deadline
// #cgo nocallback cshared_timer_deadline
// #cgo noescape cshared_timer_remaining
// #cgo nocallback cshared_timer_remaining
// #include "cshared/timer.h"
import "C"

import (
	"math"
	"time"
	_ "unsafe" // For go:linkname.
)

// A Clock is one of the kernel's clocks that a Timer can run on.
type Clock int32

const (
	// Monotonic is CLOCK_MONOTONIC, which is also Go's: it stands still in suspend.
	Monotonic Clock = C.CSHARED_TIMER_MONOTONIC
	// MonotonicRaw is not slewed by NTP, so it drifts from Go's clock.
	MonotonicRaw Clock = C.CSHARED_TIMER_MONOTONIC_RAW
	// Boottime goes on in suspend.
	Boottime Clock = C.CSHARED_TIMER_BOOTTIME
)

// Never is the deadline that never comes.
const Never = math.MaxInt64

// A Timer is the timer of cshared/timer.h: a clock and a starting point that Go and C share. All
// methods may be called from any goroutine; after Close they fail with StatusStaleHandle.
type Timer struct {
	handle C.cshared_timer
}

// NewTimer makes a timer on clock, started now. It exists until Close.
func NewTimer(clock Clock) (*Timer, error) {
	var handle C.cshared_timer
	if status := C.cshared_timer_new(C.int(clock), &handle); status != 0 {
		return nil, Status(status)
	}
	return &Timer{handle}, nil
}

// TimerOf returns the timer that C names by handle: a library that exports the part (`shims`) lets C
// make timers. Any number is accepted; methods fail if it is no timer's.
func TimerOf(handle uint64) *Timer { return &Timer{C.cshared_timer(handle)} }

// Handle returns the cshared_timer, to hand it to C.
func (t *Timer) Handle() uint64 { return uint64(t.handle) }

// Close frees the timer.
func (t *Timer) Close() error { return Status(C.cshared_timer_free(t.handle)).Err() }

// Now returns what the timer's clock shows, in nanoseconds.
func (t *Timer) Now() (int64, error) {
	var ns C.int64_t
	status := C.cshared_timer_now(t.handle, &ns)
	return int64(ns), Status(status).Err()
}

// Elapsed returns the time since the start or the last Reset.
func (t *Timer) Elapsed() (time.Duration, error) {
	var ns C.int64_t
	status := C.cshared_timer_elapsed(t.handle, &ns)
	return time.Duration(ns), Status(status).Err()
}

// Reset starts the timer anew and returns the time since the start before.
func (t *Timer) Reset() (time.Duration, error) {
	var ns C.int64_t
	status := C.cshared_timer_reset(t.handle, &ns)
	return time.Duration(ns), Status(status).Err()
}

// Deadline returns what the clock will show when timeout has passed, Never if that is beyond its end.
func (t *Timer) Deadline(timeout time.Duration) (int64, error) {
	var ns C.int64_t
	status := C.cshared_timer_deadline(t.handle, C.int64_t(timeout), &ns)
	return int64(ns), Status(status).Err()
}

// Remaining returns how long it is until deadline: 0 when it has passed.
func (t *Timer) Remaining(deadline int64) (time.Duration, error) {
	var ns C.int64_t
	status := C.cshared_timer_remaining(t.handle, C.int64_t(deadline), &ns)
	return time.Duration(ns), Status(status).Err()
}

// A PairReading is a reading of Go's monotonic clock between two of a timer's clock, in nanoseconds.
// The difference of the clocks, Go's minus the timer's, lies in Offset ± Bound, ends included; on a
// Monotonic timer, where it is one clock seen twice, Before <= Go <= After.
type PairReading struct {
	Before, Go, After int64
	Offset, Bound     int64
}

// Pair reads the timer's clock, Go's monotonic clock and the timer's clock again, attempts times
// from 1 to 1000, and returns the reading with the smallest bound.
func (t *Timer) Pair(attempts int) (PairReading, error) {
	if attempts < 1 || attempts > 1000 {
		return PairReading{}, StatusInvalid
	}
	best := PairReading{Bound: math.MaxInt64}
	for range attempts {
		before, err := t.Now()
		if err != nil {
			return PairReading{}, err
		}
		now := nanotime()
		after, err := t.Now()
		if err != nil {
			return PairReading{}, err
		}
		width := after - before
		if bound := width/2 + width%2; bound < best.Bound {
			best = PairReading{before, now, after, now - (before + width/2), bound}
		}
	}
	return best, nil
}

// Nanotime returns Go's monotonic clock, absolute: CLOCK_MONOTONIC (runtime/sys_linux_amd64.s and
// sys_linux_arm64.s read clock 1). time.Now only shows it relative to a start of its own.
func Nanotime() int64 { return nanotime() }

// The runtime keeps this name for linkname (runtime/time_nofake.go: "go:linkname nanotime").
//
//go:linkname nanotime runtime.nanotime
func nanotime() int64
