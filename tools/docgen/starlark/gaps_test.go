package starlark

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const source = `"""Documented.

example = calc_library(name = "in a docstring")
"""

load("//private:calc.bzl", _calc = "calc", _CalcInfo = "CalcInfo")

visibility("public")

_PRIVATE = 1
calc = _calc
calc_test = rule(
    implementation = _impl,
)
CalcInfo, _new = provider(init = _init)

def helper(a, b = 2):
    local = a == b
    return local

def _hidden():
    pass
`

func TestPublicNames(t *testing.T) {
	want := []string{"CalcInfo", "calc", "calc_test", "helper"}
	if diff := cmp.Diff(want, publicNames(source)); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func complete() *Module {
	return &Module{
		Doc:   "Documented.",
		Rules: []Rule{{Name: "calc_test", Doc: "Tests.", Attributes: []Attribute{{Name: "library", Doc: "What."}}}},
		Functions: []Function{
			{Name: "calc", Doc: "Makes.", Parameters: []Parameter{{Name: "name", Type: "string", Doc: "Target."}, {Name: "**kwargs", Doc: "Rest."}}},
			{Name: "helper", Doc: "Helps."},
		},
		Providers: []Provider{{Name: "CalcInfo", Doc: "Result.", Fields: []Field{{Name: "files", Type: "File", Doc: "It."}}}},
	}
}

func TestGaps(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*Module)
		want  []string
	}{
		{"none", func(*Module) {}, nil},
		{"file", func(m *Module) { m.Doc = "" }, []string{"the file: no docstring at its top"}},
		{"rule", func(m *Module) { m.Rules[0].Doc = "" }, []string{"calc_test: the rule has no `doc`"}},
		{"attribute", func(m *Module) { m.Rules[0].Attributes[0].Doc = "" }, []string{"calc_test: attribute library has no `doc`"}},
		{"function", func(m *Module) { m.Functions[0].Doc = "" }, []string{"calc: the function has no docstring"}},
		{"argument", func(m *Module) { m.Functions[0].Parameters[0].Doc = "" }, []string{"calc: argument name has no text under Args:"}},
		{"rest", func(m *Module) { m.Functions[0].Parameters[1].Doc = "" }, []string{"calc: argument **kwargs has no text under Args:"}},
		{"type of an argument", func(m *Module) { m.Functions[0].Parameters[0].Type = "" }, []string{"calc: argument name has no type"}},
		{"provider", func(m *Module) { m.Providers[0].Doc = "" }, []string{"CalcInfo: the provider has no `doc`"}},
		{"field", func(m *Module) { m.Providers[0].Fields[0].Doc = "" }, []string{"CalcInfo: field files has no text"}},
		{"type of a field", func(m *Module) { m.Providers[0].Fields[0].Type = "" }, []string{"CalcInfo: field files has no type"}},
		{"aspect", func(m *Module) { m.Unknown = []string{"x of kind aspect"} }, []string{"x of kind aspect: not rendered; teach tools/docgen that kind"}},
		{"not extracted", func(m *Module) { m.Functions = m.Functions[:1] }, []string{"helper: Bazel extracts only rules, macros, functions and providers"}},
		{
			"several", func(m *Module) { m.Doc, m.Rules[0].Doc = "", "" },
			[]string{"the file: no docstring at its top", "calc_test: the rule has no `doc`"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			module := complete()
			c.spoil(module)
			if diff := cmp.Diff(c.want, module.Gaps(source)); diff != "" {
				t.Errorf("gaps (-want +got):\n%s", diff)
			}
		})
	}
}
