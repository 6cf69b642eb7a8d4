// Package tour keeps measurements of named series. It shows each kind of value that can cross between
// Go and C, and each form that a call can have, in ordinary Go: there is no cgo in it.
//
//cshared:library name=tour prefix=tour_ version=1.0.0
package tour

import (
	"errors"
	"fmt"
)

// MaxSamples is how many samples a series keeps.
//
//cshared:export
const MaxSamples = 1000

// Unit is what a series is measured in.
type Unit int32

// The units.
const (
	UnitNone   Unit = 0
	UnitMeter  Unit = 1
	UnitSecond Unit = 2 // of time, not of arc
)

// Sample is one measurement.
type Sample struct {
	Value float64
	Error float64 // half of the interval in which the value lies
	Unit  Unit
	Valid bool
}

// Mean returns the mean of the values; NaN if there are none.
//
//cshared:export
//cshared:borrow values
func Mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// Half cannot fail, so it returns its result.
//
//cshared:export
//cshared:infallible
func Half(x float64) float64 { return x / 2 }

// Quotient divides. C can have many quotients by one call.
//
//cshared:export
//cshared:batch
func Quotient(dividend, divisor int64) (quotient, rest int64, err error) {
	if divisor == 0 {
		return 0, 0, errors.New("division by zero")
	}
	return dividend / divisor, dividend % divisor, nil
}

// Describe says what a sample is.
//
//cshared:export
func (s Sample) Describe() string {
	return fmt.Sprintf("%g ± %g %s", s.Value, s.Error, s.Unit)
}

// String returns the unit's sign.
func (u Unit) String() string { return [...]string{"", "m", "s"}[u] }

// Sum is the old name of Mean.
//
// Deprecated: Use Mean.
//
//cshared:export
//cshared:rename old_mean
func Sum(values []float64) float64 { return Mean(values) }
