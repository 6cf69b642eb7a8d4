// Package directive reads the `//cshared:` comments of Go sources. Its table is the only place that
// knows their names and grammar.
package directive

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"
)

// A Directive is one comment.
type Directive struct {
	Name    string
	Args    []string
	Comment *ast.Comment
}

// Entry describes a directive for readers.
type Entry struct {
	Name    string
	Grammar string
	On      string // what it stands above
	Text    string
}

// Table has every directive, in the order of the documentation.
var Table = []Entry{
	{"export", "//cshared:export", "functions, methods, types, constants",
		"The declaration becomes part of the C API. Types in the signatures of exported functions follow by themselves."},
	{"rename", "//cshared:rename NAME", "what has //cshared:export",
		"The name in C, behind the prefix; for a type also the first part of the names of its methods and constants."},
	{"borrow", "//cshared:borrow PARAMETER…", "functions and methods",
		"Go sees the caller's memory of these parameters (string, []byte, slices) instead of a copy. It must not keep or change it after the call."},
	{"panics", "//cshared:panics errno|abort", "functions and methods",
		"What a panic does: a status for the caller (errno), or the end of the process (abort)."},
	{"infallible", "//cshared:infallible", "functions and methods without an error, with at most one result",
		"The C function returns the result itself. A panic ends the process."},
	{"allow", "//cshared:allow FINDING REASON…", "the line of a finding, or the line above it",
		"Accepts a finding of gen/FINDINGS.md, in any package of the Go closure."},
}

// Names returns all names, in the order of the table.
func Names() []string {
	var names []string
	for _, e := range Table {
		names = append(names, e.Name)
	}
	return names
}

// Problem is a comment that was meant to be a directive and is none.
type Problem struct {
	Comment *ast.Comment
	Text    string // what stands there
	Why     string
	Fix     string
}

const prefix = "//cshared:"

// Parse returns the directives of a comment.
func Parse(group *ast.CommentGroup) []Directive {
	var all []Directive
	if group == nil {
		return nil
	}
	for _, c := range group.List {
		if words, ok := split(c.Text); ok {
			all = append(all, Directive{Name: words[0], Args: words[1:], Comment: c})
		}
	}
	return all
}

// split returns the words of a directive, the name first.
func split(text string) (words []string, ok bool) {
	rest, ok := strings.CutPrefix(text, prefix)
	words = strings.Fields(rest)
	ok = ok && len(words) > 0 && strings.HasPrefix(rest, words[0]) && slices.Contains(Names(), words[0])
	return words, ok
}

// nearly matches what was meant to be a directive: a blank in the wrong place, another case, a sign
// behind the name.
var nearly = regexp.MustCompile(`^/[/*][\s\p{Z}]*(?i:c-?shared)[\s\p{Z}]*:[\s\p{Z}]*([^\s\p{Z}]*)`)

// bare matches a word of ours without its first part, in the form that cgo or people write.
var bare = regexp.MustCompile(`^//\s*export(\s+([A-Za-z_][A-Za-z0-9_]*))?\s*$`)

// Check finds misspelt directives among all comments of a file. What `export NAME` above a function
// that is called NAME means is left to cgo.
func Check(comments []*ast.CommentGroup, importsC bool) []Problem {
	var problems []Problem
	for _, group := range comments {
		for _, c := range group.List {
			if p, bad := check(c, importsC); bad {
				problems = append(problems, p)
			}
		}
	}
	return problems
}

func check(c *ast.Comment, importsC bool) (Problem, bool) {
	line, _, _ := strings.Cut(c.Text, "\n")
	line = strings.TrimSpace(line)
	if _, ok := split(c.Text); ok {
		return Problem{}, false
	}
	if match := nearly.FindStringSubmatch(line); match != nil {
		return checkName(c, line, strings.TrimSuffix(match[1], "*/"))
	}
	if match := bare.FindStringSubmatch(line); match != nil && !importsC {
		why := "without `import \"C\"` it does nothing"
		return Problem{c, line, why, "write `//cshared:export`"}, true
	}
	return Problem{}, false
}

func checkName(c *ast.Comment, line, name string) (Problem, bool) {
	if !slices.Contains(Names(), name) {
		why := fmt.Sprintf("there is no directive `%s`; the directives are %s", name, strings.Join(Names(), ", "))
		if near := Nearest(name); near != "" {
			return Problem{c, line, why, fmt.Sprintf("write `%s%s`", prefix, near)}, true
		}
		return Problem{c, line, why, "remove it, or write it as an ordinary comment: without `cshared:` at its beginning"}, true
	}
	why := "a directive begins with `//cshared:`, in lower case and without blanks, so this is only a comment"
	return Problem{c, line, why, fmt.Sprintf("write `%s%s`", prefix, name)}, true
}

// Nearest returns the directive that the word was meant to be, "" if none is near.
func Nearest(word string) string {
	best, least := "", 3
	for _, name := range Names() {
		if d := distance(strings.ToLower(word), name); d < least {
			best, least = name, d
		}
	}
	return best
}

// distance counts insertions, deletions, replacements, and exchanges of neighbours (optimal string
// alignment).
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range b {
		rows[0][j+1] = j + 1
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
