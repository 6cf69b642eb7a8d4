package report

import "testing"

func TestJudge(t *testing.T) {
	for _, test := range []struct {
		name    string
		kind    Kind
		limit   float64
		samples Samples
		ok      bool
	}{
		{"ratio on the limit", Ratio, 1.5, Samples{[]float64{3}, []float64{2}}, true},
		{"ratio over the limit", Ratio, 1.49, Samples{[]float64{3}, []float64{2}}, false},
		{"ratio of medians, not of means", Ratio, 1, Samples{[]float64{1, 1, 90}, []float64{1, 1, 1}}, true},
		{"added within, though the ratio is large", Added, 1, Samples{[]float64{1.9}, []float64{1}}, true},
		{"added over", Added, 1, Samples{[]float64{102}, []float64{100}}, false},
		{"absolute within", Absolute, 3, Samples{[]float64{2.9}, nil}, true},
		{"absolute over", Absolute, 3, Samples{[]float64{3.1}, nil}, false},
	} {
		row, err := Judge(Budget{"r", "s", test.kind, test.limit}, test.samples)
		if err != nil || row.OK != test.ok {
			t.Errorf("%s: ok %v, error %v; want ok %v", test.name, row.OK, err, test.ok)
		}
	}
}

func TestJudgeNumbers(t *testing.T) {
	row, err := Judge(Budget{"load/x", "ms", Ratio, 2}, Samples{[]float64{6, 2, 4}, []float64{3, 1, 2}})
	if err != nil {
		t.Fatal(err)
	}
	if row.Ours != 4 || *row.Baseline != 2 || *row.Ratio != 2 || row.Rounds != 3 {
		t.Errorf("ours %v, baseline %v, ratio %v, rounds %v; want 4, 2, 2, 3", row.Ours, *row.Baseline, *row.Ratio, row.Rounds)
	}
	if row.Spread.Ours != [2]float64{3, 5} || *row.Spread.Baseline != [2]float64{1.5, 2.5} || *row.Spread.Ratio != [2]float64{2, 2} {
		t.Errorf("spread %v, %v, %v; want [3 5], [1.5 2.5], [2 2]", row.Spread.Ours, *row.Spread.Baseline, *row.Spread.Ratio)
	}
}

func TestJudgeErrors(t *testing.T) {
	for _, test := range []struct {
		kind    Kind
		samples Samples
		want    string
	}{
		{Ratio, Samples{}, "load/x: there is not one sample; a row needs at least one round"},
		{Ratio, Samples{[]float64{1, 2}, []float64{1}}, "load/x: 2 samples of ours and 1 of the baseline; each round must measure both"},
		{Ratio, Samples{[]float64{1}, nil}, "load/x: 1 samples of ours and 0 of the baseline; each round must measure both"},
		{Absolute, Samples{[]float64{1}, []float64{1}}, `load/x: a row of kind "absolute" has no baseline, but 1 samples of one were measured; make it "ratio" or "added", or drop them`},
		{Ratio, Samples{[]float64{1}, []float64{0}}, "load/x: a sample is 0 ms; times and sizes are positive, so the measurement is broken"},
		{"faster", Samples{[]float64{1}, nil}, `load/x: kind "faster" is none of "ratio", "added", "absolute"; correct the row's budget`},
	} {
		_, err := Judge(Budget{"load/x", "ms", test.kind, 1}, test.samples)
		if err == nil || err.Error() != test.want {
			t.Errorf("Judge(%q, %v):\n got %v\nwant %s", test.kind, test.samples, err, test.want)
		}
	}
}
