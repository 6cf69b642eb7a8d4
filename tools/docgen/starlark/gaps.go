package starlark

import (
	"fmt"
	"regexp"
	"slices"
)

// Gaps lists, one a line, what a reference made from the module would leave out: names without
// documentation, arguments and fields without a type, and symbols of the .bzl file's own text
// (source) that the extract does not have, such as constants.
func (m *Module) Gaps(source string) []string {
	var gaps []string
	gap := func(format string, args ...any) { gaps = append(gaps, fmt.Sprintf(format, args...)) }
	if m.Doc == "" {
		gap("the file: no docstring at its top")
	}
	known := map[string]bool{}
	for _, rule := range m.Rules {
		known[rule.Name] = true
		if rule.Doc == "" {
			gap("%s: the rule has no `doc`", rule.Name)
		}
		for _, a := range rule.Attributes {
			if a.Doc == "" {
				gap("%s: attribute %s has no `doc`", rule.Name, a.Name)
			}
		}
	}
	for _, function := range m.Functions {
		known[function.Name] = true
		gaps = append(gaps, function.gaps()...)
	}
	for _, provider := range m.Providers {
		known[provider.Name] = true
		gaps = append(gaps, provider.gaps()...)
	}
	for _, name := range m.Unknown {
		gap("%s: not rendered; teach tools/docgen that kind", name)
	}
	if len(m.Unknown) == 0 { // Else the same symbol would be listed twice.
		for _, name := range publicNames(source) {
			if !known[name] {
				gap("%s: Bazel extracts only rules, macros, functions and providers", name)
			}
		}
	}
	return gaps
}

func (f Function) gaps() []string {
	var gaps []string
	if f.Doc == "" {
		gaps = append(gaps, f.Name+": the function has no docstring")
	}
	for _, p := range f.Parameters {
		switch {
		case p.Doc == "":
			gaps = append(gaps, fmt.Sprintf("%s: argument %s has no text under Args:", f.Name, p.Name))
		case p.Type == "" && !p.isRest():
			gaps = append(gaps, fmt.Sprintf("%s: argument %s has no type", f.Name, p.Name))
		}
	}
	return gaps
}

func (p Provider) gaps() []string {
	var gaps []string
	if p.Doc == "" {
		gaps = append(gaps, p.Name+": the provider has no `doc`")
	}
	for _, f := range p.Fields {
		switch {
		case f.Doc == "":
			gaps = append(gaps, fmt.Sprintf("%s: field %s has no text", p.Name, f.Name))
		case f.Type == "":
			gaps = append(gaps, fmt.Sprintf("%s: field %s has no type", p.Name, f.Name))
		}
	}
	return gaps
}

var (
	docstring  = regexp.MustCompile(`(?s)""".*?"""`)
	assignment = regexp.MustCompile(`(?m)^([A-Za-z]\w*)(?:,[^=\n]*)?\s*=[^=]`)
	definition = regexp.MustCompile(`(?m)^def ([A-Za-z]\w*)\(`)
)

// publicNames lists what a .bzl file defines for others, sorted. Top-level statements start in
// the first column, so that the lines tell; only texts could look like them.
func publicNames(source string) []string {
	source = docstring.ReplaceAllString(source, `""`)
	var names []string
	for _, pattern := range []*regexp.Regexp{assignment, definition} {
		for _, match := range pattern.FindAllStringSubmatch(source, -1) {
			names = append(names, match[1])
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
