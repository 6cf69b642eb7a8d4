package gopackage

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/directive"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// declaration exports what is marked, and reports marks that mean nothing there.
func (l *loader) declaration(name string, d *declaration) {
	l.at = d.pos
	l.misplacedLibrary(name, d)
	export := d.find("export")
	if export == nil {
		l.strayDirectives(name, d)
		return
	}
	if len(export.Args) != 0 {
		l.badArguments(export, "it takes no arguments", "write `//cshared:export`, and other directives in lines of their own")
	}
	if l.markedField(name, d) {
		return
	}
	l.checkRename(d)
	base, method, isMethod := strings.Cut(name, ".")
	last := base
	if isMethod {
		last = method
	}
	if !ast.IsExported(last) || !ast.IsExported(base) {
		l.report(diag.NotExportedInGo, d.pos, diag.Args{"what": "`" + name + "`", "suggestion": strings.ToUpper(last[:1]) + last[1:]})
		return
	}
	switch object := l.pkg.Scope().Lookup(base).(type) {
	case *types.Func:
		l.function(name, d, object.Signature(), nil)
	case *types.TypeName:
		if isMethod {
			l.method(object, method, d)
		} else {
			l.onlyOfCalls("the type `"+name+"`", d)
			l.markedType(object, d)
		}
	case *types.Const:
		l.onlyOfCalls("the constant `"+name+"`", d)
		l.constant(object, d)
	default:
		l.report(diag.MisplacedMark, d.pos, diag.Args{
			"directive": "export", "where": "above " + name, "goes": entry("export").On,
			"fix": "export a function that returns the value",
		})
	}
}

func (l *loader) badArguments(d *directive.Directive, why, fix string) {
	l.report(diag.BadMarkArguments, l.sources.fset.Position(d.Comment.Pos()), diag.Args{
		"text": d.Comment.Text, "why": why, "grammar": entry(d.Name).Grammar, "fix": fix,
	})
}

func (l *loader) checkRename(d *declaration) {
	r := d.find("rename")
	if r == nil {
		return
	}
	if len(r.Args) != 1 || !ir.IsIdentifier(r.Args[0]) || strings.HasPrefix(r.Args[0], "_") || strings.Contains(r.Args[0], "__") {
		l.badArguments(r, "it takes one name, of letters, digits and single underscores", "write the name without the prefix: `//cshared:rename parse`")
	}
}

func (l *loader) markedType(object *types.TypeName, d *declaration) {
	named, ok := types.Unalias(object.Type()).(*types.Named)
	if !ok {
		return // an alias of a basic type needs nothing in C
	}
	if named.TypeParams().Len() > 0 && named.TypeArgs().Len() == 0 {
		l.report(diag.CannotBeGeneric, d.pos, diag.Args{"what": "the type " + object.Name()})
		return
	}
	if _, no := l.typeOf(named); no == nil {
		return
	}
	switch u := named.Underlying().(type) {
	case *types.Signature:
		if _, no := l.paramType(named, ""); no != nil {
			l.refused(d, "the type "+object.Name(), named, no)
		}
		return
	case *types.Map, *types.Chan:
		if named.NumMethods() == 0 { // C could do nothing with a handle of it
			_, no := l.unsupported(u)
			l.refused(d, "the type "+object.Name(), named, no)
			return
		}
	}
	if _, no := l.typeOf(types.NewPointer(named)); no != nil {
		l.refused(d, "the type "+object.Name(), named, no)
	}
}

func (l *loader) method(object *types.TypeName, name string, d *declaration) {
	named, ok := types.Unalias(object.Type()).(*types.Named)
	if !ok {
		return
	}
	if named.TypeParams().Len() > 0 && named.TypeArgs().Len() == 0 {
		l.report(diag.CannotBeGeneric, d.pos, diag.Args{"what": "the method " + object.Name() + "." + name + " of a generic type"})
		return
	}
	for m := range named.Methods() {
		if m.Name() == name {
			l.function(object.Name()+"."+name, d, m.Signature(), named)
			return
		}
	}
}

func (l *loader) constant(c *types.Const, d *declaration) {
	if named, ok := types.Unalias(c.Type()).(*types.Named); ok {
		if _, no := l.typeOf(named); no == nil && len(l.constantsOf(named)) > 0 {
			if _, isEnum := l.enums[l.typeName(named)]; isEnum {
				return // comes with its type
			}
		}
	}
	value, no := constantOf(c)
	if no != nil {
		l.refused(d, "the constant "+c.Name(), c.Type(), no)
		return
	}
	value.Doc = d.doc
	name := l.renamed(c.Name())
	if name == "" {
		name = snake(c.Name())
	}
	value.Name = strings.ToUpper(l.own + name)
	l.claim(value.Name, "the constant "+l.goName(c.Name()), c.Name(), d.pos)
	l.api.Constants = append(l.api.Constants, value)
}
