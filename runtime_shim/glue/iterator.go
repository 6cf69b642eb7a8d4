package glue

import (
	"io"
	"sync"
	"sync/atomic"
	"syscall"
)

// Iterator is a source of values that C pulls from: a sequence, which runs on a goroutine of its own, or
// a channel. iter.Pull would not do: its two sides must stay on one thread each, and C may call from any.
//
// All methods may be called from any goroutine at any time.
type Iterator[T any] struct {
	pull sync.Mutex // Of Next: one at a time.
	stop chan struct{}
	once sync.Once // Of stop.

	values <-chan T
	// Of a sequence: it goes on when somebody asks, and `end` says why it has ended.
	sequence func(yield func(T) bool)
	asked    chan struct{}
	end      error
	aborts   bool
	runs     atomic.Pointer[byte] // Its goroutine, by runtime.g, while there is one.
}

// Iterate makes an iterator of a sequence. Nothing of it runs before the first Next.
func Iterate[T any](sequence func(yield func(T) bool)) *Iterator[T] {
	return &Iterator[T]{stop: make(chan struct{}), sequence: sequence}
}

// Aborting makes a panic of the iterator's sequence end the process: the policy "abort".
func Aborting[T any](it *Iterator[T]) *Iterator[T] {
	it.aborts = true
	return it
}

// Aborting2 is Aborting.
func Aborting2[K, V any](it *Iterator2[K, V]) *Iterator2[K, V] {
	it.pairs.aborts = true
	return it
}

// Receive makes an iterator of a channel. Close leaves the channel and its sender as they are.
func Receive[T any](values <-chan T) *Iterator[T] {
	return &Iterator[T]{stop: make(chan struct{}), values: values, end: io.EOF}
}

// errClosed is the end of an iterator that was closed.
var errClosed = &CallError{Status: statusClosed, Text: "the iterator was closed"}

// errWithin is what a sequence gets that asks for its own next value.
var errWithin = &CallError{Status: int32(syscall.EDEADLK), Text: "the iterator's own sequence asks for the next value"}

// Next returns the next value. The error is io.EOF at the end, CLOSED after Close, and tells of the panic
// that has ended a sequence.
func (it *Iterator[T]) Next() (value T, err error) {
	if it.runs.Load() == (*byte)(getg()) {
		return value, errWithin
	}
	it.pull.Lock()
	defer it.pull.Unlock()
	select {
	case <-it.stop:
		return value, errClosed
	default:
	}
	if it.values == nil {
		it.start()
	}
	if it.asked != nil {
		select {
		case it.asked <- struct{}{}:
		case <-it.stop:
			return value, errClosed
		case value, more := <-it.values: // It has ended, and nobody listens.
			return value, it.after(more)
		}
	}
	select {
	case value, more := <-it.values:
		return value, it.after(more)
	case <-it.stop:
		return value, errClosed
	}
}

func (it *Iterator[T]) after(more bool) error {
	if more {
		return nil
	}
	select {
	case <-it.stop: // That is why the sequence has ended.
		return errClosed
	default:
		return it.end
	}
}

// Close ends the iteration: the sequence's next yield returns false. It does not wait for that.
func (it *Iterator[T]) Close() { it.once.Do(func() { close(it.stop) }) }

func (it *Iterator[T]) start() {
	values, asked := make(chan T), make(chan struct{})
	it.values, it.asked = values, asked
	go func() {
		it.runs.Store((*byte)(getg()))
		defer close(values)
		defer it.runs.Store(nil)
		defer func() {
			if it.end == nil {
				value := recover()
				if it.aborts && value != nil {
					panic(value) // with the frames of the first one
				}
				it.end = endOfGoroutine(value)
			}
		}()
		select {
		case <-asked:
		case <-it.stop:
			it.end = errClosed
			return
		}
		it.sequence(func(value T) bool { return it.yield(values, value) })
		it.end = io.EOF
	}()
}

// yield hands a value over, and waits until somebody wants the next one.
func (it *Iterator[T]) yield(values chan<- T, value T) bool {
	select {
	case values <- value:
	case <-it.stop:
		return false
	}
	select {
	case <-it.asked:
		return true
	case <-it.stop:
		return false
	}
}

// Iterator2 is an Iterator over pairs.
type Iterator2[K, V any] struct{ pairs *Iterator[pair[K, V]] }

type pair[K, V any] struct {
	key   K
	value V
}

// Iterate2 makes an iterator of a sequence of pairs.
func Iterate2[K, V any](sequence func(yield func(K, V) bool)) *Iterator2[K, V] {
	return &Iterator2[K, V]{Iterate(func(yield func(pair[K, V]) bool) {
		sequence(func(key K, value V) bool { return yield(pair[K, V]{key, value}) })
	})}
}

// Next is Iterator.Next.
func (it *Iterator2[K, V]) Next() (key K, value V, err error) {
	next, err := it.pairs.Next()
	return next.key, next.value, err
}

// Close is Iterator.Close.
func (it *Iterator2[K, V]) Close() { it.pairs.Close() }
