package hygiene

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
)

// place is a use, before it is known whether it is accepted.
type place struct {
	id  catalogue.ID
	use string
	via string // the function that an initialiser calls, "" where it is written in the initialiser
	pos token.Pos
}

// function is one of the package's own.
type function struct {
	decl *ast.FuncDecl
	file *goScan
}

// packageScan is the work on one package.
type packageScan struct {
	pass     *analysis.Pass
	files    []*goScan
	declared map[string]bool      // names at package level: they hide built-in functions
	named    map[string]*function // without types, by name
	objects  map[types.Object]*function
	followed map[*ast.FuncDecl]bool // by initialisers
	places   []place
	allowed  allowed
	failed   error
}

func newScan(pass *analysis.Pass) *packageScan {
	s := &packageScan{
		pass: pass, declared: map[string]bool{}, named: map[string]*function{},
		objects: map[types.Object]*function{}, followed: map[*ast.FuncDecl]bool{},
		allowed: allowed{reasons: map[lineID]string{}},
	}
	for _, file := range pass.Files {
		if strings.HasSuffix(s.position(file.Pos()).Filename, "_test.go") {
			continue
		}
		f := &goScan{packageScan: s, file: file}
		f.imports()
		s.files = append(s.files, f)
		s.declare(f)
	}
	return s
}

func (s *packageScan) declare(f *goScan) {
	for _, decl := range f.file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			fn := &function{d, f}
			if s.pass.TypesInfo != nil {
				s.objects[s.pass.TypesInfo.Defs[d.Name]] = fn
			}
			if d.Recv == nil {
				s.declared[d.Name.Name] = true
				s.named[d.Name.Name] = fn
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					s.declared[spec.Name.Name] = true
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						s.declared[name.Name] = true
					}
				}
			}
		}
	}
}

func (s *packageScan) goFiles() {
	for _, f := range s.files {
		s.allowedInGo(f.file)
		f.declarations()
	}
}

// position is the place in the file itself: a //line comment must not tear a comment off its line. cgo
// rewrites within lines.
func (s *packageScan) position(at token.Pos) token.Position {
	return s.pass.Fset.PositionFor(at, false)
}

func (s *packageScan) report(id catalogue.ID, use, via string, at token.Pos) {
	s.places = append(s.places, place{id, use, via, at})
}

// judged makes findings of the places, and of comments that accept nothing.
func (s *packageScan) judged() []Finding {
	places := slices.Clone(s.places)
	for _, bad := range s.allowed.bad {
		places = append(places, place{id: "bad-allow", use: bad.text, pos: bad.pos})
	}
	findings := []Finding{}
	for _, p := range places {
		row, ok := catalogue.Lookup(p.id)
		if !ok {
			panic("hygiene: no finding has the id " + string(p.id))
		}
		text := row.Message(p.use)
		if p.via != "" {
			text += "; an initialiser calls " + p.via
		}
		at := s.position(p.pos)
		findings = append(findings, Finding{
			ID: string(p.id), Text: text, Fix: row.Fix, Pos: p.pos,
			Reason: s.allowed.reasons[lineID{at.Filename, at.Line, p.id}],
		})
	}
	return findings
}

// isProgram says that the package becomes no library: its main runs, and it exports nothing to C.
func (s *packageScan) isProgram() bool {
	if s.pass.Pkg.Name() != "main" {
		return false
	}
	for _, f := range s.files {
		for _, group := range f.file.Comments {
			for _, c := range group.List {
				if strings.HasPrefix(c.Text, "//export ") {
					return false
				}
			}
		}
	}
	return true
}
