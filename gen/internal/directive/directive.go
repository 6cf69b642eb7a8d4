// Package directive reads the `//cshared:` comments of Go sources. Its table is the only place that
// knows their names and grammar.
package directive

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/nearest"
)

// A Directive is one comment.
type Directive struct {
	Name    string
	Args    []string
	Comment *ast.Comment
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
	if !strings.Contains(line, "export") && !strings.Contains(strings.ToLower(line), "shared") {
		return Problem{}, false // most comments, and regular expressions are slow
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
		if near := nearest.Of(name, Names()); near != "" {
			return Problem{c, line, why, fmt.Sprintf("write `%s%s`", prefix, near)}, true
		}
		return Problem{c, line, why, "remove it, or write it as an ordinary comment: without `cshared:` at its beginning"}, true
	}
	why := "a directive begins with `//cshared:`, in lower case and without blanks, so this is only a comment"
	return Problem{c, line, why, fmt.Sprintf("write `%s%s`", prefix, name)}, true
}
