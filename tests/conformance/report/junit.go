package report

import (
	"fmt"
	"os"
	"strings"

	"github.com/jstemmer/go-junit-report/v2/gtr"
	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// WriteJUnit writes the results as JUnit XML, one suite per group.
func WriteJUnit(path string, results []verdict.Result) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	suites := toJUnit(results)
	if err := suites.WriteXML(f); err != nil {
		f.Close()
		return fmt.Errorf("report: %s: %w", path, err)
	}
	return f.Close()
}

func toJUnit(results []verdict.Result) junit.Testsuites {
	var all gtr.Report
	for _, group := range catalogue.Groups() {
		suite := gtr.Package{Name: group}
		for _, r := range results {
			if name, ok := strings.CutPrefix(r.ID, group+"/"); ok {
				suite.Duration += r.Took
				suite.Tests = append(suite.Tests, gtr.Test{
					Name:     name,
					Duration: r.Took,
					Result:   junitResult(r.Outcome),
					Output:   strings.Split(string(r.Outcome)+": "+r.Detail, "\n"),
				})
			}
		}
		if len(suite.Tests) > 0 {
			all.Packages = append(all.Packages, suite)
		}
	}
	return junit.CreateFromReport(all, "")
}

// JUnit has no word for a report or an accepted failure; such a row has its text as output and does not fail.
func junitResult(o verdict.Outcome) gtr.Result {
	switch o {
	case verdict.Fail:
		return gtr.Fail
	case verdict.Skip:
		return gtr.Skip
	case verdict.Pass, verdict.Report, verdict.ExpectedFail, verdict.Allowed:
		return gtr.Pass
	}
	return gtr.Unknown
}
