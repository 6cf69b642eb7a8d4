// Package report shows the results of a conformance test: to people, and to what reads JUnit XML.
package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// Expect turns the failures that a negative fixture asks for into expected ones, and everything
// else that happens to those checks into a failure.
func Expect(results []verdict.Result, ids []string) []verdict.Result {
	results = slices.Clone(results)
	for i, r := range results {
		switch {
		case !slices.Contains(ids, r.ID):
		case r.Outcome == verdict.Fail:
			results[i].Outcome = verdict.ExpectedFail
		default:
			results[i].Verdict = verdict.Failf("must fail by `expect_failures`, but the answer is %s: %s", r.Outcome, r.Detail)
		}
	}
	return results
}

// Allow turns failures that the owner accepts into allowed ones, with the reason. A check that passes although
// it may fail says so.
func Allow(results []verdict.Result, reason func(id string) string) []verdict.Result {
	results = slices.Clone(results)
	for i, r := range results {
		why := reason(r.ID)
		switch {
		case why == "":
		case r.Outcome == verdict.Fail:
			results[i].Outcome = verdict.Allowed
			results[i].Detail += "\nallowed: " + why
		case r.Outcome == verdict.Pass:
			results[i].Detail += "\nit is in `allow`, but passes here: remove it if it does everywhere"
		}
	}
	return results
}

// Count returns how many results have each outcome.
func Count(results []verdict.Result) map[verdict.Outcome]int {
	count := map[verdict.Outcome]int{}
	for _, r := range results {
		count[r.Outcome]++
	}
	return count
}

// Table prints one row per check, those of the artefact, those of its twin and the reports apart, and what was
// counted as the last line.
func Table(w io.Writer, label string, results []verdict.Result) error {
	return table(w, fmt.Sprintf("conformance of %s\n", label), results, writeRow)
}

// Explained prints the same below what is known about the library, and says with each failure why it matters
// and how to mend it.
func Explained(w io.Writer, label string, about []string, results []verdict.Result) error {
	heading := fmt.Sprintf("conformance of %s\n", label)
	for _, line := range about {
		heading += "  " + line + "\n"
	}
	return table(w, heading, results, func(b *strings.Builder, r verdict.Result) {
		writeRow(b, r)
		if r.Outcome != verdict.Fail {
			return
		}
		e := catalogue.Explain(r.ID)
		for _, line := range [][2]string{{"why:  ", e.Why}, {"fix:  ", e.Remedy()}} {
			if line[1] != "" {
				b.WriteString(margin + line[0] + line[1] + "\n")
			}
		}
	})
}

func table(w io.Writer, heading string, results []verdict.Result, row func(*strings.Builder, verdict.Result)) error {
	var b strings.Builder
	b.WriteString(heading)
	for _, part := range []struct {
		kind  catalogue.Kind
		title string
	}{
		{catalogue.Artefact, "the artefact"},
		{catalogue.Probe, "its twin with the probe package"},
		{catalogue.Report, "reports"},
	} {
		rows := ofKind(results, part.kind)
		if len(rows) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s:\n", part.title)
		for _, r := range rows {
			row(&b, r)
		}
	}
	fmt.Fprintf(&b, "\n%s\n", Summary(results))
	_, err := io.WriteString(w, b.String())
	return err
}

func ofKind(results []verdict.Result, kind catalogue.Kind) []verdict.Result {
	var rows []verdict.Result
	for _, r := range results {
		if check, ok := catalogue.Lookup(r.ID); ok && check.Kind == kind {
			rows = append(rows, r)
		}
	}
	return rows
}

func writeRow(b *strings.Builder, r verdict.Result) {
	detail := indent(r.Detail)
	if check, ok := catalogue.Lookup(r.ID); ok && r.Outcome == verdict.Fail {
		detail += "\n" + margin + "want: " + check.Expected
	}
	fmt.Fprintf(b, "%-6s  %-28s  %s\n", r.Outcome, r.ID, detail)
}

const margin = "                                      " // as wide as the columns before the detail

func indent(detail string) string {
	return strings.ReplaceAll(detail, "\n", "\n"+margin)
}

// Summary counts the results in one line.
func Summary(results []verdict.Result) string {
	n := Count(results)
	line := fmt.Sprintf("conformance: %d passed, %d failed, %d skipped, %d reported",
		n[verdict.Pass], n[verdict.Fail], n[verdict.Skip], n[verdict.Report])
	if n[verdict.Allowed] > 0 {
		line += fmt.Sprintf(", %d allowed", n[verdict.Allowed])
	}
	if n[verdict.ExpectedFail] > 0 {
		line += fmt.Sprintf(", %d failed as expected", n[verdict.ExpectedFail])
	}
	return line
}
