package stats

import (
	"math"
	"slices"
	"testing"
)

func TestQuantile(t *testing.T) {
	for _, test := range []struct {
		name    string
		samples []float64
		q       float64
		want    float64
	}{
		{"one", []float64{7}, 0.75, 7},
		{"unsorted odd", []float64{9, 1, 5}, 0.5, 5},
		{"even: between the two in the middle", []float64{4, 1, 2, 3}, 0.5, 2.5},
		{"first quartile", []float64{1, 2, 3, 4, 5}, 0.25, 2},
		{"interpolated", []float64{0, 10}, 0.25, 2.5},
		{"minimum", []float64{3, 1, 2}, 0, 1},
		{"maximum", []float64{3, 1, 2}, 1, 3},
	} {
		if got := Quantile(test.samples, test.q); got != test.want {
			t.Errorf("%s: Quantile(%v, %v) = %v, want %v", test.name, test.samples, test.q, got, test.want)
		}
	}
	if got := Median(nil); !math.IsNaN(got) {
		t.Errorf("Median(nil) = %v, want NaN", got)
	}
}

func TestQuantileLeavesSamplesInOrder(t *testing.T) {
	samples := []float64{3, 1, 2}
	Median(samples)
	if !slices.Equal(samples, []float64{3, 1, 2}) {
		t.Errorf("Median reordered its samples to %v; rounds are paired by position", samples)
	}
}

func TestMedianIgnoresOneDisturbedRound(t *testing.T) {
	if got := Median([]float64{1, 1, 1, 1, 1000}); got != 1 {
		t.Errorf("Median = %v, want 1", got)
	}
}

func TestQuartiles(t *testing.T) {
	if got, want := Quartiles([]float64{5, 4, 3, 2, 1}), [2]float64{2, 4}; got != want {
		t.Errorf("Quartiles = %v, want %v", got, want)
	}
}

func TestRatiosPairRounds(t *testing.T) {
	if got, want := Ratios([]float64{2, 9}, []float64{1, 3}), []float64{2, 3}; !slices.Equal(got, want) {
		t.Errorf("Ratios = %v, want %v", got, want)
	}
	if got := Ratios([]float64{2, 9}, nil); len(got) != 0 {
		t.Errorf("Ratios without baseline = %v, want none", got)
	}
}
