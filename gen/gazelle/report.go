package gazelle

import (
	"log"
	"os"
	"slices"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
)

// A severity is what follows from a problem.
type severity string

const (
	ignore  severity = "ignore"
	warn    severity = "warn"
	failing severity = "error"
)

var severities = []string{string(ignore), string(warn), string(failing)}

// A report holds the problems of a run. They are printed together when all is known, before Gazelle
// writes anything; an error then ends the run.
type report struct {
	warnings, errors []diag.Diagnostic
}

func (p *report) add(s severity, id diag.ID, where string, args diag.Args) {
	switch s {
	case warn:
		p.warnings = append(p.warnings, diag.New(id, where, args))
	case failing:
		p.errors = append(p.errors, diag.New(id, where, args))
	}
}

func (p *report) error(id diag.ID, where string, args diag.Args) { p.add(failing, id, where, args) }

// finish prints what there is to say.
func (p *report) finish() {
	diag.Print(os.Stderr, p.warnings)
	if len(p.errors) == 0 {
		return
	}
	if len(p.warnings) > 0 {
		os.Stderr.WriteString("\n")
	}
	diag.Print(os.Stderr, p.errors)
	log.Fatal("no BUILD file was written")
}

// milder is what holds where two folders say different things of one matter.
func milder(a, b severity) severity {
	if slices.Index(severities, string(a)) < slices.Index(severities, string(b)) {
		return a
	}
	return b
}
