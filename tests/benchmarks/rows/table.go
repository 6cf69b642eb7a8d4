// Package rows has the rows of the benchmark: their budgets in one table, one file for each way of
// measuring.
package rows

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/benchmarks/report"
)

// Row is a budget and how it is measured.
type Row struct {
	report.Budget
	// Rounds is how often both sides are measured unless the caller says otherwise.
	Rounds  int
	Measure measure
}

// Table has the budgets of the project, in the order in which they are printed.
var Table = []Row{
	{report.Budget{Name: "call/scalar", Unit: "ns", Kind: report.Ratio, Limit: 1.10}, 2001, calls("call/scalar")},
	{report.Budget{Name: "call/string_in", Unit: "ns", Kind: report.Ratio, Limit: 0.80}, 2001, calls("call/string_in")},
	{report.Budget{Name: "call/string_out", Unit: "ns", Kind: report.Ratio, Limit: 0.75}, 2001, calls("call/string_out")},
	{report.Budget{Name: "call/handle_method", Unit: "ns", Kind: report.Ratio, Limit: 0.85}, 2001, calls("call/handle_method")},
	{report.Budget{Name: "call/callback", Unit: "ns", Kind: report.Ratio, Limit: 1.05}, 2001, calls("call/callback")},
	{report.Budget{Name: "batch/per_item", Unit: "ns", Kind: report.Ratio, Limit: 0.10}, 2001, calls("batch/per_item")},
	{report.Budget{Name: "load/dlopen_first_call", Unit: "ms", Kind: report.Ratio, Limit: 1.02}, 2001, dlopenFirstCall},
	{report.Budget{Name: "size/stripped", Unit: "bytes", Kind: report.Ratio, Limit: 1.02}, 1, strippedSize},
	{report.Budget{Name: "build/clean", Unit: "s", Kind: report.Ratio, Limit: 1.15}, 15, buildClean},
	{report.Budget{Name: "build/body_change", Unit: "s", Kind: report.Ratio, Limit: 1.05}, 31, bodyChange},
	{report.Budget{Name: "timer/now", Unit: "ns", Kind: report.Ratio, Limit: 1.05}, 2001, pair("BENCHMARK_TIMER_NOW")},
	{report.Budget{Name: "mutex/uncontended", Unit: "ns", Kind: report.Ratio, Limit: 1.10}, 2001, pair("BENCHMARK_MUTEX_UNCONTENDED", "normal")},
	{report.Budget{Name: "mutex/uncontended_errorcheck", Unit: "ns", Kind: report.Ratio, Limit: 1.10}, 2001, pair("BENCHMARK_MUTEX_UNCONTENDED", "errorcheck")},
	{report.Budget{Name: "mutex/uncontended_recursive", Unit: "ns", Kind: report.Ratio, Limit: 1.10}, 2001, pair("BENCHMARK_MUTEX_UNCONTENDED", "recursive")},
	{report.Budget{Name: "module/acquire_release", Unit: "ns", Kind: report.Added, Limit: 1}, 2001, pair("BENCHMARK_MODULE_ACQUIRE", "BENCHMARK_MODULE_LIBRARY")},
	{report.Budget{Name: "handle/lookup", Unit: "ns", Kind: report.Ratio, Limit: 1}, 2001, pair("BENCHMARK_HANDLE_LOOKUP")},
	{report.Budget{Name: "conformance/one_artifact", Unit: "s", Kind: report.Absolute, Limit: 3}, 15, oneArtifact},
	{report.Budget{Name: "gazelle/2000_packages", Unit: "ms", Kind: report.Ratio, Limit: 1.10}, 31, gazellePackages},
}

// calls is a row of the program that calls generated and hand-written functions.
func calls(name string) measure {
	return pair("BENCHMARK_CALLS", name, "BENCHMARK_CALLS_OURS", "BENCHMARK_CALLS_BASELINE")
}

// Select returns the rows of the table whose name matches the pattern.
func Select(table []Row, pattern string) ([]Row, error) {
	matcher, err := regexp.Compile(pattern)
	if err != nil {
		return nil, fmt.Errorf("-row %q is not a regular expression: %w", pattern, err)
	}
	var selected []Row
	var names []string
	for _, row := range table {
		names = append(names, row.Name)
		if matcher.MatchString(row.Name) {
			selected = append(selected, row)
		}
	}
	if len(selected) == 0 {
		return nil, fmt.Errorf("-row %q matches no row; the rows are: %s", pattern, strings.Join(names, ", "))
	}
	return selected, nil
}
