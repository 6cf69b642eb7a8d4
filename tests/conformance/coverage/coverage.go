// Package coverage says for each thing that a library promises what asserts it: a check of the catalogue, a test
// of this repository, or nothing, and why. CHECKS.md shows it, and a test finds what nobody asserts.
package coverage

import (
	"regexp"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
)

// Line is one promise.
type Line struct {
	ID    string // I… for invariants, C… for lines of the contract
	Text  string
	Rows  []string // checks of the catalogue, besides those that name ID as their source
	Tests []string // file:function of tests of this repository
	Not   string   // why nothing asserts it, or less than all of it
}

// All returns every line, with the checks that name it among its rows.
func All() []Line {
	lines := slices.Concat(invariants, contract)
	for i, line := range lines {
		rows := slices.Clone(line.Rows)
		for _, check := range catalogue.All() {
			if slices.Contains(sources(check), line.ID) && !slices.Contains(rows, check.ID) {
				rows = append(rows, check.ID)
			}
		}
		lines[i].Rows = rows
	}
	return lines
}

var number = regexp.MustCompile(`\b[IC][0-9]+\b`)

// sources are the lines that a check names.
func sources(check catalogue.Check) []string {
	return number.FindAllString(check.Source, -1)
}

// Markdown renders the lines for readers.
func Markdown() string {
	var b strings.Builder
	b.WriteString("\n## What asserts what\n\n")
	b.WriteString("The numbered facts about Go's runtime, as what must hold of a library (I), and the lines of the contract of an\n")
	b.WriteString("artefact (C). A test in place of a check needs more than one library, or a build of its own.\n\n")
	b.WriteString("| | what | checks | tests of this repository | not asserted |\n|---|---|---|---|---|\n")
	for _, line := range All() {
		b.WriteString("| " + line.ID + " | " + strings.ReplaceAll(line.Text, "|", `\|`) + " | " + code(line.Rows) + " | " + code(line.Tests) + " | " + line.Not + " |\n")
	}
	return b.String()
}

func code(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = "`" + name + "`"
	}
	return strings.Join(quoted, ", ")
}
