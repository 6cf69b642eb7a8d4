package gopackage

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/directive"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/gosource"
)

// Mark is what `//cshared:library` says, "" for each key that it does not have.
type Mark struct {
	directive.Library
	pos token.Position
}

// ReadMark returns what the sources of a package say of their library: for who has to know it before
// the API is made. What is wrong with it is reported by Load.
func ReadMark(paths []string, target gosource.Target) Mark {
	u := &unit{sources: newSources()}
	l := &loader{unit: u, in: &Input{}}
	l.parse(u.sources, paths, target)
	if u.mark == nil {
		return Mark{}
	}
	return *u.mark
}

// libraryMark takes `//cshared:library` from above the package clause, where it has its meaning.
func (l *loader) libraryMark(file *ast.File, group *ast.CommentGroup, d directive.Directive) bool {
	if d.Name != "library" || group != file.Doc {
		return false
	}
	pos := l.sources.fset.Position(d.Comment.Pos())
	if l.mark != nil {
		l.report(diag.LibraryTwice, pos, diag.Args{"first": l.mark.pos.String()})
		return true
	}
	said, bad := directive.ReadLibrary(d)
	for _, b := range bad {
		l.badArguments(&d, b.Why, b.Fix)
	}
	l.mark = &Mark{said, pos}
	for _, key := range directive.LibraryKeys {
		if value := *said.Value(key); value != "" {
			l.agrees(key, value)
		}
	}
	return true
}

// agrees compares a value with what the library is built with.
func (l *loader) agrees(key, value string) {
	want := l.in.Library
	if want.Name != "" {
		want.Prefix = l.own
	}
	built := *want.Value(key)
	if built == "" || built == value {
		return // unknown, as the caller only reads the mark or has reported a bad version; or all is well
	}
	l.report(diag.LibraryMismatch, l.mark.pos, diag.Args{
		"key": key, "value": value, "label": l.in.Label, "built": l.setting(key, built), "setting": l.setting(key, value),
		"flag": l.flag(key, value), "other": built,
	})
}

// setting is how the rule is told.
func (l *loader) setting(key, value string) string {
	if key == "prefix" && len(l.in.Packages) > 1 {
		return fmt.Sprintf("libraries = {…: %q}", value)
	}
	return fmt.Sprintf("%s = %q", key, value)
}

// flag is how the command line is told.
func (l *loader) flag(key, value string) string {
	if key == "prefix" && len(l.in.Packages) > 1 {
		return "PACKAGE=" + value
	}
	return fmt.Sprintf("-%s %s", key, value)
}

// misplacedLibrary reports, and drops, a directive about the library above something else.
func (l *loader) misplacedLibrary(name string, d *declaration) {
	for _, s := range d.directives {
		if s.Name == "library" {
			l.report(diag.MisplacedMark, l.sources.fset.Position(s.Comment.Pos()), diag.Args{
				"directive": s.Name, "where": "above `" + name + "`", "goes": entry("library").On,
				"fix": "move it to the comment above `package`, in one file of the package",
			})
		}
	}
	d.directives = slices.DeleteFunc(d.directives, func(s directive.Directive) bool { return s.Name == "library" })
}
