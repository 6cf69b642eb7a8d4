package tour

import (
	"context"
	"iter"
)

// Values gives the values alone, one at a time.
//
//cshared:export
func (s *Series) Values() iter.Seq[float64] {
	return func(yield func(float64) bool) {
		for _, sample := range s.Samples() {
			if !yield(sample.Value) {
				return
			}
		}
	}
}

// Described gives each sample with its description.
//
//cshared:export
func (s *Series) Described() iter.Seq2[string, Sample] {
	return func(yield func(string, Sample) bool) {
		for _, sample := range s.Samples() {
			if !yield(sample.Describe(), sample) {
				return
			}
		}
	}
}

// Follow gives the samples that there are, and those that come, until the context ends.
//
//cshared:export
func (s *Series) Follow(ctx context.Context) <-chan Sample {
	samples := make(chan Sample)
	go func() {
		defer close(samples)
		for i := 0; ; i++ {
			sample, err := s.await(ctx, i)
			if err != nil {
				return
			}
			select {
			case samples <- sample:
			case <-ctx.Done():
				return
			}
		}
	}()
	return samples
}
