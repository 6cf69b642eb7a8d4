package shims

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

var (
	statusList  = regexp.MustCompile(`(?s)\A(/\*.*?\*/\n)\n(/\* Every status.*?\n\};\n)\n`)
	statusEntry = regexp.MustCompile(`(?m)^ +X\((\w+), (\d+), "(.*)"\)`)
)

var statusFirst = regexp.MustCompile(`\bCSHARED_STATUS_FIRST = (\d+)\n`)

// cutStatuses takes what stands before the functions out of status.h: a library says its statuses
// once, in whichever of its headers comes first.
func cutStatuses(s *ir.Shims, body string) (string, error) {
	match := statusList.FindStringSubmatch(body)
	if match == nil {
		return "", fmt.Errorf("shims: status.h does not begin with a comment and the list of statuses")
	}
	s.Preface = match[1]
	for _, entry := range statusEntry.FindAllStringSubmatch(match[2], -1) {
		s.Statuses = append(s.Statuses, ir.ShimStatus{Name: entry[1], Value: entry[2], Text: entry[3]})
	}
	if calls := strings.Count(match[2], "  X("); calls == 0 || calls != len(s.Statuses) {
		return "", fmt.Errorf("shims: status.h lists %d statuses, of which %d can be read", calls, len(s.Statuses))
	}
	first := statusFirst.FindStringSubmatch(match[2])
	if first == nil {
		return "", fmt.Errorf("shims: status.h does not say where the shim's own statuses start")
	}
	s.FirstStatus = first[1]
	s.Declared = append(s.Declared, declared(match[2])...)
	return strings.TrimPrefix(body, match[0]), nil
}

var (
	noCode = regexp.MustCompile(`(?s:/\*.*?\*/)|(?m:^#(?:.*\\\n)*.*$)`)
	name   = regexp.MustCompile(`\bcshared_\w+`)
	braces = regexp.MustCompile(`(?s)\{[^{}]*\}`)
	// A prototype: a type, the name, the parameters. A typedef is none.
	prototype = regexp.MustCompile(`(?m)^(?:const )?\w+ \*?(cshared_\w+)\(`)
)

// declared returns every name in the code: what a header of the shim names, it or another one
// declares.
func declared(body string) []string {
	return name.FindAllString(noCode.ReplaceAllString(body, " "), -1)
}

// functions returns the functions in the code.
func functions(body string) []string {
	code := noCode.ReplaceAllString(body, " ")
	code = braces.ReplaceAllString(code, "{}")
	var names []string
	for _, match := range prototype.FindAllStringSubmatch(code, -1) {
		names = append(names, match[1])
	}
	return names
}
