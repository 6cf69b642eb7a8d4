// Package forms has functions whose C API has more than one form: for an array of calls, and for
// memory of the caller.
package forms

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
)

var runs int64

// Runs is how often the other functions ran.
//
//cshared:export
func Runs() int64 { return runs }

// Divide divides. Some dividends end it in other ways.
//
//cshared:export
//cshared:batch
func Divide(dividend, divisor int64) (quotient int64, err error) {
	runs++
	switch dividend {
	case -1:
		panic("minus one")
	case -2:
		runtime.Goexit()
	case -3:
		defer func() { panic("late") }()
		runtime.Goexit()
	case -4:
		return *(*int64)(nil), nil
	}
	if divisor == 0 {
		return 0, fmt.Errorf("%d by zero: %w", dividend, errors.ErrUnsupported)
	}
	return dividend / divisor, nil
}

// Kept is what Measure was called with last.
var kept string

// Measure adds up what it gets.
//
//cshared:export
//cshared:batch
//cshared:borrow text values
func Measure(text string, values []int32, raw []byte) (size int64, sum int64) {
	kept = strings.Clone(text)
	for _, v := range values {
		sum += int64(v)
	}
	for _, b := range raw {
		sum += int64(b)
	}
	return int64(len(text)), sum
}

// Last is the text of the last Measure.
//
//cshared:export
func Last() string { return kept }

// A Box is an object.
type Box struct{ n int64 }

// NewBox makes one.
//
//cshared:export
func NewBox(n int64) *Box { return &Box{n} }

// Add adds what is in another box, if there is one.
//
//cshared:export
//cshared:batch
func (b *Box) Add(n int64, other *Box) int64 {
	if other != nil {
		n += other.n
	}
	b.n += n
	return b.n
}

// Half makes a box for each call.
//
//cshared:export
//cshared:batch
func (b *Box) Half() (*Box, error) {
	if b.n%2 != 0 {
		return nil, errors.New("odd")
	}
	b.n /= 2
	return &Box{b.n}, nil
}

// Text returns n bytes of text.
//
//cshared:export
func Text(n int) (string, error) {
	runs++
	if n < 0 {
		return "", errors.New(strings.Repeat("negative ", -n))
	}
	return strings.Repeat("x", n), nil
}

// Numbers returns the first n numbers, in a box what they add up to, and whether there is one.
//
//cshared:export
func Numbers(n int) (sum *Box, numbers []int32, some bool) {
	sum = new(Box)
	for i := range n {
		numbers = append(numbers, int32(i))
		sum.n += int64(i)
	}
	return sum, numbers, n > 0
}

// Part returns a part of the caller's own memory.
//
//cshared:export
//cshared:borrow raw
func Part(raw []byte, from, to int) []byte { return raw[from:to] }
