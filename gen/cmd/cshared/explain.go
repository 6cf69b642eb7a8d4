package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/directive"
	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
	"github.com/gocshared/rules_go_cshared/gen/internal/nearest"
	checks "github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
)

const explainUsage = `usage: cshared explain [ID]...

Explains what an id stands for: a diagnostic (CSHARED607), a finding (os.Exit), a check of
go_cshared_test and cshared check (binary/symbols) or a directive (export).
Upper and lower case are one. Without an id it lists all of them.
`

func explainHelp(w io.Writer) { io.WriteString(w, explainUsage) }

// A topic is one id of one of the tables.
type topic struct {
	kind, id, title string
	text            func() string
}

// topics has those of all tables, in the order in which they are listed.
func topics() []topic {
	var all []topic
	for _, e := range directive.Table {
		all = append(all, topic{"Directives", e.Name, "for " + e.On, e.Explain})
	}
	for _, row := range catalogue.Table() {
		all = append(all, topic{"Findings", string(row.ID), row.Title, row.Explain})
	}
	for _, c := range checks.All() {
		all = append(all, topic{"Checks", c.ID, c.Title, c.Text})
	}
	for _, e := range diag.Table() {
		all = append(all, topic{"Diagnostics", string(e.ID), e.Title, e.Explain})
	}
	return all
}

func runExplain(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		list(stdout)
		return 0
	}
	if slices.Contains([]string{"-h", "-help", "--help"}, args[0]) {
		explainHelp(stdout)
		return 0
	}
	var texts []string
	exit := 0
	for _, id := range args {
		found := lookup(id)
		if len(found) == 0 {
			unknownID(id, stderr)
			exit = exitUsage
		}
		for _, t := range found {
			texts = append(texts, t.text())
		}
	}
	io.WriteString(stdout, strings.Join(texts, "\n"))
	return exit
}

// lookup takes an id as a message has it: with brackets or the beginning of a directive.
func lookup(id string) []topic {
	id = strings.TrimPrefix(strings.Trim(id, "[]"), "//cshared:")
	return slices.DeleteFunc(topics(), func(t topic) bool { return !strings.EqualFold(t.id, id) })
}

func list(stdout io.Writer) {
	kind := ""
	for _, t := range topics() {
		if t.kind != kind {
			if kind != "" {
				io.WriteString(stdout, "\n")
			}
			kind = t.kind
			fmt.Fprintf(stdout, "%s\n", kind)
		}
		fmt.Fprintf(stdout, "  %-22s %s\n", t.id, t.title)
	}
}

func unknownID(id string, stderr io.Writer) {
	var ids []string
	for _, t := range topics() {
		ids = append(ids, t.id)
	}
	fixes := []string{"`cshared explain` lists the ids"}
	if near := nearest.Few(id, ids); len(near) > 0 {
		fixes = append([]string{"write " + strings.Join(near, " or ")}, fixes...)
	}
	fail(stderr, "cshared explain", fmt.Sprintf("%q is the id of no diagnostic, finding, check or directive", id), fixes...)
}
