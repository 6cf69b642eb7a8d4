package binary

import (
	"fmt"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// cNames asks the C library that is really there: a name that it defines would be bound to ours in
// any program that loads us early or globally.
func cNames(a *artefact.Artefact) verdict.Verdict {
	got, err := exportedNames(a.Library)
	if err != nil {
		return verdict.Failf("cannot read the dynamic symbols: %v", err)
	}
	if len(a.System) == 0 && a.Config.NoHost == "" {
		return verdict.Failf("the symbols of the C library are not known: the host could not list the libraries of a C process")
	}
	var taken []string
	for _, name := range got {
		if why := reserved(name); why != "" {
			taken = append(taken, fmt.Sprintf("%s (%s)", name, why))
		} else if file, ok := a.System[name]; ok {
			taken = append(taken, fmt.Sprintf("%s (defined by %s)", name, file))
		}
	}
	if len(taken) > 0 {
		return verdict.Failf("names that are not ours to define: %s. Rename the exports", few(taken))
	}
	if a.Config.NoHost != "" {
		return verdict.Skipf("none is reserved; not compared with the C library: %s", a.Config.NoHost)
	}
	return verdict.Passf("%d names against %d of the C library", len(got), len(a.System))
}

func reserved(name string) string {
	switch {
	case name == "main":
		return "the entry point of a program"
	case strings.HasPrefix(name, "_Z"):
		return "a mangled C++ name"
	case strings.HasPrefix(name, "_"):
		return "C reserves names that start with _"
	}
	return ""
}
