package gopackage

import (
	"go/ast"
	"go/token"
	"testing"

	"github.com/gocshared/rules_go_cshared/gen/internal/directive"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// TestBatchRefusesWhatItDoesNotKnow: a kind that is new must not end up in an item unnoticed.
func TestBatchRefusesWhatItDoesNotKnow(t *testing.T) {
	d := &declaration{pos: token.Position{Filename: "calc.go", Line: 3, Column: 6}}
	d.directives = directive.Parse(&ast.CommentGroup{List: []*ast.Comment{{Text: "//cshared:batch"}}})
	f := ir.Func{Go: "Walk", Params: []ir.Value{
		{Go: "n", Type: ir.Type{Kind: ir.KindInt32, Go: "int32"}},
		{Go: "visit", Type: ir.Type{Kind: ir.KindNone, Go: "func(int32)"}},
	}}
	l := &loader{}
	l.batch(&f, d)
	if len(l.problems) != 1 {
		t.Fatalf("there are %d problems, want one: %v", len(l.problems), l.problems)
	}
	const want = `calc.go:3:6: Walk cannot have a batch form: its parameter visit has type ` + "`func(int32)`" + `, which belongs to one call [CSHARED620]
Possible fixes:
- remove ` + "`//cshared:batch`" + `
- export a second function without this parameter for the batch
`
	if got := l.problems[0].String(); got != want {
		t.Errorf("the message is\n%s\nwant\n%s", got, want)
	}
}
