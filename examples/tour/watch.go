package tour

import (
	"context"
	"io/fs"
	"slices"
)

// Each calls visit for every sample, in their order, until one call fails.
//
//cshared:export
//cshared:borrow visit
func (s *Series) Each(visit func(index int, sample Sample) error) error {
	for i, sample := range s.Samples() {
		if err := visit(i, sample); err != nil {
			return err
		}
	}
	return nil
}

// A Watcher is told of each sample that Add keeps. One that fails is not told again.
type Watcher func(series string, sample Sample) error

// Watch keeps a watcher, as long as the series lives.
//
//cshared:export
func (s *Series) Watch(watcher Watcher) error {
	if watcher == nil {
		return fs.ErrInvalid
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watchers = append(s.watchers, &watcher)
	return nil
}

// tell calls the watchers, without the lock: they may use the series.
func (s *Series) tell(sample Sample) {
	s.mu.Lock()
	watchers := slices.Clone(s.watchers)
	s.mu.Unlock()
	for _, watcher := range watchers {
		if err := (*watcher)(s.name, sample); err != nil {
			logger.Info("watcher dropped", "series", s.name, "error", err)
			s.drop(watcher)
		}
	}
}

func (s *Series) drop(watcher *Watcher) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watchers = slices.DeleteFunc(s.watchers, func(w *Watcher) bool { return w == watcher })
}

// Await waits until there are so many samples.
//
//cshared:export
func (s *Series) Await(ctx context.Context, count int) error {
	if count < 1 {
		return nil
	}
	_, err := s.await(ctx, count-1)
	return err
}

// await waits for a sample, and returns it.
func (s *Series) await(ctx context.Context, index int) (Sample, error) {
	for {
		s.mu.Lock()
		samples, grown := s.samples, s.grown
		s.mu.Unlock()
		if index < len(samples) {
			return samples[index], nil
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return Sample{}, ctx.Err()
		}
	}
}
