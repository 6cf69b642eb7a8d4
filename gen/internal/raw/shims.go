package raw

import (
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/shims"
)

// shims adds the parts of the runtime shim that the library exports.
func (l *loader) shims(library *ir.Library) {
	var known []string
	for _, part := range l.options.Shims {
		if shims.Known(part) {
			known = append(known, part)
			continue
		}
		l.report(diag.UnknownShim, diag.Args{"part": part, "parts": strings.Join(shims.Parts(), ", ")})
	}
	if len(known) == 0 {
		return
	}
	loaded, err := shims.Load(known)
	if err != nil {
		// The headers are compiled into this program.
		panic(err)
	}
	library.Shims = loaded
}
