package hygiene

import (
	"go/ast"
	"go/token"

	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
)

// initialiser finds what runs while the library is being loaded: in the body of an init function, in
// the values of package variables, and in the functions of the package that these call. via names such
// a function.
func (f *goScan) initialiser(root ast.Node, via string) {
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false // runs when somebody calls it
		case *ast.GoStmt:
			f.report("init-goroutine", "go", via, n.Pos())
			return false
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				f.report("init-wait", "<-", via, n.Pos())
			}
		case *ast.SelectStmt:
			f.initSelect(n, via)
			return false
		case *ast.RangeStmt:
			if f.isChannel(n.X) {
				f.report("init-wait", "range", via, n.Pos())
			}
		case *ast.CallExpr:
			f.initCall(n, via)
		}
		return true
	})
}

func (f *goScan) initCall(call *ast.CallExpr, via string) {
	if key, use, ok := f.meaning(call.Fun, catalogue.InInit); ok {
		f.raise(key, use, via, call.Pos())
	}
	if literal, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		f.initialiser(literal.Body, via)
	}
	fn := f.callee(call)
	if fn == nil || fn.decl.Body == nil || f.followed[fn.decl] {
		return
	}
	f.followed[fn.decl] = true
	fn.file.initialiser(fn.decl.Body, fn.decl.Name.Name)
}

// initSelect counts a select once, not the receives of its cases; with a default it does not wait.
func (f *goScan) initSelect(n *ast.SelectStmt, via string) {
	waits := true
	for _, clause := range n.Body.List {
		c := clause.(*ast.CommClause)
		waits = waits && c.Comm != nil
		for _, statement := range c.Body {
			f.initialiser(statement, via)
		}
	}
	if waits {
		f.report("init-wait", "select", via, n.Pos())
	}
}
