package scan

import (
	"go/ast"
	"go/token"

	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
)

// qualified resolves pkg.Name, or a name of a dot import, to what the catalogue may have.
func (s *goScan) qualified(expr ast.Expr, where catalogue.Where) (key catalogue.Key, use string, ok bool) {
	switch e := expr.(type) {
	case *ast.SelectorExpr:
		pkg, isIdent := e.X.(*ast.Ident)
		if !isIdent || pkg.Obj != nil {
			return key, "", false // a local name hides the import
		}
		importPath, imported := s.byName[pkg.Name]
		return catalogue.Key{Package: importPath, Name: e.Sel.Name, Where: where}, pkg.Name + "." + e.Sel.Name, imported
	case *ast.Ident:
		if !s.unresolved[e] {
			return key, "", false
		}
		for _, importPath := range s.dots {
			key = catalogue.Key{Package: importPath, Name: e.Name, Where: where}
			if len(catalogue.ByUse()[key]) > 0 {
				return key, e.Name, true
			}
		}
	}
	return key, "", false
}

// references finds what counts anywhere.
func (s *goScan) references(decl ast.Decl) {
	ast.Inspect(decl, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			s.reference(n)
		case *ast.Ident:
			s.reference(n)
		case *ast.CompositeLit:
			if key, use, ok := s.qualified(n.Type, catalogue.Literal); ok {
				s.raise(key, use, n.Pos())
			}
		case *ast.CallExpr:
			s.builtin(n)
		}
		return true
	})
}

func (s *goScan) reference(expr ast.Expr) {
	if key, use, ok := s.qualified(expr, catalogue.Anywhere); ok {
		s.raise(key, use, expr.Pos())
	}
}

// builtin finds the built-in functions that print.
func (s *goScan) builtin(call *ast.CallExpr) {
	name, ok := call.Fun.(*ast.Ident)
	if !ok || name.Obj != nil || name.Name != "print" && name.Name != "println" || s.declared()[name.Name] {
		return
	}
	s.report("stdout", name.Name, name.Pos())
}

// initialiser finds what runs while the library is being loaded: in the body of an init function, or
// in the values of package variables.
func (s *goScan) initialiser(root ast.Node) {
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false // runs when somebody calls it
		case *ast.GoStmt:
			s.report("init-goroutine", "go", n.Pos())
			return false
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				s.report("init-wait", "<-", n.Pos())
			}
		case *ast.SelectStmt:
			s.initSelect(n)
			return false
		case *ast.CallExpr:
			if key, use, ok := s.qualified(n.Fun, catalogue.InInit); ok {
				s.raise(key, use, n.Pos())
			}
			if literal, ok := ast.Unparen(n.Fun).(*ast.FuncLit); ok {
				s.initialiser(literal.Body)
			}
		}
		return true
	})
}

// initSelect counts a select once, not the receives of its cases; with a default it does not wait.
func (s *goScan) initSelect(n *ast.SelectStmt) {
	waits := true
	for _, clause := range n.Body.List {
		c := clause.(*ast.CommClause)
		waits = waits && c.Comm != nil
		for _, statement := range c.Body {
			s.initialiser(statement)
		}
	}
	if waits {
		s.report("init-wait", "select", n.Pos())
	}
}
