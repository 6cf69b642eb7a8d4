package cshared

import (
	"errors"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

func newTimer(t testing.TB, clock Clock) *Timer {
	t.Helper()
	timer, err := NewTimer(clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { timer.Close() })
	return timer
}

// A million readings of the C clock, Go's monotonic clock and the C clock again, from 8 threads: Go's
// is never outside the two, and each thread's never run backwards.
func TestPairIsOrdered(t *testing.T) {
	const threads, readings = 8, 125_000
	timer := newTimer(t, Monotonic)
	var violations, wide atomic.Int64
	var group sync.WaitGroup
	for range threads {
		group.Go(func() {
			runtime.LockOSThread()
			last := int64(0)
			for range readings {
				pair, err := timer.Pair(1)
				if err != nil {
					t.Error(err)
					return
				}
				if last > pair.Before || pair.Before > pair.Go || pair.Go > pair.After {
					violations.Add(1)
				}
				if -pair.Bound > pair.Offset || pair.Offset > pair.Bound || pair.Bound*2 < pair.After-pair.Before {
					wide.Add(1)
				}
				last = pair.After
			}
		})
	}
	group.Wait()
	if violations.Load() != 0 || wide.Load() != 0 {
		t.Errorf("of %d readings %d are out of order, %d outside their bound", threads*readings, violations.Load(), wide.Load())
	}
}

func TestPairOfOtherClocks(t *testing.T) {
	for _, clock := range []Clock{Monotonic, MonotonicRaw, Boottime} {
		timer := newTimer(t, clock)
		first, err := timer.Pair(100)
		if err != nil {
			t.Fatal(err)
		}
		second, err := timer.Pair(100)
		if err != nil {
			t.Fatal(err)
		}
		// RAW drifts by at most 500 ppm from MONOTONIC: nothing between two readings.
		slack := first.Bound + second.Bound + int64(time.Microsecond)
		if d := second.Offset - first.Offset; d > slack || d < -slack {
			t.Errorf("clock %d: offsets %d and %d differ by more than their bounds %d and %d", clock, first.Offset, second.Offset, first.Bound, second.Bound)
		}
		t.Logf("clock %d: offset of Go's clock %d ns ± %d", clock, first.Offset, first.Bound)
	}
}

func TestTimer(t *testing.T) {
	timer := newTimer(t, Boottime)
	time.Sleep(5 * time.Millisecond)
	elapsed, err := timer.Elapsed()
	if err != nil || elapsed < 5*time.Millisecond {
		t.Errorf("Elapsed = %v, %v", elapsed, err)
	}
	reset, err := timer.Reset()
	if err != nil || reset < elapsed {
		t.Errorf("Reset = %v, %v after %v", reset, err, elapsed)
	}
	deadline, err := timer.Deadline(time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if left, err := timer.Remaining(deadline); err != nil || left <= 59*time.Minute || left > time.Hour {
		t.Errorf("Remaining = %v, %v", left, err)
	}
	if deadline, err := timer.Deadline(math.MaxInt64); err != nil || deadline != Never {
		t.Errorf("Deadline = %v, %v", deadline, err)
	}
	if _, err := timer.Deadline(-1); !errors.Is(err, syscall.EINVAL) {
		t.Errorf("Deadline(-1): %v", err)
	}
	for _, attempts := range []int{0, -1, 1001} {
		if _, err := timer.Pair(attempts); !errors.Is(err, syscall.EINVAL) {
			t.Errorf("Pair(%d): %v", attempts, err)
		}
	}
	if _, err := NewTimer(9); !errors.Is(err, syscall.EINVAL) {
		t.Errorf("NewTimer(9): %v", err)
	}
	if err := timer.Close(); err != nil {
		t.Error(err)
	}
	_, now := timer.Now()
	_, elapsedErr := timer.Elapsed()
	_, resetErr := timer.Reset()
	_, pair := timer.Pair(1)
	for _, err := range []error{timer.Close(), now, elapsedErr, resetErr, pair} {
		if err != StatusStaleHandle {
			t.Errorf("after Close: %v", err)
		}
	}
	if _, err := new(Timer).Now(); err != StatusForeignHandle {
		t.Errorf("zero Timer: %v", err)
	}
}

func TestTimerAllocatesNothing(t *testing.T) {
	timer := newTimer(t, Monotonic)
	if n := testing.AllocsPerRun(100, func() { timer.Now(); timer.Elapsed(); timer.Pair(2) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkTimerNow(b *testing.B) {
	timer := newTimer(b, Monotonic)
	for b.Loop() {
		timer.Now()
	}
}
