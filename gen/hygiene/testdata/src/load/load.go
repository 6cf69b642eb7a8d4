// Package load works while it is being loaded.
package load

import "time"

type queue struct{ in chan int }

func (q *queue) run() {
	go q.drain() // want `.go. starts a goroutine .*; an initialiser calls run \(init-goroutine\)`
}

func (q *queue) drain() {
	for range q.in {
	}
}

func (q *queue) wait() {
	for range q.in { // want `range. waits .*; an initialiser calls wait`
	}
}

func list[T any](items ...T) []T {
	time.Sleep(1) // want `time.Sleep. waits .*; an initialiser calls list`
	for range items {
	}
	return items
}

var first = list[int](1)

type box[T any] struct{}

func (box[T]) open() {
	time.Sleep(1) // want `time.Sleep. waits .*; an initialiser calls open`
}

var opened = func() bool { box[int]{}.open(); return true }()

func init() {
	q := &queue{}
	q.run()
	q.wait()
	<-q.in // want `<-. waits while the library is being loaded: .* \(init-wait\)`
	start := func() { time.Sleep(1) }
	_ = start
}

// Start runs when the host asks.
func Start() { go new(queue).wait() }
