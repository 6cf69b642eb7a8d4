// Package crossings has functions for tests whose values do not cross by themselves: callbacks, contexts,
// iterators.
package crossings

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Unit is an enum.
type Unit int32

// The units.
const (
	UnitNone  Unit = 0
	UnitMeter Unit = 1
)

// Point is a struct by value.
type Point struct {
	X, Y float64
	Unit Unit
}

// Object is known by handles.
type Object struct{ Number int64 }

// NewObject makes one.
//
//cshared:export
func NewObject(number int64) *Object { return &Object{number} }

// Value returns its number.
//
//cshared:export
func (o *Object) Value() int64 { return o.Number }

// Each calls visit for 0 to n-1, and returns how often it did.
//
//cshared:export
//cshared:borrow visit
func Each(n int64, visit func(i int64) error) (int64, error) {
	for i := range n {
		if err := visit(i); err != nil {
			return i, err
		}
	}
	return n, nil
}

// Kind says what an error of a callback is in Go.
//
//cshared:export
//cshared:borrow fail
func Kind(fail func() error) string {
	err := fail()
	switch {
	case err == nil:
		return "nil"
	case errors.Is(err, fs.ErrNotExist):
		return "not exist: " + err.Error()
	case errors.Is(err, context.Canceled):
		return "canceled"
	}
	return err.Error()
}

// Less is a comparison, which cannot fail.
type Less func(a, b int64) bool

// Least returns the least of the values.
//
//cshared:export
//cshared:borrow less
func Least(values []int64, less Less) int64 {
	least := values[0]
	for _, v := range values {
		if less(v, least) {
			least = v
		}
	}
	return least
}

// Everything passes one value of each kind to the callback, and returns what it got back.
//
//cshared:export
//cshared:borrow f
func Everything(text string, f func(b bool, i int8, u uint64, x float32, unit Unit, d time.Duration, p Point, at time.Time, s string, raw []byte, all []Point, o *Object) (Point, time.Time, string, []byte, []Point, Unit, *Object, error)) (string, error) {
	at := time.Unix(12, 34).UTC()
	p, t, s, raw, all, unit, o, err := f(true, -3, 1<<63, 1.5, UnitMeter, time.Second, Point{1, 2, UnitMeter}, at, text, []byte{1, 0, 2}, []Point{{3, 4, UnitNone}, {5, 6, UnitMeter}}, &Object{42})
	if err != nil {
		return "", err
	}
	number := int64(-1)
	if o != nil {
		number = o.Number
	}
	return fmt.Sprintln(p, t.UTC().Format(time.RFC3339Nano), s, raw, all, int(unit), number), nil
}

// Nothing calls a function without parameters.
//
//cshared:export
//cshared:borrow f
func Nothing(f func()) { f() }

var keeper struct {
	sync.Mutex
	f func(text string) error
}

// Keep keeps a function, or forgets the one that it has.
//
//cshared:export
func Keep(f func(text string) error) {
	keeper.Lock()
	defer keeper.Unlock()
	keeper.f = f
}

// Collect lets Go look for what has no more use.
//
//cshared:export
func Collect() {
	runtime.GC()
	runtime.GC()
}

// Notify calls the function that is kept, from another goroutine.
//
//cshared:export
func Notify(text string) error {
	keeper.Lock()
	f := keeper.f
	keeper.Unlock()
	if f == nil {
		return fs.ErrNotExist
	}
	done := make(chan error)
	go func() { done <- f(text) }()
	return <-done
}

var smuggled func(i int64) error

// Smuggle keeps a function that is good for the call only.
//
//cshared:export
//cshared:borrow f
func Smuggle(f func(i int64) error) { smuggled = f }

// CallSmuggled calls it after the call.
//
//cshared:export
func CallSmuggled() error { return smuggled(1) }

// Straggle starts a goroutine that is in the callback when this function returns.
//
//cshared:export
//cshared:borrow f
func Straggle(f func(i int64) error) {
	entered := make(chan struct{})
	go func() {
		close(entered)
		f(1)
	}()
	<-entered
}

var source func() (string, []byte, error)

// KeepSource keeps a function that gives text and bytes.
//
//cshared:export
func KeepSource(f func() (string, []byte, error)) { source = f }

// Read returns what the function gives.
//
//cshared:export
func Read() (string, []byte, error) { return source() }

var watch func(o *Object) error

// KeepWatch keeps a function that gets objects.
//
//cshared:export
func KeepWatch(f func(o *Object) error) { watch = f }

// Show gives the function an object.
//
//cshared:export
func Show(number int64) error { return watch(&Object{number}) }

// ExitAndCall calls the function while it ends its goroutine.
//
//cshared:export
//cshared:borrow f
func ExitAndCall(f func()) {
	defer f()
	runtime.Goexit()
}

// Pull yields what the function gives, for 0 to n-1.
//
//cshared:export
func Pull(n int64, f func(i int64) int64) iter.Seq[int64] {
	return func(yield func(int64) bool) {
		for i := range n {
			if !yield(f(i)) {
				return
			}
		}
	}
}

// Wait waits until the context ends.
//
//cshared:export
func Wait(ctx context.Context) error {
	waiting.Add(1)
	defer waiting.Add(-1)
	<-ctx.Done()
	return ctx.Err()
}

var waiting atomic.Int64

// Waiting is how many calls of Wait there are.
//
//cshared:export
//cshared:infallible
func Waiting() int64 { return waiting.Load() }

// Ended says whether the context has ended.
//
//cshared:export
func Ended(ctx context.Context) bool { return ctx.Err() != nil }

var running atomic.Int64

// Running is how many sequences of Count run.
//
//cshared:export
//cshared:infallible
func Running() int64 { return running.Load() }

// Count yields 0 to n-1. It panics at 13.
//
//cshared:export
func Count(n int64) iter.Seq[int64] {
	return func(yield func(int64) bool) {
		running.Add(1)
		defer running.Add(-1)
		for i := range n {
			if i == 13 {
				panic("thirteen")
			}
			if !yield(i) {
				return
			}
		}
	}
}

// Names yields names and objects.
//
//cshared:export
func Names(names ...int64) iter.Seq2[string, *Object] {
	return func(yield func(string, *Object) bool) {
		for _, n := range names {
			if !yield(fmt.Sprint("object ", n), &Object{n}) {
				return
			}
		}
	}
}

// Points sends points.
//
//cshared:export
func Points(n int64) <-chan Point {
	c := make(chan Point, 1)
	go func() {
		defer close(c)
		for i := range n {
			c <- Point{X: float64(i)}
		}
	}()
	return c
}

// Silence is a channel on which nothing ever comes.
//
//cshared:export
func Silence() <-chan int64 { return make(chan int64) }

var gate = make(chan struct{}, 1)

// OpenGate lets one sequence of Gated go on.
//
//cshared:export
//cshared:infallible
func OpenGate() { gate <- struct{}{} }

// Gated yields a number when the gate is opened.
//
//cshared:export
func Gated() iter.Seq[int64] {
	return func(yield func(int64) bool) {
		running.Add(1)
		defer running.Add(-1)
		<-gate
		yield(1)
	}
}

// Exit yields once and ends its goroutine.
//
//cshared:export
func Exit() iter.Seq[int64] {
	return func(yield func(int64) bool) {
		yield(1)
		runtime.Goexit()
	}
}

// None is a nil sequence.
//
//cshared:export
func None() iter.Seq[int64] { return nil }
