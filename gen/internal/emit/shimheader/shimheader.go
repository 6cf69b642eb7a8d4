// Package shimheader prints the header that declares the parts of the runtime shim that a library
// exports, under the library's prefix.
package shimheader

import (
	"embed"
	"io"
	"regexp"
	"strings"
	"text/template"

	"github.com/gocshared/rules_go_cshared/gen/internal/emit/cdoc"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

//go:embed shims.h.tmpl
var files embed.FS

var header = template.Must(template.New("shims.h.tmpl").Funcs(template.FuncMap{
	"inline": cdoc.Inline,
	"join":   strings.Join,
}).ParseFS(files, "shims.h.tmpl"))

// Emit writes the header.
func Emit(w io.Writer, l *ir.Library) error {
	return header.Execute(w, data{Library: l})
}

type data struct{ *ir.Library }

var (
	lowerName = regexp.MustCompile(`\bcshared_(\w)`)
	upperName = regexp.MustCompile(`\bCSHARED_(\w)`)
)

// Upper returns the prefix of macros and constants.
func (d data) Upper() string { return strings.ToUpper(d.Prefix) }

// Renamed gives the names in a text, comments included, the library's prefix.
func (d data) Renamed(text string) string {
	text = lowerName.ReplaceAllString(text, d.Prefix+"${1}")
	return upperName.ReplaceAllString(text, d.Upper()+"${1}")
}
