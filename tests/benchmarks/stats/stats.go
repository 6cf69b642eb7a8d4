// Package stats reduces samples to the few numbers that a benchmark shows.
package stats

import (
	"math"
	"slices"
)

// Quantile returns the q-quantile (0 ≤ q ≤ 1) of the samples, interpolated between neighbours; NaN
// if there are none.
func Quantile(samples []float64, q float64) float64 {
	if len(samples) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(samples))
	at := q * float64(len(sorted)-1)
	below := int(math.Floor(at))
	above := min(below+1, len(sorted)-1)
	return sorted[below] + (at-float64(below))*(sorted[above]-sorted[below])
}

// Median returns the middle of the samples: one disturbed round does not move it.
func Median(samples []float64) float64 { return Quantile(samples, 0.5) }

// Quartiles returns the bounds of the middle half of the samples.
func Quartiles(samples []float64) [2]float64 {
	return [2]float64{Quantile(samples, 0.25), Quantile(samples, 0.75)}
}

// Ratios divides pairwise: sample i of ours and sample i of the baseline are of the same round.
func Ratios(ours, baseline []float64) []float64 {
	ratios := make([]float64, 0, len(ours))
	for i := range min(len(ours), len(baseline)) {
		ratios = append(ratios, ours[i]/baseline[i])
	}
	return ratios
}
