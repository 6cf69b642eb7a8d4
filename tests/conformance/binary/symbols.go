package binary

import (
	"debug/elf"
	"errors"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// exported returns the defined dynamic symbols that others can bind to, sorted. LOCAL ones cannot
// be bound to (Go leaves a LOCAL runtime.tlsg in .dynsym). GNU ld also defines an absolute symbol
// named like each version node; that one is part of the version, not an export.
func exported(f *elf.File) ([]elf.Symbol, error) {
	all, err := f.DynamicSymbols()
	if errors.Is(err, elf.ErrNoSymbols) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	nodes := versionNodes(f)
	var defined []elf.Symbol
	for _, s := range all {
		switch {
		case s.Section == elf.SHN_UNDEF, elf.ST_BIND(s.Info) == elf.STB_LOCAL:
		case s.Section == elf.SHN_ABS && slices.Contains(nodes, s.Name):
		default:
			defined = append(defined, s)
		}
	}
	slices.SortFunc(defined, func(a, b elf.Symbol) int { return strings.Compare(a.Name, b.Name) })
	return defined, nil
}

func exportedNames(f *elf.File) ([]string, error) {
	defined, err := exported(f)
	var names []string
	for _, s := range defined {
		names = append(names, s.Name)
	}
	return slices.Compact(names), err
}

// Exports returns the names of the symbols that others can bind to, sorted.
func Exports(f *elf.File) ([]string, error) { return exportedNames(f) }

func symbols(a *artefact.Artefact) verdict.Verdict {
	got, err := exportedNames(a.Library)
	if err != nil {
		return verdict.Failf("cannot read the dynamic symbols: %v", err)
	}
	want := a.Manifest.Exports
	extra, missing := without(got, want), without(want, got)
	var problems []string
	if len(extra) > 0 {
		problems = append(problems, "exported but not declared: "+few(extra)+". Declare them, or hide them with the version script")
	}
	if len(missing) > 0 {
		problems = append(problems, "declared but not exported: "+few(missing)+". Is the code that defines them linked in, and does the version script name them?")
	}
	if problems != nil {
		return verdict.Failf("%s", strings.Join(problems, "\n"))
	}
	return verdict.Passf("%d exports", len(got))
}

// without returns the names of a that are not in b, sorted.
func without(a, b []string) []string {
	var rest []string
	for _, name := range a {
		if !slices.Contains(b, name) {
			rest = append(rest, name)
		}
	}
	slices.Sort(rest)
	return rest
}

func prefix(a *artefact.Artefact) verdict.Verdict {
	want := a.Manifest.Prefix
	if want == "" {
		return verdict.Skipf("the library has no prefix: set `prefix` on the library to have its names checked")
	}
	got, err := exportedNames(a.Library)
	if err != nil {
		return verdict.Failf("cannot read the dynamic symbols: %v", err)
	}
	wrong := slices.DeleteFunc(slices.Clone(got), func(name string) bool { return strings.HasPrefix(name, want) })
	if len(wrong) > 0 {
		return verdict.Failf("do not start with %q: %s. Rename them, or change `prefix`", want, few(wrong))
	}
	return verdict.Passf("%s*", want)
}
