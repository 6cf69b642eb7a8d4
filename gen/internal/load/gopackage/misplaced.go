package gopackage

import (
	"go/ast"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
)

// strayDirectives: all others only speak of what is exported. A type can be renamed as it is used, and
// so can a constant.
func (l *loader) strayDirectives(name string, d *declaration) {
	for _, s := range d.directives {
		if s.Name == "allow" {
			continue
		}
		_, isFunc := d.node.(*ast.FuncDecl)
		if s.Name == "rename" && !isFunc {
			l.checkRename(d)
			continue
		}
		l.report(diag.MisplacedMark, l.sources.fset.Position(s.Comment.Pos()), diag.Args{
			"directive": s.Name, "where": "above `" + name + "`, which is not exported to C", "goes": entry(s.Name).On,
			"fix": "add `//cshared:export`, or remove the directive",
		})
	}
}

// onlyOfCalls reports directives that speak of calls, above something else that is exported.
func (l *loader) onlyOfCalls(what string, d *declaration) {
	for _, s := range d.directives {
		if s.Name == "export" || s.Name == "rename" || s.Name == "allow" {
			continue
		}
		l.report(diag.MisplacedMark, l.sources.fset.Position(s.Comment.Pos()), diag.Args{
			"directive": s.Name, "where": "above " + what, "goes": entry(s.Name).On,
			"fix": "write it above each function or method that it is meant for, and remove it here",
		})
	}
}
