// Package starlark holds what a public .bzl file says about its symbols, as Bazel's
// starlark_doc_extract rule reads it.
package starlark

import "strings"

// A Module is one .bzl file.
type Module struct {
	File      string // Its label, as a user loads it: "@rules_go_cshared//rules:defs.bzl".
	Doc       string
	Rules     []Rule
	Functions []Function
	Providers []Provider
	// Symbols of kinds that nothing here renders, each with its kind: "cc_names of kind aspect".
	Unknown []string
}

// A Rule is a rule or test rule.
type Rule struct {
	Name, Doc  string
	Attributes []Attribute
	Provides   []string // Providers that every target of the rule has.
	Test       bool
	Executable bool
}

// An Attribute belongs to a rule.
type Attribute struct {
	Name, Type, Doc string
	Mandatory       bool
	Default         string
	Providers       [][]string // A target must have all providers of one of the groups.
}

// A Function is a macro, if it takes a name, or a plain function.
type Function struct {
	Name, Doc  string
	Parameters []Parameter
	Returns    string
	Deprecated string
}

// IsMacro tells whether calling the function makes a target.
func (f Function) IsMacro() bool {
	for _, p := range f.Parameters {
		if p.Name == "name" {
			return true
		}
	}
	return false
}

// A Parameter belongs to a function. Name carries the stars of `*args` and `**kwargs`.
type Parameter struct {
	Name, Type, Doc string
	Mandatory       bool
	Default         string
}

// isRest tells whether the parameter takes what no other one takes.
func (p Parameter) isRest() bool {
	return strings.HasPrefix(p.Name, "*")
}

// A Provider is a provider with its fields.
type Provider struct {
	Name, Doc string
	Fields    []Field
}

// A Field belongs to a provider.
type Field struct {
	Name, Type, Doc string
}

// splitType takes the type off a text of the form "(string) What it is."; Starlark itself knows
// neither the types of parameters nor those of fields.
func splitType(doc string) (kind, rest string) {
	doc = strings.TrimSpace(doc)
	if inner, ok := strings.CutPrefix(doc, "("); ok {
		if kind, rest, ok := strings.Cut(inner, ")"); ok {
			return kind, strings.TrimSpace(rest)
		}
	}
	return "", doc
}
