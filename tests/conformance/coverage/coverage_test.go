package coverage

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
)

// wanted is what the facts have: I1 to I67.
const wanted = 67

func TestNoLineIsLost(t *testing.T) {
	if len(invariants) != wanted {
		t.Errorf("%d invariants, want %d", len(invariants), wanted)
	}
	for i, line := range invariants {
		if want := fmt.Sprintf("I%d", i+1); line.ID != want {
			t.Errorf("%s stands where %s belongs", line.ID, want)
		}
	}
	for i, line := range contract {
		if want := fmt.Sprintf("C%d", i+1); line.ID != want {
			t.Errorf("%s stands where %s belongs", line.ID, want)
		}
	}
}

// Nothing is promised that nobody asserts, unless the table says why.
func TestEachLineIsAsserted(t *testing.T) {
	asserted, tested, open := 0, 0, 0
	for _, line := range All() {
		switch {
		case len(line.Rows) > 0:
			asserted++
		case len(line.Tests) > 0:
			tested++
		case line.Not != "":
			open++
			t.Logf("not asserted: %s %s: %s", line.ID, line.Text, line.Not)
		default:
			t.Errorf("%s (%s): no check names it, no test asserts it, and nothing says why not", line.ID, line.Text)
		}
	}
	t.Logf("%d lines by a check, %d by a test of this repository, %d by none", asserted, tested, open)
}

func TestWhatLinesNameExists(t *testing.T) {
	for _, line := range All() {
		for _, id := range line.Rows {
			if _, ok := catalogue.Lookup(id); !ok {
				t.Errorf("%s: there is no check %s", line.ID, id)
			}
		}
		for _, test := range line.Tests {
			if err := exists(test); err != nil {
				t.Errorf("%s: %s: %v", line.ID, test, err)
			}
		}
	}
}

// exists looks for the test in its source.
func exists(test string) error {
	path, name, ok := strings.Cut(test, ":")
	if !ok {
		return fmt.Errorf("want file:function")
	}
	module, err := filepath.EvalSymlinks("../../../MODULE.bazel")
	if err != nil {
		return err
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(filepath.Dir(module), path), nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, declaration := range file.Decls {
		if function, ok := declaration.(*ast.FuncDecl); ok && function.Recv == nil && function.Name.Name == name {
			return nil
		}
	}
	return fmt.Errorf("there is no function %s", name)
}

func TestExists(t *testing.T) {
	const here = "tests/conformance/coverage/coverage_test.go"
	if err := exists(here + ":TestExists"); err != nil {
		t.Error(err)
	}
	for _, test := range []string{here, here + ":TestNobodyWrote", "tests/none_test.go:TestExists"} {
		if exists(test) == nil {
			t.Errorf("%s exists", test)
		}
	}
}

// A check that names a line that is not there names nothing.
func TestSourcesOfChecksExist(t *testing.T) {
	known := map[string]bool{}
	for _, line := range All() {
		known[line.ID] = true
	}
	for _, check := range catalogue.All() {
		for _, id := range sources(check) {
			if !known[id] {
				t.Errorf("%s: its source %s is no line of the table", check.ID, id)
			}
		}
	}
}
