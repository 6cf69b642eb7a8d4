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
	if c.NoHost == "" {
		if err := load.SystemSymbols(a); err != nil {
			return nil, err
		}
	}
	checks := slices.DeleteFunc(catalogue.All(), func(check catalogue.Check) bool {
		return check.Group() == vectorsGroup || c.Selected != nil && !c.Selected(check)
	})
	results := runAll(checks, func(check catalogue.Check, failed []string) verdict.Verdict {
		return judge(check, a, failed)
	})
	if all, _ := catalogue.Lookup(vectorsGroup + "/*"); c.Selected == nil || c.Selected(all) {
		results = slices.Concat(results, vectors(all, a, results))
	}
	return results, c.Context().Err()
}

// NeedsHost says whether a check runs the program that loads the library.
func NeedsHost(check catalogue.Check) bool {
	switch check.Group() {
	case "binary":
		return check.ID == "binary/c-names" // for the names of the C library
	case "header", "built":
		return false
	}
	return true
}

const vectorsGroup = "vectors"

// vectors gives each vector of the owner a row of its own.
func vectors(all catalogue.Check, a *artefact.Artefact, before []verdict.Result) []verdict.Result {
	for _, r := range before {
		if r.Outcome == verdict.Fail && slices.Contains(all.Needs, r.ID) {
			return []verdict.Result{{ID: all.ID, Verdict: verdict.Skipf("%s failed", r.ID)}}
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
	if why, ok := a.Config.Unknown[check.ID]; ok {
		return verdict.Skipf("%s", why)
	}
	if check.Thorough && !a.Config.Thorough {
		return verdict.Skipf("takes long: `thorough = True` runs it")
	}
	if len(failed) > 0 {
		return verdict.Skipf("%s failed", failed[0])
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
	if check.API {
		return load.Calls(check, a)
	}
	if a.Config.NoHost != "" {
		return verdict.Skipf("%s", a.Config.NoHost)
	}
	return load.Judge(check, a)
}
