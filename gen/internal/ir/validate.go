package ir

import (
	"path"
	"regexp"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/cnames"
	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
)

// Validate returns everything that keeps the library from being built.
func (l *Library) Validate() []diag.Diagnostic {
	problems := l.validateAttributes()
	if len(l.Functions)+len(l.CNames) == 0 {
		problems = append(problems, diag.New(diag.NoExports, l.Label, nil))
	}
	for _, name := range l.Symbols() {
		problems = append(problems, l.validateName(name)...)
	}
	problems = append(problems, l.validatePrefixes()...)
	problems = append(problems, l.validateShims()...)
	for i := range l.Functions {
		problems = append(problems, l.validateTypes(&l.Functions[i])...)
	}
	return append(problems, l.validateStructs()...)
}

func (l *Library) validateName(name string) []diag.Diagnostic {
	if !IsIdentifier(name) {
		return []diag.Diagnostic{diag.New(diag.NotAnIdentifier, l.Label, diag.Args{"export": name})}
	}
	kind, owner := cnames.Check(name)
	id, bad := map[cnames.Kind]diag.ID{
		cnames.EntryPoint: diag.EntryPointName,
		cnames.Mangled:    diag.MangledName,
		cnames.Reserved:   diag.ReservedName,
		cnames.Keyword:    diag.KeywordName,
		cnames.Library:    diag.LibcName,
	}[kind]
	if !bad {
		return nil
	}
	return []diag.Diagnostic{diag.New(id, l.Label, diag.Args{
		"export": name, "owner": owner, "language": owner, "suggestion": l.suggest(name),
	})}
}

// suggest returns a name that keeps the prefix, or makes one of the library's name.
func (l *Library) suggest(name string) string {
	prefix := l.Prefix
	if !goodPrefix.MatchString(prefix) {
		prefix = strings.ToLower(l.MacroPrefix()) + "_"
	}
	return prefix + strings.TrimPrefix(strings.TrimLeft(name, "_"), prefix)
}

func (l *Library) validatePrefixes() []diag.Diagnostic {
	var bare, kept []string
	for _, name := range l.Symbols() {
		if strings.HasPrefix(name, l.Prefix) {
			kept = append(kept, name)
		} else {
			bare = append(bare, name)
		}
	}
	if len(bare) == 0 || l.Prefix == "" || prefixProblem(l.Prefix) != "" {
		return nil
	}
	list := "with none of them there is nothing to export, so this library needs new names or no prefix"
	if len(kept) > 0 {
		list = `exports = ["` + strings.Join(kept, `", "`) + `"]`
	}
	return []diag.Diagnostic{diag.New(diag.ExportPrefix, l.Label, diag.Args{
		"exports": diag.Names(bare), "prefix": l.Prefix, "renamed": l.suggest(bare[0]), "list": list,
	})}
}

func (l *Library) validateTypes(f *Function) []diag.Diagnostic {
	if len(l.Includes) > 0 {
		// The user's headers declare it, or the compiler says that they do not.
		return nil
	}
	var problems []diag.Diagnostic
	seen := map[string]bool{}
	for _, use := range f.Types() {
		base := baseType(use.Type)
		if isPublicType(use.Type) || seen[base] {
			continue
		}
		seen[base] = true
		problems = append(problems, diag.New(diag.PrivateType, l.Label, diag.Args{
			"export": f.Name, "type": base, "place": use.Place, "header": headerFix(use.Type),
		}))
	}
	return problems
}

func (l *Library) validateStructs() []diag.Diagnostic {
	symbols := set(l.Symbols()...)
	var problems []diag.Diagnostic
	for _, f := range l.Functions {
		if name := f.Name + "_return"; len(f.Fields) > 0 && symbols[name] {
			problems = append(problems, diag.New(diag.ReturnStructTaken, l.Label, diag.Args{"export": name, "owner": f.Name}))
		}
	}
	return problems
}

var (
	goodNode  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.]*$`)
	goodGlibc = regexp.MustCompile(`^[0-9]+\.[0-9]+$`)
)

func (l *Library) validateAttributes() []diag.Diagnostic {
	problems := append(l.ValidatePrefix(), l.validateHeaders()...)
	if node := l.Link.SymbolVersion; node != "" && !goodNode.MatchString(node) {
		problems = append(problems, diag.New(diag.BadSymbolVersion, l.Label, diag.Args{
			"node": node, "suggestion": l.MacroPrefix() + "_1",
		}))
	}
	for _, pattern := range l.Link.Needed {
		if _, err := path.Match(pattern, ""); err != nil {
			problems = append(problems, diag.New(diag.BadNeeded, l.Label, diag.Args{"pattern": pattern, "why": err.Error()}))
		}
	}
	if v := l.Link.MinGlibc; v != "" && !goodGlibc.MatchString(v) {
		problems = append(problems, diag.New(diag.BadMinGlibc, l.Label, diag.Args{"version": v}))
	}
	return problems
}

func (l *Library) validateHeaders() []diag.Diagnostic {
	var problems []diag.Diagnostic
	seen := map[string]bool{}
	for _, h := range l.Includes {
		why := ""
		switch {
		case h == l.HeaderName():
			why = ", but that is the name of the generated header"
		case len(l.Shims.Parts) > 0 && h == l.ShimHeaderName():
			why = ", but that is the name of the generated header of `shims`"
		case seen[h]:
			why = " twice"
		}
		if why != "" {
			problems = append(problems, diag.New(diag.HeaderClash, l.Label, diag.Args{"header": h, "why": why}))
		}
		seen[h] = true
	}
	return problems
}
