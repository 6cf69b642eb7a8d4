// Package symbols prints the list of a library's symbols: sorted, one a line.
package symbols

import (
	"io"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// Emit writes the list.
func Emit(w io.Writer, l *ir.Library) error {
	_, err := io.WriteString(w, strings.Join(l.Symbols(), "\n")+"\n")
	return err
}
