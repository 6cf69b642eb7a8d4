// Package cheader prints the public header of a raw library.
package cheader

import (
	"embed"
	"io"
	"strings"
	"text/template"

	"github.com/gocshared/rules_go_cshared/gen/internal/emit/cdoc"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

//go:embed header.h.tmpl
var files embed.FS

var header = template.Must(template.New("header.h.tmpl").Funcs(template.FuncMap{
	"doc":       cdoc.Block,
	"inline":    cdoc.Inline,
	"declare":   declare,
	"prototype": prototype,
	"join":      strings.Join,
	"part":      ir.VersionPart,
}).ParseFS(files, "header.h.tmpl"))

// Emit writes the header.
func Emit(w io.Writer, l *ir.Library) error { return header.Execute(w, l) }

// declare puts a name behind a type, where the stars of a pointer stand at the name.
func declare(ctype, name string) string {
	if strings.HasSuffix(ctype, "*") {
		return ctype + name
	}
	return ctype + " " + name
}

func prototype(f ir.Function) string {
	params := make([]string, 0, len(f.Params))
	for _, p := range f.Params {
		params = append(params, declare(p.Type, p.Name))
	}
	if len(params) == 0 {
		params = []string{"void"}
	}
	return declare(f.Result, f.Name) + "(" + strings.Join(params, ", ") + ");"
}
