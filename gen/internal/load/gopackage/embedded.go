package gopackage

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
)

// embeddedName is the name of an embedded field.
func embeddedName(t ast.Expr) string {
	switch x := t.(type) {
	case *ast.StarExpr:
		return embeddedName(x.X)
	case *ast.IndexExpr:
		return embeddedName(x.X)
	case *ast.IndexListExpr:
		return embeddedName(x.X)
	case *ast.SelectorExpr:
		return x.Sel.Name
	case *ast.Ident:
		return x.Name
	}
	return "?"
}

// markedField reports a mark above a field. That above an embedded one is meant for the methods that it
// promotes: they have no declaration in this package, so there is no place for a name, for documentation
// and for the other directives of each.
func (l *loader) markedField(name string, d *declaration) bool {
	typeName, fieldName, isField := strings.Cut(name, "/")
	if !isField {
		return false
	}
	where, fix := fmt.Sprintf("above the field %s of %s", fieldName, typeName), "export a function or a method that returns the value"
	if field, ok := d.node.(*ast.Field); ok && len(field.Names) == 0 {
		where = fmt.Sprintf("above the embedded field %s of %s", fieldName, typeName)
		fix = "write and mark a method of " + typeName + " for each method of " + fieldName + " that C needs"
		if code := l.promoted(typeName, fieldName); code != "" {
			fix += ": `" + code + "`"
		}
	}
	l.report(diag.MisplacedMark, d.pos, diag.Args{"directive": "export", "where": where, "goes": entry("export").On, "fix": fix})
	return true
}

// promoted is the code of a method that calls one of an embedded field.
func (l *loader) promoted(typeName, fieldName string) string {
	object := l.pkg.Scope().Lookup(typeName)
	if object == nil {
		return ""
	}
	field, path, _ := types.LookupFieldOrMethod(object.Type(), true, l.pkg, fieldName)
	if _, isField := field.(*types.Var); !isField {
		return ""
	}
	for selection := range types.NewMethodSet(types.NewPointer(object.Type())).Methods() {
		method := selection.Obj().(*types.Func)
		if len(selection.Index()) < 2 || selection.Index()[0] != path[0] || !method.Exported() {
			continue
		}
		s := method.Signature()
		text := types.TypeString(s, func(p *types.Package) string {
			if p == l.pkg {
				return ""
			}
			return p.Name()
		})
		var args []string
		for i := range s.Params().Len() {
			name := s.Params().At(i).Name()
			if name == "" || name == "_" {
				return "" // they would need names
			}
			if s.Variadic() && i == s.Params().Len()-1 {
				name += "..."
			}
			args = append(args, name)
		}
		result := ""
		if s.Results().Len() > 0 {
			result = "return "
		}
		receiver := strings.ToLower(typeName[:1])
		return fmt.Sprintf("func (%[1]s *%[2]s) %[3]s%[4]s { %[5]s%[1]s.%[6]s.%[3]s(%[7]s) }", receiver, typeName, method.Name(),
			strings.TrimPrefix(text, "func"), result, fieldName, strings.Join(args, ", "))
	}
	return ""
}
