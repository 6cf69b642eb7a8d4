// Package load runs the checks that load the library. Each one has a fresh process of the C program
// in tests/conformance/host, since nothing that a Go library does to a process can be undone.
package load

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/expect"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// nothingToCall is of libraries without a generated API.
const nothingToCall = "nothing is safe to call: set `first_call` (`cshared check` has -call) to the name of an exported function without parameters"

// Judge runs a check that has a process of the C program.
func Judge(check catalogue.Check, a *artefact.Artefact) verdict.Verdict {
	if check.Kind == catalogue.Probe {
		return probe(check, a)
	}
	call := firstCall(a)
	if call == "" {
		if check.Calls {
			return verdict.Skipf("%s", nothingToCall)
		}
		call = "-"
	}
	expected := expect.New(a.Manifest, a.Config.Limits)
	if why := expected.Skip(check.ID); why != "" {
		return verdict.Skipf("%s", why)
	}
	arguments := expected.Arguments()
	if check.ID == mainNeverRuns {
		offset, ok := mainOffset(a)
		if !ok {
			return verdict.Skipf("%s", noMain)
		}
		arguments = append(arguments, fmt.Sprintf("main_offset=%d", offset))
	}
	answer, err := ask(a, check.ID, call, arguments...)
	switch {
	case check.Kind == catalogue.Report:
		return told(answer, err)
	case err != nil:
		return verdict.Failf("%v", err)
	case !answer.OK:
		return verdict.Failf("%s", answer.Why)
	case answer.Skip != "":
		return verdict.Skipf("%s", answer.Skip)
	}
	if weaker := expected.Weaker(check.ID); weaker != "" {
		answer.Lines = append(answer.Lines, weaker)
	}
	return verdict.Passf("%s", strings.Join(answer.Lines, "\n"))
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

func ask(a *artefact.Artefact, name, call string, expected ...string) (answer, error) {
	program, err := filepath.Abs(a.Config.Host)
	if err != nil {
		return answer{}, err
	}
	// Without a slash dlopen would search the system's folders.
	library, err := filepath.Abs(a.Config.Library)
	if err != nil {
		return answer{}, err
	}
	args := slices.Concat([]string{name, library, call}, expected, fitting(a.Manifest.Exports))
	return run(a.Config.Context(), program, a.Config.Timeout(), args...)
}

// fitting returns as many names as can be arguments of a program: a library of C++ may export tens of thousands.
func fitting(names []string) []string {
	const most = 1 << 20 // Linux takes a quarter of the limit of the stack, 2 MB as a rule
	size := 0
	for i, name := range names {
		if size += len(name) + 1 + 8; size > most {
			return names[:i]
		}
	}
	return names
}
