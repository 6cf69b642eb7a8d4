package directive

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write gen/DIRECTIVES.md instead of comparing")

const page = "../../DIRECTIVES.md"

func TestPageIsUpToDate(t *testing.T) {
	if *update {
		if err := os.WriteFile(page, []byte(Page()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != Page() {
		t.Errorf("gen/DIRECTIVES.md needs updating. Run: go test ./gen/internal/directive -update")
	}
}

// TestExamplesUseTheirDirective reads each example as the generator reads a source.
func TestExamplesUseTheirDirective(t *testing.T) {
	for _, e := range Table {
		source := "package calc\n\n" + e.Example
		if e.Name == "allow" {
			source = "package calc\n\nfunc init() {\n" + e.Example + "}\n"
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
