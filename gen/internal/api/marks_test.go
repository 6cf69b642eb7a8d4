package api_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// mark is one exported declaration, and the directives that it gets. The lines are those of the marked
// copy.
type mark struct {
	name        string // Func, Type, Type.Method or Const
	file        string
	first, last int
	offset      int // in the original file
	refused     bool
	rename      string
}

func (m mark) directives() []string {
	var all []string
	if !m.refused {
		all = append(all, "//cshared:export")
	}
	if m.rename != "" {
		all = append(all, "//cshared:rename "+m.rename)
	}
	return all
}

// exports finds everything that a file exports, but variables: they cannot be marked.
func exports(t *testing.T, path string) []mark {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var all []mark
	add := func(name string, at ast.Node, node ast.Node) {
		all = append(all, mark{
			name: name, file: filepath.Base(path), offset: fset.Position(at.Pos()).Offset,
			first: fset.Position(at.Pos()).Line, last: fset.Position(node.End()).Line,
		})
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if name, ok := exportedFunc(d); ok {
				add(name, d, d)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				// Above the spec where there are parentheses, else above the keyword.
				at := ast.Node(spec)
				if !d.Lparen.IsValid() {
					at = d
				}
				if name, ok := exportedSpec(d, spec); ok {
					add(name, at, spec)
				}
			}
		}
	}
	return all
}

func exportedFunc(d *ast.FuncDecl) (string, bool) {
	name := d.Name.Name
	if d.Recv == nil {
		return name, ast.IsExported(name)
	}
	receiver := d.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	base, ok := receiver.(*ast.Ident)
	if !ok {
		return "", false // no package here has a generic type with methods
	}
	return base.Name + "." + name, ast.IsExported(base.Name) && ast.IsExported(name)
}

func exportedSpec(d *ast.GenDecl, spec ast.Spec) (string, bool) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		return s.Name.Name, s.Name.IsExported()
	case *ast.ValueSpec:
		hidden := slices.ContainsFunc(s.Names, func(n *ast.Ident) bool { return !n.IsExported() })
		return s.Names[0].Name, d.Tok == token.CONST && !hidden
	}
	return "", false
}

// writeMarked copies the files with the directives into a folder, and returns the marks with the lines
// that they have there.
func writeMarked(t *testing.T, goFiles []string, marks []mark, folder string) (paths []string, moved []mark) {
	t.Helper()
	for _, path := range goFiles {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		done, lines := 0, 0
		for _, m := range marks {
			if m.file != filepath.Base(path) {
				continue
			}
			start := bytes.LastIndexByte(text[:m.offset], '\n') + 1
			indent := text[start:m.offset]
			if len(bytes.TrimSpace(indent)) > 0 {
				t.Fatalf("%s:%d: %s does not begin its line", path, m.first, m.name)
			}
			out.Write(text[done:start])
			first := m.first + lines
			for _, line := range m.directives() {
				out.WriteString(string(indent) + line + "\n")
				lines++
			}
			done, m.first, m.last = start, first, m.last+lines
			moved = append(moved, m)
		}
		out.Write(text[done:])
		copied := filepath.Join(folder, filepath.Base(path))
		if err := os.WriteFile(copied, out.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, copied)
	}
	return paths, moved
}

// at finds the declaration that a line is of.
func at(marks []mark, file string, line int) int {
	return slices.IndexFunc(marks, func(m mark) bool { return m.file == file && m.first <= line && line <= m.last })
}

func mapped(marks []mark) []string {
	var all []string
	for _, m := range marks {
		if !m.refused {
			all = append(all, m.name)
		}
	}
	return all
}
