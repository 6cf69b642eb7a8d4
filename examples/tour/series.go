package tour

import (
	"fmt"
	"io/fs"
	"math"
	"slices"
	"sync"
	"time"
)

// A Series is a named list of samples.
type Series struct {
	name string

	mu       sync.Mutex
	samples  []Sample
	latest   time.Time
	grown    chan struct{} // closed, and replaced, when there are more samples
	watchers []*Watcher
}

// NewSeries makes a series. The name must not be empty.
//
//cshared:export
func NewSeries(name string) (*Series, error) {
	if name == "" {
		return nil, fs.ErrInvalid
	}
	logger.Debug("new series", "name", name)
	return &Series{name: name, grown: make(chan struct{})}, nil
}

// Add keeps a sample that was taken at a moment, and tells the watchers.
//
//cshared:export
func (s *Series) Add(sample Sample, at time.Time) error {
	s.mu.Lock()
	if len(s.samples) == MaxSamples {
		s.mu.Unlock()
		return fmt.Errorf("series %s: %w", s.name, fs.ErrExist)
	}
	s.latest = at
	s.append(sample)
	s.mu.Unlock()
	s.tell(sample)
	return nil
}

// append wakes those who wait. The caller holds the lock.
func (s *Series) append(samples ...Sample) {
	s.samples = append(s.samples, samples...)
	close(s.grown)
	s.grown = make(chan struct{})
}

// AddValues keeps values of no unit, and returns how many samples there are.
//
//cshared:export
func (s *Series) AddValues(values ...float64) int {
	samples := make([]Sample, len(values))
	for i, v := range values {
		samples[i] = Sample{Value: v, Valid: !math.IsNaN(v)}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.append(samples...)
	return len(s.samples)
}

// At returns one sample. An index that is out of range panics, which C sees as a status.
//
//cshared:export
//cshared:batch
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

// Clear forgets all samples. A panic half way would leave a series that nobody can trust, so it
// is the end of the process.
//
//cshared:export
//cshared:panics abort
func (s *Series) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.samples, s.latest = nil, time.Time{}
}
