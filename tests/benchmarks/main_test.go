package main

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/tests/benchmarks/report"
	"github.com/gocshared/rules_go_cshared/tests/benchmarks/rows"
)

// table has a row within its budget, one over it, and one that fails.
func table() []rows.Row {
	row := func(name string, ours float64, err error) rows.Row {
		return rows.Row{
			Budget: report.Budget{Name: name, Unit: "s", Kind: report.Ratio, Limit: 1.5},
			Rounds: 3,
			Measure: func(_ context.Context, run *rows.Run) (report.Samples, error) {
				var s report.Samples
				for range run.Rounds {
					s.Ours, s.Baseline = append(s.Ours, ours), append(s.Baseline, 2)
				}
				return s, err
			},
		}
	}
	return []rows.Row{row("a/within", 2, nil), row("b/over", 4, nil), row("c/broken", 1, errors.New("no library"))}
}

func TestBenchmarks(t *testing.T) {
	const header = "row       unit  ours  baseline  ratio  budget  rounds  ok\n"
	const usage = "benchmarks: -row \"x\" matches no row; the rows are: a/within, b/over, c/broken\n"
	for _, test := range []struct {
		name           string
		args           []string
		stdout, stderr string
		code           int
	}{
		{"within", []string{"-row", "^a", "-enforce"}, header + "a/within  s     2     2         1      ≤ 1.5   3       ok\n", "a/within: 3 rounds\n", 0},
		{"over is shown", []string{"-row", "^b", "-rounds", "7"}, strings.ReplaceAll(header, "row       ", "row     ") + "b/over  s     4     2         2      ≤ 1.5   7       OVER\n", "b/over: 7 rounds\n", 0},
		{"over, enforced", []string{"-row", "^b", "-json", "-enforce"}, "", "b/over: 3 rounds\n", 1},
		{"a failure does not hide other rows", []string{"-row", "a/|c/"}, header + "a/within  s     2     2         1      ≤ 1.5   3       ok\n", "a/within: 3 rounds\nc/broken: 3 rounds\nbenchmarks: c/broken could not be measured: no library\n", 1},
		{"no such row", []string{"-row", "x"}, "", usage, 2},
		{"no such argument", []string{"load"}, "", "benchmarks: there are no arguments but flags, and \"load\" is none; for one row write: -row load\n", 2},
		{"negative rounds", []string{"-rounds", "-1"}, "", "benchmarks: -rounds -1 cannot be; give a number of at least 1, or leave it out\n", 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			code := benchmarks(t.Context(), table(), test.args, &stdout, &stderr)
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			if strings.Contains(strings.Join(test.args, " "), "-json") {
				if !strings.HasPrefix(stdout.String(), "{\n  \"rows\": [\n") {
					t.Errorf("stdout is not the JSON object alone: %s", stdout.String())
				}
			} else if diff := cmp.Diff(test.stdout, stdout.String()); diff != "" {
				t.Errorf("stdout -want +got:\n%s", diff)
			}
			if diff := cmp.Diff(test.stderr, stderr.String()); diff != "" {
				t.Errorf("stderr -want +got:\n%s", diff)
			}
		})
	}
}
