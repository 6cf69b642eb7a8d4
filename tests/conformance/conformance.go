// Package conformance proves that a Go library for C keeps its contract: it looks at the file and
// at the header, and loads the library into a plain C process. CHECKS.md lists the checks.
package conformance

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/binary"
	"github.com/gocshared/rules_go_cshared/tests/conformance/built"
	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/config"
	"github.com/gocshared/rules_go_cshared/tests/conformance/header"
	"github.com/gocshared/rules_go_cshared/tests/conformance/load"
	"github.com/gocshared/rules_go_cshared/tests/conformance/report"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// Exit statuses of the runner.
const (
	exitPassed = 0
	exitFailed = 1
	exitUsage  = 2
)

// Main runs the test that the environment describes and returns the exit status.
func Main(getenv func(string) string, stdout, stderr io.Writer) int {
	c, err := config.FromEnvironment(getenv)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return exitUsage
	}
	results, err := Run(c)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return exitUsage
	}
	if err := checkVectors(c, results); err != nil {
		fmt.Fprintln(stderr, err)
		return exitUsage
	}
	results = report.Allow(report.Expect(results, c.ExpectFailures), c.Allowed)
	if err := show(c, results, getenv, stdout); err != nil {
		fmt.Fprintln(stderr, err)
		return exitUsage
	}
	if report.Count(results)[verdict.Fail] > 0 {
		return exitFailed
	}
	return exitPassed
}

// show prints the table, and writes what Bazel keeps: JUnit XML, and JSON among the outputs of the test.
func show(c *config.Config, results []verdict.Result, getenv func(string) string, stdout io.Writer) error {
	if err := report.Table(stdout, c.Label, results); err != nil {
		return err
	}
	if path := getenv("XML_OUTPUT_FILE"); path != "" {
		if err := report.WriteJUnit(path, results); err != nil {
			return err
		}
	}
	if folder := getenv("TEST_UNDECLARED_OUTPUTS_DIR"); folder != "" {
		return report.WriteJSON(filepath.Join(folder, "conformance.json"), c.Label, results)
	}
	return nil
}

// Run judges an artefact by every check of the catalogue.
func Run(c *config.Config) ([]verdict.Result, error) {
	a, err := artefact.Open(c)
	if err != nil {
		return nil, err
	}
	if err := load.SystemSymbols(a); err != nil {
		return nil, err
	}
	var results []verdict.Result
	var failed []string
	for _, g := range catalogue.Groups() {
		group := runGroup
		if g == vectorsGroup {
			group = runVectors
		}
		for _, r := range group(g, a, failed) {
			results = append(results, r)
			if r.Outcome == verdict.Fail {
				failed = append(failed, r.ID)
			}
		}
	}
	return results, nil
}

// runGroup runs checks one after another, since a failure decides what becomes of later ones.
// Reports cannot fail, have a process each, and mostly wait for threads: those run side by side.
func runGroup(group string, a *artefact.Artefact, failed []string) []verdict.Result {
	checks := catalogue.InGroup(group)
	results := make([]verdict.Result, len(checks))
	var reports sync.WaitGroup
	for i, check := range checks {
		one := func(failed []string) {
			start := time.Now()
			v := judge(check, a, failed)
			results[i] = verdict.Result{ID: check.ID, Verdict: v, Took: time.Since(start)}
		}
		if check.Kind == catalogue.Report {
			known := slices.Clone(failed)
			reports.Go(func() { one(known) })
			continue
		}
		one(failed)
		if results[i].Outcome == verdict.Fail {
			failed = append(failed, check.ID)
		}
	}
	reports.Wait()
	return results
}

const vectorsGroup = "vectors"

// runVectors gives each vector of the owner a row of its own.
func runVectors(_ string, a *artefact.Artefact, failed []string) []verdict.Result {
	all, _ := catalogue.Lookup(vectorsGroup + "/*")
	for _, need := range all.Needs {
		if slices.Contains(failed, need) {
			return []verdict.Result{{ID: all.ID, Verdict: verdict.Skipf("%s failed", need)}}
		}
	}
	return load.Vectors(a)
}

// checkVectors says which vectors the config names although there is none of that name.
func checkVectors(c *config.Config, results []verdict.Result) error {
	var names, problems []string
	for _, r := range results {
		if name, ok := strings.CutPrefix(r.ID, vectorsGroup+"/"); ok {
			names = append(names, name)
		}
	}
	for _, id := range c.Named() {
		if name, ok := strings.CutPrefix(id, vectorsGroup+"/"); ok && !slices.Contains(names, name) {
			problems = append(problems, fmt.Sprintf("conformance: there is no row %q; the rows of vectors are %s", id, strings.Join(names, ", ")))
		}
	}
	if len(problems) > 0 {
		return errors.New(strings.Join(problems, "\n"))
	}
	return nil
}

func judge(check catalogue.Check, a *artefact.Artefact, failed []string) verdict.Verdict {
	if check.Thorough && !a.Config.Thorough {
		return verdict.Skipf("takes long: `thorough = True` runs it")
	}
	for _, need := range check.Needs {
		if slices.Contains(failed, need) {
			return verdict.Skipf("%s failed", need)
		}
	}
	if f, ok := binary.Checks()[check.ID]; ok {
		return f(a)
	}
	if f, ok := header.Checks()[check.ID]; ok {
		return f(a)
	}
	if f, ok := built.Checks()[check.ID]; ok {
		return f(a)
	}
	if check.Calls {
		return load.Calls(check, a)
	}
	return load.Judge(check, a)
}
