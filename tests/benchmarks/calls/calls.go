// Package calls has the functions whose calls are measured, for the generator.
package calls

// text is what Text returns: 64 bytes.
const text = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// Add adds.
//
//cshared:export
//cshared:batch
func Add(a, b int64) int64 { return a + b }

// Length returns the size of the text.
//
//cshared:export
//cshared:borrow s
func Length(s string) int64 { return int64(len(s)) }

// Text returns 64 bytes.
//
//cshared:export
func Text() string { return text }

// Counter is an object.
type Counter struct{ n int64 }

// NewCounter makes one.
//
//cshared:export
func NewCounter() *Counter { return new(Counter) }

// Add adds to it.
//
//cshared:export
func (c *Counter) Add(n int64) int64 {
	c.n += n
	return c.n
}

// Apply calls f once. A function that calls others is rarely inlined, so this one is not.
//
//cshared:export
//cshared:borrow f
//go:noinline
func Apply(n int64, f func(n int64) int64) int64 { return f(n) }
