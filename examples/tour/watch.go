package tour

import "context"

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
func (s *Series) Watch(watcher Watcher) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watchers = append(s.watchers, watcher)
}

// tell calls the watchers, without the lock: they may use the series.
func (s *Series) tell(sample Sample) {
	s.mu.Lock()
	watchers := s.watchers
	s.mu.Unlock()
	var kept []Watcher
	for _, watcher := range watchers {
		if err := watcher(s.name, sample); err != nil {
			logger.Warn("watcher dropped", "series", s.name, "error", err)
			continue
		}
		kept = append(kept, watcher)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watchers = append(kept, s.watchers[len(watchers):]...)
}

// Await waits until there are so many samples.
//
//cshared:export
func (s *Series) Await(ctx context.Context, count int) error {
	for {
		s.mu.Lock()
		have, grown := len(s.samples), s.grown
		s.mu.Unlock()
		if have >= count {
			return nil
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
