package hygiene

import (
	"go/ast"
	"go/token"
	"path"
	"strconv"

	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
)

// goScan is the work on one Go file.
type goScan struct {
	*packageScan
	file       *ast.File
	byName     map[string]string   // import path by name in this file, of what the catalogue names
	dots       []string            // import paths of dot imports
	unresolved map[*ast.Ident]bool // of what may come from dot imports
}

func (f *goScan) raise(key catalogue.Key, use, via string, at token.Pos) {
	for _, row := range catalogue.ByUse()[key] {
		f.report(row.ID, use, via, at)
	}
}

func (f *goScan) imports() {
	f.byName = map[string]string{}
	for _, spec := range f.file.Imports {
		importPath, err := strconv.Unquote(spec.Path.Value)
		if err != nil || !catalogue.Packages()[importPath] {
			continue
		}
		f.raise(catalogue.Key{Package: importPath, Where: catalogue.Import}, "import "+strconv.Quote(importPath), "", spec.Pos())
		switch {
		case spec.Name == nil:
			f.byName[path.Base(importPath)] = importPath
		case spec.Name.Name == ".":
			f.dots = append(f.dots, importPath)
		default:
			f.byName[spec.Name.Name] = importPath
		}
	}
	if len(f.dots) == 0 {
		return
	}
	f.unresolved = map[*ast.Ident]bool{}
	for _, ident := range f.file.Unresolved {
		f.unresolved[ident] = true
	}
}

func (f *goScan) declarations() {
	for _, decl := range f.file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if f.isMain(d) {
				if len(d.Body.List) > 0 {
					f.report("func-main", "func main", "", d.Pos())
				}
				continue
			}
			if d.Recv == nil && d.Name.Name == "init" && d.Body != nil {
				f.initialiser(d.Body, "")
				f.unpaired(d, true)
			} else {
				f.unpaired(d, false)
			}
		case *ast.GenDecl:
			f.preamble(d)
			if d.Tok == token.VAR {
				f.initialiser(d, "")
				f.unpaired(d, true)
			}
		}
		f.references(decl)
	}
}

func (f *goScan) isMain(d *ast.FuncDecl) bool {
	return f.file.Name.Name == "main" && d.Recv == nil && d.Name.Name == "main" && d.Body != nil
}

// references finds what counts anywhere.
func (f *goScan) references(root ast.Node) {
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			f.reference(n)
			f.references(n.X)
			return false // its name stands for nothing else
		case *ast.Ident:
			f.reference(n)
		case *ast.CompositeLit:
			if key, use, ok := f.meaning(n.Type, catalogue.Literal); ok {
				f.raise(key, use, "", n.Pos())
			}
		case *ast.CallExpr:
			if name, ok := f.printing(n); ok {
				f.report("stdout", name.Name, "", name.Pos())
			}
		}
		return true
	})
}

func (f *goScan) reference(expr ast.Expr) {
	if key, use, ok := f.meaning(expr, catalogue.Anywhere); ok {
		f.raise(key, use, "", expr.Pos())
	}
}

// unpaired finds functions that call something and never its counterpart, which may stand in a function
// literal of theirs: in a deferred one. What runs at load is another finding.
func (f *goScan) unpaired(root ast.Node, atLoad bool) {
	var open []place
	paired := map[string]bool{}
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			if n != root {
				f.unpaired(n, false)
				return false
			}
		case *ast.CallExpr:
			if key, use, ok := f.meaning(n.Fun, catalogue.Unpaired); ok {
				for _, row := range catalogue.ByUse()[key] {
					open = append(open, place{id: row.ID, use: use, pos: n.Pos()})
				}
			}
		}
		return true
	})
	if atLoad || len(open) == 0 {
		return
	}
	f.counterparts(root, paired)
	for _, p := range open {
		row, _ := catalogue.Lookup(p.id)
		if !paired[row.Pair] {
			f.report(p.id, p.use, "", p.pos)
		}
	}
}

// counterparts notes the names that end what catalogue.Unpaired begins.
func (f *goScan) counterparts(root ast.Node, into map[string]bool) {
	ast.Inspect(root, func(n ast.Node) bool {
		if expr, ok := n.(ast.Expr); ok {
			if key, _, ok := f.meaning(expr, catalogue.Anywhere); ok {
				into[key.Package+"."+key.Name] = true
			}
		}
		return true
	})
}
