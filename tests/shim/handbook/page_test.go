package handbook

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// lines are the rows of the handbook's tables that say what to do.
func lines(page string) []string {
	var rows []string
	inside := false
	for line := range strings.Lines(page) {
		line = strings.TrimSpace(line)
		switch {
		case line == "| do | or else | test |":
			inside = true
		case !strings.HasPrefix(line, "|"):
			inside = false
		case inside && line != "|---|---|---|":
			rows = append(rows, line)
		}
	}
	return rows
}

var reference = regexp.MustCompile("^`([^`:]+):([^`]+)`$")

// problem says what is wrong with the last cell of a line, "" for nothing.
func problem(row string) string {
	cells := strings.Split(strings.Trim(row, "| "), "|")
	last := strings.TrimSpace(cells[len(cells)-1])
	if len(cells) != 3 {
		return "has not three cells"
	}
	named := reference.FindStringSubmatch(last)
	if named == nil {
		return "names no test"
	}
	source, err := os.ReadFile(filepath.Join(root, named[1]))
	if err != nil {
		return err.Error()
	}
	if !strings.HasSuffix(named[1], ".go") {
		// Several targets of one kind stand in a list.
		if !strings.Contains(string(source), "name = \""+named[2]+"\",") && !strings.Contains(string(source), "\n        \""+named[2]+"\",\n") {
			return named[1] + " has no target " + named[2]
		}
		return ""
	}
	file, err := parser.ParseFile(token.NewFileSet(), named[1], source, 0)
	if err != nil {
		return err.Error()
	}
	for _, declaration := range file.Decls {
		if function, ok := declaration.(*ast.FuncDecl); ok && function.Recv == nil && function.Name.Name == named[2] && strings.HasPrefix(named[2], "Test") {
			return ""
		}
	}
	return named[1] + " has no test " + named[2]
}

func TestEachLineNamesItsTest(t *testing.T) {
	rows := lines(readHandbook(t))
	if len(rows) < 30 {
		t.Errorf("found %d lines, which cannot be all", len(rows))
	}
	for _, row := range rows {
		if p := problem(row); p != "" {
			t.Errorf("%s\n%s", p, row)
		}
	}
}

// Each test of this package is named by a line, or it says nothing to a host.
func TestEachTestIsNamed(t *testing.T) {
	page := readHandbook(t)
	for _, name := range []string{"handlers_test.go", "process_test.go", "threads_test.go", "ends_test.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range file.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok || !strings.HasPrefix(function.Name.Name, "Test") || strings.HasSuffix(function.Name.Name, "Ends") || function.Name.Name == "TestEndsAreInTheHandbook" {
				continue
			}
			if !strings.Contains(page, "tests/shim/handbook/"+name+":"+function.Name.Name+"`") {
				t.Errorf("no line of the handbook names %s", function.Name.Name)
			}
		}
	}
}

func TestPageProblems(t *testing.T) {
	for row, want := range map[string]string{
		"| a | b | `tests/shim/handbook/page_test.go:TestPageProblems` |": "",
		"| a | b | c |": "names no test",
		"| a | `tests/shim/handbook/page_test.go:TestPageProblems` |": "has not three cells",
		"| a | b | `tests/shim/handbook/page_test.go:TestOther` |":    "tests/shim/handbook/page_test.go has no test TestOther",
		"| a | b | `tests/shim/handbook/page_test.go:lines` |":        "tests/shim/handbook/page_test.go has no test lines",
		"| a | b | `examples/signals/BUILD.bazel:other` |":            "examples/signals/BUILD.bazel has no target other",
		"| a | b | `tests/forms/BUILD.bazel:serialize_test` |":        "",
		"| a | b | `tests/forms/BUILD.bazel:serialize` |":             "tests/forms/BUILD.bazel has no target serialize",
	} {
		if got := problem(row); got != want {
			t.Errorf("%s: %q, want %q", row, got, want)
		}
	}
}
