package scan

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
)

// Words that stand in every file that can raise a finding without importing what the catalogue names.
var words = sync.OnceValue(func() [][]byte {
	var all [][]byte
	for _, word := range []string{
		directive, "print(", "print (", "println(", "println (", "constructor", "<-", "select", "go ", "func main",
	} {
		all = append(all, []byte(word))
	}
	for name := range catalogue.Packages() {
		all = append(all, []byte(strconv.Quote(name)), []byte("`"+name+"`"))
	}
	return all
})

// worthParsing spares most files of a closure the parser, which is nearly all of the time.
func worthParsing(source []byte) bool {
	for _, word := range words() {
		if bytes.Contains(source, word) {
			return true
		}
	}
	return false
}

func (p *packageScan) goFile(name string) error {
	source, err := os.ReadFile(name)
	if err != nil || !worthParsing(source) {
		return err
	}
	fset := token.NewFileSet()
	// The parser's own resolution tells a local name from an import. It is deprecated because it sees
	// one file only; imports are of one file only.
	file, err := parser.ParseFile(fset, name, source, parser.ParseComments)
	if err != nil {
		return err
	}
	s := &goScan{fset: fset, file: file, source: source, declared: p.declared, allowed: allowedInGo(fset, file)}
	s.imports()
	s.declarations()
	p.add(name, s.places, s.allowed)
	return nil
}

// goScan is the work on one Go file.
type goScan struct {
	fset       *token.FileSet
	file       *ast.File
	source     []byte
	declared   func() map[string]bool
	allowed    *allowed
	byName     map[string]string   // import path by name in this file, of what the catalogue names
	dots       []string            // import paths of dot imports
	unresolved map[*ast.Ident]bool // of what may come from dot imports
	places     []place
}

func (s *goScan) report(id catalogue.ID, use string, at token.Pos) {
	// The position in the file itself: a //line comment must not hide it.
	pos := s.fset.PositionFor(at, false)
	s.places = append(s.places, place{id, use, pos.Line, pos.Column})
}

func (s *goScan) raise(key catalogue.Key, use string, at token.Pos) {
	for _, row := range catalogue.ByUse()[key] {
		s.report(row.ID, use, at)
	}
}

func (s *goScan) imports() {
	s.byName = map[string]string{}
	for _, spec := range s.file.Imports {
		importPath, err := strconv.Unquote(spec.Path.Value)
		if err != nil || !catalogue.Packages()[importPath] {
			continue
		}
		s.raise(catalogue.Key{Package: importPath, Where: catalogue.Import}, "import "+strconv.Quote(importPath), spec.Pos())
		switch {
		case spec.Name == nil:
			s.byName[path.Base(importPath)] = importPath
		case spec.Name.Name == ".":
			s.dots = append(s.dots, importPath)
		default:
			s.byName[spec.Name.Name] = importPath
		}
	}
	if len(s.dots) == 0 {
		return
	}
	s.unresolved = map[*ast.Ident]bool{}
	for _, ident := range s.file.Unresolved {
		s.unresolved[ident] = true
	}
}

func (s *goScan) declarations() {
	for _, decl := range s.file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if s.isMain(d) {
				if len(d.Body.List) > 0 {
					s.report("func-main", "func main", d.Pos())
				}
				continue
			}
			if d.Recv == nil && d.Name.Name == "init" && d.Body != nil {
				s.initialiser(d.Body)
			}
		case *ast.GenDecl:
			s.preamble(d)
			if d.Tok == token.VAR {
				s.initialiser(d)
			}
		}
		s.references(decl)
	}
}

func (s *goScan) isMain(d *ast.FuncDecl) bool {
	return s.file.Name.Name == "main" && d.Recv == nil && d.Name.Name == "main" && d.Body != nil
}

// preamble looks at the C code above import "C".
func (s *goScan) preamble(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		i, ok := spec.(*ast.ImportSpec)
		if !ok || i.Path.Value != `"C"` {
			continue
		}
		for _, doc := range []*ast.CommentGroup{d.Doc, i.Doc} {
			if doc == nil {
				continue
			}
			// The comment marks become blanks, so that lines and columns stay.
			text := string(s.source[s.fset.Position(doc.Pos()).Offset:s.fset.Position(doc.End()).Offset])
			first := s.fset.PositionFor(doc.Pos(), false)
			text = strings.Repeat(" ", first.Column-1) + uncomment(text)
			s.places = append(s.places, constructors(text, first.Line)...)
			s.allowed.addC(text, first.Line)
		}
	}
}

func uncomment(text string) string {
	var b strings.Builder
	block := false
	for line := range strings.Lines(text) {
		trimmed := strings.TrimLeft(line, " \t")
		switch {
		case !block && strings.HasPrefix(trimmed, "//"):
			line = strings.Replace(line, "//", "  ", 1)
		case !block && strings.HasPrefix(trimmed, "/*"):
			line, block = strings.Replace(line, "/*", "  ", 1), true
		}
		if block && strings.Contains(line, "*/") {
			line, block = strings.Replace(line, "*/", "  ", 1), false
		}
		b.WriteString(line)
	}
	return b.String()
}

// declaredNames returns the names at package level, in all files: they hide built-in functions.
func declaredNames(files []string) map[string]bool {
	names := map[string]bool{}
	for _, name := range files {
		if path.Ext(name) != ".go" {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil || file.Scope == nil {
			continue // reported by the scan itself
		}
		for n := range file.Scope.Objects {
			names[n] = true
		}
	}
	return names
}
