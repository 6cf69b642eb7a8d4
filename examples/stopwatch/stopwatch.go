// Command stopwatch shares timers between Go and the host, and leaves signals to the host's callback.
//
//	host ──stopwatch_timer_new──▶ timer ◀──cshared.TimerOf── Go
//
// The functions stopwatch_timer_… and stopwatch_router_… are not here: they are parts of the runtime
// shim, exported by `shims` in BUILD.bazel and declared in stopwatch_shims.h.
package main

import "C"

import (
	"time"

	"github.com/gocshared/rules_go_cshared/runtime_shim/cshared"
)

// Works for at least duration_ns nanoseconds, as timer shows them, and stores in *laps_out how often it
// looked. Returns a status: 0, EINVAL for NULL, STOPWATCH_STALE_HANDLE or
// STOPWATCH_FOREIGN_HANDLE for what is no timer. May be called from any thread.
//
//export stopwatch_work
func stopwatch_work(timer C.ulonglong, duration_ns C.longlong, laps_out *C.longlong) C.int {
	if laps_out == nil {
		return C.int(cshared.StatusInvalid)
	}
	t := cshared.TimerOf(uint64(timer))
	for laps := C.longlong(1); ; laps++ {
		elapsed, err := t.Elapsed()
		if err != nil {
			return C.int(cshared.StatusOf(err))
		}
		if elapsed >= time.Duration(duration_ns) {
			*laps_out = laps
			return 0
		}
		time.Sleep(time.Millisecond)
	}
}

// Returns a constant; safe to call at any time.
//
//export stopwatch_answer
func stopwatch_answer() C.int { return 42 }

func main() {}
