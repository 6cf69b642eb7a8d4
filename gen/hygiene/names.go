package hygiene

import (
	"go/ast"
	"go/types"

	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
)

// meaning resolves pkg.Name, a name of a dot import or, where types are known, a method, to what the
// catalogue may have. use is how a reader of the source knows it.
func (f *goScan) meaning(expr ast.Expr, where catalogue.Where) (key catalogue.Key, use string, ok bool) {
	if object := f.object(expr); object != nil {
		return typed(object, expr, where)
	}
	switch e := expr.(type) {
	case *ast.SelectorExpr:
		pkg, isIdent := e.X.(*ast.Ident)
		if !isIdent || pkg.Obj != nil {
			return key, "", false // a local name hides the import
		}
		importPath, imported := f.byName[pkg.Name]
		return catalogue.Key{Package: importPath, Name: e.Sel.Name, Where: where}, pkg.Name + "." + e.Sel.Name, imported
	case *ast.Ident:
		if !f.unresolved[e] {
			return key, "", false
		}
		for _, importPath := range f.dots {
			key = catalogue.Key{Package: importPath, Name: e.Name, Where: where}
			if len(catalogue.ByUse()[key]) > 0 {
				return key, e.Name, true
			}
		}
	}
	return key, "", false
}

func typed(object types.Object, expr ast.Expr, where catalogue.Where) (key catalogue.Key, use string, ok bool) {
	if object.Pkg() == nil {
		return key, "", false
	}
	key = catalogue.Key{Package: object.Pkg().Path(), Name: object.Name(), Where: where}
	if method, isFunc := object.(*types.Func); isFunc && method.Signature().Recv() != nil {
		receiver := method.Signature().Recv().Type()
		if pointer, ok := types.Unalias(receiver).(*types.Pointer); ok {
			receiver = pointer.Elem()
		}
		named, isNamed := types.Unalias(receiver).(*types.Named)
		if !isNamed {
			return key, "", false
		}
		key.Name = named.Obj().Name() + "." + method.Name()
		name := func(p *types.Package) string { return p.Name() }
		return key, "(" + types.TypeString(method.Signature().Recv().Type(), name) + ")." + method.Name(), true
	}
	if object.Parent() != object.Pkg().Scope() {
		return key, "", false // a local name, or a field
	}
	return key, types.ExprString(expr), true
}

// object is what a name or a selector stands for, nil where types are not known.
func (f *goScan) object(expr ast.Expr) types.Object {
	if f.pass.TypesInfo == nil {
		return nil
	}
	switch e := ast.Unparen(expr).(type) {
	case *ast.SelectorExpr:
		return f.pass.TypesInfo.Uses[e.Sel]
	case *ast.Ident:
		return f.pass.TypesInfo.Uses[e]
	case *ast.IndexExpr:
		return f.object(e.X)
	case *ast.IndexListExpr:
		return f.object(e.X)
	}
	return nil
}

// callee is the function of this package that a call runs, nil if it is not known.
func (f *goScan) callee(call *ast.CallExpr) *function {
	if object := f.object(call.Fun); object != nil {
		if fn, ok := object.(*types.Func); ok {
			return f.objects[fn.Origin()]
		}
		return nil
	}
	name, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok {
		return nil
	}
	fn := f.named[name.Name]
	if fn == nil || name.Obj != nil && name.Obj.Decl != fn.decl {
		return nil // a local name hides the function
	}
	return fn
}

// printing says whether a call is one of the built-in functions that print.
func (f *goScan) printing(call *ast.CallExpr) (*ast.Ident, bool) {
	name, ok := call.Fun.(*ast.Ident)
	if !ok || name.Name != "print" && name.Name != "println" {
		return nil, false
	}
	if object := f.object(name); object != nil {
		_, builtin := object.(*types.Builtin)
		return name, builtin
	}
	return name, name.Obj == nil && !f.declared[name.Name]
}

// isChannel says whether an expression is known to be a channel.
func (f *goScan) isChannel(expr ast.Expr) bool {
	if f.pass.TypesInfo == nil {
		return false
	}
	t := f.pass.TypesInfo.TypeOf(expr)
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Chan)
	return ok
}
