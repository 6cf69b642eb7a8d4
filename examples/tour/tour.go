// Package tour keeps measurements of named series. It shows each kind of value that can cross between
// Go and C, but functions, contexts and iterators, in ordinary Go: there is no cgo in it.
package tour

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"sync"
	"time"
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

// Quotient divides.
//
//cshared:export
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

// A Series is a named list of samples.
type Series struct {
	name string

	mu      sync.Mutex
	samples []Sample
	latest  time.Time
}

// NewSeries makes a series. The name must not be empty.
//
//cshared:export
func NewSeries(name string) (*Series, error) {
	if name == "" {
		return nil, fs.ErrInvalid
	}
	return &Series{name: name}, nil
}

// Add keeps a sample that was taken at a moment.
//
//cshared:export
func (s *Series) Add(sample Sample, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.samples) == MaxSamples {
		return fmt.Errorf("series %s: %w", s.name, fs.ErrExist)
	}
	s.samples, s.latest = append(s.samples, sample), at
	return nil
}

// AddValues keeps values of no unit, and returns how many samples there are.
//
//cshared:export
func (s *Series) AddValues(values ...float64) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range values {
		s.samples = append(s.samples, Sample{Value: v, Valid: !math.IsNaN(v)})
	}
	return len(s.samples)
}

// At returns one sample. An index that is out of range panics, which C sees as a status.
//
//cshared:export
func (s *Series) At(index int) Sample {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.samples[index]
}

// Samples returns all of them.
//
//cshared:export
func (s *Series) Samples() []Sample {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.samples)
}

// Age is how long ago the latest sample was taken.
//
//cshared:export
func (s *Series) Age(now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return now.Sub(s.latest)
}

// Longer returns the series with more samples.
//
//cshared:export
func (s *Series) Longer(other *Series) *Series {
	if other == nil || len(s.Samples()) >= len(other.Samples()) {
		return s
	}
	return other
}

// Summary returns the name and the raw bytes of a summary.
//
//cshared:export
func (s *Series) Summary() (name string, raw []byte) {
	return s.name, fmt.Appendf(nil, "%s: %d samples", s.name, len(s.Samples()))
}

// Sum is the old name of Mean.
//
// Deprecated: Use Mean.
//
//cshared:export
//cshared:rename old_mean
func Sum(values []float64) float64 { return Mean(values) }
