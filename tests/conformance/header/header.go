// Package header checks the C header that comes with a library. That it compiles is for the
// compilers to say; here only what they would not complain about.
package header

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// Check judges one line of the contract.
type Check func(*artefact.Artefact) verdict.Verdict

// Checks returns the check of each id of the group.
func Checks() map[string]Check {
	return map[string]Check{
		"header/guard":     guard,
		"header/generated": generated,
		"header/declares":  declares,
	}
}

func guard(a *artefact.Artefact) verdict.Verdict {
	s := read(a.Header)
	var problems []string
	if problem := s.guardProblem(); problem != "" {
		problems = append(problems, problem)
	}
	linkage := slices.Contains(s.tokens, "extern") && slices.Contains(s.tokens, `"C"`)
	if !linkage || !slices.Contains(s.directives, "ifdef __cplusplus") {
		problems = append(problems, "no `extern \"C\"` under `#ifdef __cplusplus`, so C++ looks for mangled names")
	}
	if problems != nil {
		return verdict.Failf("%s", strings.Join(problems, "\n"))
	}
	return verdict.Passf("%s", s.directives[0])
}

func (s source) guardProblem() string {
	if slices.Contains(s.directives, "pragma once") {
		return ""
	}
	const want = "want #ifndef X, #define X first and #endif last"
	d := s.directives
	if len(d) < 3 {
		return "no include guard: " + want
	}
	name, ok := strings.CutPrefix(d[0], "ifndef ")
	name = strings.TrimSpace(name)
	defined := strings.Fields(d[1])
	switch {
	case !ok || len(defined) != 2 || defined[0] != "define" || defined[1] != name:
		return "no include guard: the header begins with #" + d[0] + " and #" + d[1] + ", " + want
	case s.guardEnd() != len(d)-1:
		return "the include guard " + name + " ends before the header does: " + want
	case s.outside:
		return "there is code outside of the include guard " + name + ": " + want
	case strings.HasPrefix(name, "_"):
		return "the include guard " + name + " is a name that C reserves: start it with a letter"
	}
	return ""
}

// guardEnd returns the index of the #endif that belongs to the first directive, -1 if there is none.
func (s source) guardEnd() int {
	open := 0
	for i, d := range s.directives {
		if strings.HasPrefix(d, "if") {
			open++
		} else if strings.HasPrefix(d, "endif") {
			if open--; open == 0 {
				return i
			}
		}
	}
	return -1
}

// The form that Go tools look for (golang.org/s/generatedcode), in a comment of either kind.
var generatedLine = regexp.MustCompile(`(?m)^(?://|/\*| \*) Code generated .* DO NOT EDIT\.(?: \*/)?\r?$`)

func generated(a *artefact.Artefact) verdict.Verdict {
	line := generatedLine.FindString(a.Header)
	if line == "" {
		return verdict.Failf("no line `/* Code generated … DO NOT EDIT. */`, so reviewers and linters take the header for written by hand")
	}
	return verdict.Passf("%s", line)
}

func declares(a *artefact.Artefact) verdict.Verdict {
	found := read(a.Header).declared()
	for _, hdr := range a.Hdrs {
		maps.Copy(found, read(hdr).declared())
	}
	var missing []string
	for _, name := range a.Manifest.Exports {
		if !found[name] {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return verdict.Failf("exported but not declared: %s. A C program cannot call them", strings.Join(missing, ", "))
	}
	return verdict.Passf("all %d exports", len(a.Manifest.Exports))
}
