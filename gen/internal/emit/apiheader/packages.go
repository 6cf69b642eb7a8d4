package apiheader

import (
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// packages is the documentation of all packages, each with the start of its names where there are several.
func (p *printer) packages() string {
	all := p.api.Packages
	if len(all) == 1 {
		if text := strings.TrimSpace(all[0].Doc); text != "" {
			return text
		}
		return "The C API of the Go package " + all[0].Path + "."
	}
	parts := []string{"The C API of " + sentence(all) + "."}
	for _, each := range all {
		if text := strings.TrimSpace(each.Doc); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n\n")
}

func sentence(all []ir.GoPackage) string {
	var names []string
	for _, each := range all {
		names = append(names, each.Path+" ("+each.Prefix+")")
	}
	last := len(names) - 1
	return "the Go packages " + strings.Join(names[:last], ", ") + " and " + names[last]
}
