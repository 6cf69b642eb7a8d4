package ir

import (
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
)

// Shims are the parts of the runtime shim that the library exports, under the names that the shim
// itself has for them.
type Shims struct {
	Parts     []string // sorted
	Functions []string // sorted
	Declared  []string // sorted: every name that the header declares at file scope
	Includes  []string // standard headers, sorted
	Preface   string   // what holds for all statuses
	Statuses  []ShimStatus
	Sections  []string // declarations and their documentation

	FirstStatus string // where the shim's own statuses start
}

// ShimStatus is one status code of the shim's own.
type ShimStatus struct {
	Name  string // without the prefix
	Value string
	Text  string
}

const shimPrefix = "cshared_"

// ShimName returns the library's name for a name of the shim.
func (l *Library) ShimName(name string) string {
	return l.Prefix + strings.TrimPrefix(name, shimPrefix)
}

// ShimHeaderName returns the file name of the header that declares the parts of the shim.
func (l *Library) ShimHeaderName() string { return l.Name + "_shims.h" }

// validateShims reports exports that have a name of the shim's header. Both headers of the library
// have to work in one translation unit, so types count as well as functions.
func (l *Library) validateShims() []diag.Diagnostic {
	if len(l.Shims.Parts) == 0 {
		return nil
	}
	if l.Prefix == "" {
		return []diag.Diagnostic{diag.New(diag.ShimsWithoutPrefix, l.Label, diag.Args{
			"parts": strings.Join(l.Shims.Parts, `", "`), "suggestion": l.SuggestPrefix(),
		})}
	}
	origin := map[string]string{}
	for _, name := range l.Shims.Declared {
		origin[l.ShimName(name)] = name
	}
	var problems []diag.Diagnostic
	exports := slices.Clone(l.CNames)
	for _, f := range l.Functions {
		exports = append(exports, f.Name)
	}
	for _, name := range exports {
		if shim, ok := origin[name]; ok {
			problems = append(problems, diag.New(diag.ShimClash, l.Label, diag.Args{
				"export": name, "shim": shim, "header": l.ShimHeaderName(),
			}))
		}
	}
	return problems
}

// DropProvided leaves out what every generated API has by itself: the texts of statuses.
func (s *Shims) DropProvided() {
	provided := func(name string) bool { return name == "cshared_status_text" || name == "cshared_status_name" }
	s.Functions = slices.DeleteFunc(s.Functions, provided)
	s.Declared = slices.DeleteFunc(s.Declared, provided)
}

func (s *Shims) sort() {
	s.Parts, s.Functions = sorted(s.Parts), sorted(s.Functions)
	s.Declared, s.Includes = sorted(s.Declared), sorted(s.Includes)
}
