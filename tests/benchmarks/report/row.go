// Package report judges the samples of a row against its budget and prints the rows.
package report

import (
	"fmt"
	"math"

	"github.com/gocshared/rules_go_cshared/tests/benchmarks/stats"
)

// Kind says which number of a row its budget bounds.
type Kind string

const (
	// Ratio bounds ours / baseline.
	Ratio Kind = "ratio"
	// Added bounds ours - baseline, in the row's unit.
	Added Kind = "added"
	// Absolute bounds ours, in the row's unit; there is no baseline.
	Absolute Kind = "absolute"
)

// Budget is what a row promises.
type Budget struct {
	Name  string
	Unit  string
	Kind  Kind
	Limit float64
}

// Samples are the measurements of a row. Sample i of both belongs to round i; Baseline is nil for
// kind Absolute.
type Samples struct {
	Ours     []float64
	Baseline []float64
}

// Row is one judged row; its JSON form is documented in README.md. Numbers are medians.
type Row struct {
	Name     string   `json:"name"`
	Unit     string   `json:"unit"`
	Ours     float64  `json:"ours"`
	Baseline *float64 `json:"baseline"`
	Ratio    *float64 `json:"ratio"`
	Kind     Kind     `json:"kind"`
	Budget   float64  `json:"budget"`
	OK       bool     `json:"ok"`
	Rounds   int      `json:"rounds"`
	Spread   Spread   `json:"spread"`
}

// Spread has the quartiles (25 %, 75 %) of the samples; those of Ratio are of the ratios within
// each round.
type Spread struct {
	Ours     [2]float64  `json:"ours"`
	Baseline *[2]float64 `json:"baseline"`
	Ratio    *[2]float64 `json:"ratio"`
}

// Judge reduces the samples of a row and compares them with its budget.
func Judge(budget Budget, samples Samples) (Row, error) {
	if err := check(budget, samples); err != nil {
		return Row{}, err
	}
	row := Row{
		Name:   budget.Name,
		Unit:   budget.Unit,
		Kind:   budget.Kind,
		Budget: budget.Limit,
		Ours:   stats.Median(samples.Ours),
		Rounds: len(samples.Ours),
		Spread: Spread{Ours: stats.Quartiles(samples.Ours)},
	}
	bounded := row.Ours
	if budget.Kind != Absolute {
		baseline := stats.Median(samples.Baseline)
		ratio := row.Ours / baseline
		ofBaseline, ofRatio := stats.Quartiles(samples.Baseline), stats.Quartiles(stats.Ratios(samples.Ours, samples.Baseline))
		row.Baseline, row.Ratio = &baseline, &ratio
		row.Spread.Baseline, row.Spread.Ratio = &ofBaseline, &ofRatio
		bounded = ratio
		if budget.Kind == Added {
			bounded = row.Ours - baseline
		}
	}
	row.OK = bounded <= budget.Limit
	return row, nil
}

// check refuses what would become a nonsensical number; JSON has no way to write NaN either.
func check(budget Budget, samples Samples) error {
	if len(samples.Ours) == 0 {
		return fmt.Errorf("%s: there is not one sample; a row needs at least one round", budget.Name)
	}
	switch budget.Kind {
	case Absolute:
		if samples.Baseline != nil {
			return fmt.Errorf("%s: a row of kind %q has no baseline, but %d samples of one were measured; make it %q or %q, or drop them", budget.Name, Absolute, len(samples.Baseline), Ratio, Added)
		}
	case Ratio, Added:
		if len(samples.Ours) != len(samples.Baseline) {
			return fmt.Errorf("%s: %d samples of ours and %d of the baseline; each round must measure both", budget.Name, len(samples.Ours), len(samples.Baseline))
		}
	default:
		return fmt.Errorf("%s: kind %q is none of %q, %q, %q; correct the row's budget", budget.Name, budget.Kind, Ratio, Added, Absolute)
	}
	for _, s := range append(append([]float64(nil), samples.Ours...), samples.Baseline...) {
		if !(s > 0) || math.IsInf(s, 0) {
			return fmt.Errorf("%s: a sample is %v %s; times and sizes are positive, so the measurement is broken", budget.Name, s, budget.Unit)
		}
	}
	return nil
}
