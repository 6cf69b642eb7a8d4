// Package soak is a library that a program loads several times and works hard with: host says what it checks.
package soak

import (
	"context"
	"runtime"
	"strings"
)

//cshared:export
func Add(a, b int64) int64 { return a + b }

// Repeat makes garbage, and a result in C's memory.
//
//cshared:export
func Repeat(text string, times int) string { return strings.Repeat(text, times) }

// Cell is an object to hold.
type Cell struct{ number int64 }

//cshared:export
func NewCell(number int64) *Cell { return &Cell{number} }

//cshared:export
func (c *Cell) Number() int64 { return c.number }

// Each calls visit for 0 to n-1.
//
//cshared:export
//cshared:borrow visit
func Each(n int64, visit func(i int64)) {
	for i := range n {
		visit(i)
	}
}

// Wait waits for the end of the context.
//
//cshared:export
func Wait(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

//cshared:export
func Collect() { runtime.GC() }
