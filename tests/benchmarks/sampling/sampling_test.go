package sampling

import (
	"context"
	"errors"
	"slices"
	"testing"
)

// recorder makes measures that write down their side and count up from start.
func recorder(order *[]string, side string, start float64) Measure {
	return func(context.Context) (float64, error) {
		*order = append(*order, side)
		start++
		return start, nil
	}
}

func TestInterleaveAlternatesAndDropsWarmup(t *testing.T) {
	var order []string
	var told []int
	plan := Plan{Warmup: 1, Rounds: 2, Progress: func(done, _ int) { told = append(told, done) }}
	samples, err := Interleave(t.Context(), plan, recorder(&order, "ours", 0), recorder(&order, "baseline", 100))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"ours", "baseline", "baseline", "ours", "ours", "baseline"}; !slices.Equal(order, want) {
		t.Errorf("order %v, want %v", order, want)
	}
	if !slices.Equal(samples.Ours, []float64{2, 3}) || !slices.Equal(samples.Baseline, []float64{102, 103}) {
		t.Errorf("samples %v, want ours [2 3], baseline [102 103]", samples)
	}
	if !slices.Equal(told, []int{1, 2}) {
		t.Errorf("progress %v, want [1 2]", told)
	}
}

func TestInterleaveNamesTheSideThatFails(t *testing.T) {
	var order []string
	broken := func(context.Context) (float64, error) { return 0, errors.New("no such library") }
	_, err := Interleave(t.Context(), Plan{Rounds: 3}, recorder(&order, "ours", 0), broken)
	if err == nil || err.Error() != "baseline: no such library" {
		t.Errorf("error %v, want baseline: no such library", err)
	}
	if len(order) != 1 {
		t.Errorf("ours was measured %d times, want once: the first error ends the row", len(order))
	}
}

func TestInterleaveStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var order []string
	stop := func(context.Context) (float64, error) { cancel(); return 1, nil }
	_, err := Interleave(ctx, Plan{Rounds: 3}, stop, recorder(&order, "baseline", 0))
	if !errors.Is(err, context.Canceled) || len(order) != 0 {
		t.Errorf("error %v, baseline measured %d times; want context.Canceled and never", err, len(order))
	}
}

func TestAloneDropsWarmup(t *testing.T) {
	var order []string
	done := 0
	plan := Plan{Warmup: 2, Rounds: 3, Progress: func(n, _ int) { done = n }}
	samples, err := Alone(t.Context(), plan, recorder(&order, "ours", 0))
	if err != nil {
		t.Fatal(err)
	}
	if want := []float64{3, 4, 5}; !slices.Equal(samples.Ours, want) || samples.Baseline != nil || done != 3 {
		t.Errorf("samples %v, baseline %v, %d rounds told; want %v, none, 3", samples.Ours, samples.Baseline, done, want)
	}
	if _, err := Alone(t.Context(), plan, func(context.Context) (float64, error) { return 0, errors.New("broken") }); err == nil || err.Error() != "broken" {
		t.Errorf("error: %v, want broken", err)
	}
}
