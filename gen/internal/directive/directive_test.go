package directive

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/gen/internal/pagetest"
)

func TestPageIsUpToDate(t *testing.T) { pagetest.Compare(t, "../../DIRECTIVES.md", Page()) }

// TestExamplesUseTheirDirective reads each example as the generator reads a source.
func TestExamplesUseTheirDirective(t *testing.T) {
	for _, e := range Table {
		source := "package calc\n\n" + e.Example
		switch e.Name {
		case "allow":
			source = "package calc\n\nfunc init() {\n" + e.Example + "}\n"
		case "library":
			source = e.Example
		}
		file, err := parser.ParseFile(token.NewFileSet(), "calc.go", source, parser.ParseComments)
		if err != nil {
			t.Errorf("%s: the example is not Go: %v", e.Name, err)
			continue
		}
		for _, p := range Check(file.Comments, false) {
			t.Errorf("%s: the example has %q: %s", e.Name, p.Text, p.Why)
		}
		if !has(file.Comments, e.Name) {
			t.Errorf("%s: the example does not show it:\n%s", e.Name, e.Example)
		}
		if word, _, _ := strings.Cut(e.Grammar, " "); word != prefix+e.Name {
			t.Errorf("%s: the grammar is that of another directive: %s", e.Name, e.Grammar)
		}
	}
}

func has(comments []*ast.CommentGroup, name string) bool {
	for _, group := range comments {
		for _, d := range Parse(group) {
			if d.Name == name {
				return true
			}
		}
	}
	return false
}
