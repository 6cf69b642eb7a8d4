package goglue

import (
	"fmt"
	"iter"
	"regexp"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// imports are the packages of the library, then the others, by the names that the code has for them.
func (p *printer) imports() iter.Seq2[string, string] {
	return func(yield func(name, path string) bool) {
		for _, lib := range p.api.Packages {
			if !yield(lib.Import, lib.Path) {
				return
			}
		}
		for _, other := range p.api.Others {
			if !yield(ir.ImportName(other), other) {
				return
			}
		}
	}
}

// withoutUnused takes the names off imports that no function needs, which Go refuses: of a package whose
// types are numbers in C, or that has constants only.
func (p *printer) withoutUnused() string {
	text := p.String()
	for name, path := range p.imports() {
		if !regexp.MustCompile(`\b` + name + `\.`).MatchString(text) {
			text = strings.Replace(text, fmt.Sprintf("\t%s %q", name, path), fmt.Sprintf("\t_ %q", path), 1)
		}
	}
	return text
}
