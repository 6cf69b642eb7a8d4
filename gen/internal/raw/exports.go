package raw

import (
	"slices"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// selectExports decides what becomes a symbol: all Go exports, or what `exports` names. A name
// that is no Go export is a C function of the static dependencies; the public headers declare it.
func (l *loader) selectExports(library *ir.Library, functions []ir.Function) {
	listed := l.options.Exports
	if len(listed) == 0 {
		library.Functions = functions
		return
	}
	byName := map[string]ir.Function{}
	var known []string
	for _, f := range functions {
		byName[f.Name] = f
		known = append(known, f.Name)
	}
	knownText := "nothing"
	if len(known) > 0 {
		knownText = diag.Names(known)
	}
	var twice []string
	for i, name := range listed {
		f, ok := byName[name]
		switch {
		case slices.Contains(listed[:i], name):
			twice = append(twice, name)
		case ok:
			library.Functions = append(library.Functions, f)
		default:
			if len(l.options.Headers) == 0 && !l.incomplete {
				l.report(diag.UnknownExport, diag.Args{"export": name, "known": knownText})
			}
			library.CNames = append(library.CNames, name)
		}
	}
	if len(twice) > 0 {
		l.report(diag.ListedTwice, diag.Args{"exports": diag.Names(twice)})
	}
}
