// Package sampling runs the rounds of a row: ours and the baseline side by side, so that a change of
// the machine's load falls on both.
package sampling

import (
	"context"
	"fmt"

	"github.com/gocshared/rules_go_cshared/tests/benchmarks/report"
)

// Measure takes one sample, in the row's unit.
type Measure func(context.Context) (float64, error)

// Plan says how often to measure.
type Plan struct {
	// Warmup rounds are thrown away: they fill caches and prove that both sides work.
	Warmup int
	Rounds int
	// Progress is told after each kept round; it may be nil.
	Progress func(done, rounds int)
}

// Interleave measures both sides in each round. The order alternates: what the second of two
// measurements inherits from the first (caches, clock speed) falls on both sides alike.
func Interleave(ctx context.Context, plan Plan, ours, baseline Measure) (report.Samples, error) {
	var samples report.Samples
	for round := range plan.Warmup + plan.Rounds {
		pair, err := both(ctx, round%2 == 1, ours, baseline)
		if err != nil {
			return report.Samples{}, err
		}
		if round < plan.Warmup {
			continue
		}
		samples.Ours = append(samples.Ours, pair[0])
		samples.Baseline = append(samples.Baseline, pair[1])
		if plan.Progress != nil {
			plan.Progress(len(samples.Ours), plan.Rounds)
		}
	}
	return samples, nil
}

// Alone measures ours where there is nothing to compare it with.
func Alone(ctx context.Context, plan Plan, ours Measure) (report.Samples, error) {
	var samples report.Samples
	for round := range plan.Warmup + plan.Rounds {
		if err := ctx.Err(); err != nil {
			return report.Samples{}, err
		}
		sample, err := ours(ctx)
		if err != nil {
			return report.Samples{}, err
		}
		if round < plan.Warmup {
			continue
		}
		samples.Ours = append(samples.Ours, sample)
		if plan.Progress != nil {
			plan.Progress(len(samples.Ours), plan.Rounds)
		}
	}
	return samples, nil
}

func both(ctx context.Context, baselineFirst bool, ours, baseline Measure) ([2]float64, error) {
	var pair [2]float64
	sides := []struct {
		name    string
		measure Measure
	}{{"ours", ours}, {"baseline", baseline}}
	order := []int{0, 1}
	if baselineFirst {
		order = []int{1, 0}
	}
	for _, i := range order {
		if err := ctx.Err(); err != nil {
			return pair, err
		}
		sample, err := sides[i].measure(ctx)
		if err != nil {
			return pair, fmt.Errorf("%s: %w", sides[i].name, err)
		}
		pair[i] = sample
	}
	return pair, nil
}
