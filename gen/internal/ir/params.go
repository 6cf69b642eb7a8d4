package ir

import (
	"fmt"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/cnames"
)

// NameParams gives every parameter a name that C and C++ accept. cgo keeps the Go names, and
// refuses only what its own C compiler refuses: `class` and `new` pass.
func (f *Function) NameParams() {
	taken := map[string]bool{}
	for _, p := range f.Params {
		if ParamNameIsSafe(p.Name) {
			taken[p.Name] = true
		}
	}
	for i := range f.Params {
		p := &f.Params[i]
		if ParamNameIsSafe(p.Name) {
			continue
		}
		name := p.Name + "_"
		if strings.HasPrefix(p.Name, "_") || strings.Contains(p.Name, "__") || !IsIdentifier(p.Name) {
			name = fmt.Sprintf("p%d", i)
		}
		for taken[name] {
			name = strings.TrimSuffix(name, "_") + "x_"
		}
		taken[name] = true
		p.Name = name
	}
}

// objectMacros are common macros without arguments: a header that the user includes before ours may
// define them.
var objectMacros = set(
	"NULL", "EOF", "I", "complex", "imaginary", "noreturn", "errno", "stdin", "stdout", "stderr",
	"unix", "linux", "i386", "offsetof",
)

// ParamNameIsSafe refuses keywords, reserved names, and what the headers that we include, or cgo's
// prologue, define: a macro there would be expanded in the prototype.
func ParamNameIsSafe(name string) bool {
	switch kind, _ := cnames.Check(name); {
	case kind == cnames.Keyword || kind == cnames.Reserved || kind == cnames.Mangled:
		return false
	case !IsIdentifier(name) || strings.HasPrefix(name, "_") || strings.Contains(name, "__"):
		return false
	case stdTypes[name] || goTypes[name] || objectMacros[name]:
		return false
	}
	// INT8_MAX, SIZE_MAX, UINT64_C and their like.
	return !stdintMacro.MatchString(name)
}
