// Package load runs the checks that load the library. Each one has a fresh process of the C program
// in tests/conformance/host, since nothing that a Go library does to a process can be undone.
package load

import (
	"path/filepath"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

const nothingToCall = "nothing is safe to call: set `first_call` to the name of an exported function without parameters"

// callsOnly are the checks that measure nothing but a call.
var callsOnly = map[string]bool{"load/first-call": true, "load/late-thread": true}

// Judge runs a check that has a process of the C program.
func Judge(check catalogue.Check, a *artefact.Artefact) verdict.Verdict {
	if check.Kind == catalogue.Probe {
		return probe(check, a)
	}
	call := a.Config.FirstCall
	if call == "" {
		if callsOnly[check.ID] {
			return verdict.Skipf("%s", nothingToCall)
		}
		call = "-"
	}
	answer, err := ask(a, check.ID, call)
	if check.Kind == catalogue.Report {
		return told(answer, err)
	}
	return said(answer, err)
}

func said(answer answer, err error) verdict.Verdict {
	if err != nil {
		return verdict.Failf("%v", err)
	}
	if !answer.OK {
		return verdict.Failf("%s", answer.Why)
	}
	if answer.Skip != "" {
		return verdict.Skipf("%s", answer.Skip)
	}
	return verdict.Passf("%s", strings.Join(answer.Lines, "; "))
}

func told(answer answer, err error) verdict.Verdict {
	switch {
	case err != nil:
		return verdict.Reportf("not measured: %v", err)
	case !answer.OK:
		return verdict.Reportf("not measured: %s", answer.Why)
	case len(answer.Lines) == 0:
		return verdict.Reportf("nothing changes")
	}
	return verdict.Reportf("%s", strings.Join(answer.Lines, "\n"))
}

func ask(a *artefact.Artefact, name, call string) (answer, error) {
	program, err := filepath.Abs(a.Config.Host)
	if err != nil {
		return answer{}, err
	}
	// Without a slash dlopen would search the system's folders.
	library, err := filepath.Abs(a.Config.Library)
	if err != nil {
		return answer{}, err
	}
	args := append([]string{name, library, call}, a.Manifest.Exports...)
	return run(program, a.Config.Timeout(), args...)
}
