// Package shimsource prints assembly source with a jump for each function of the runtime shim that
// a library exports: from the library's name for it to the shim's own, which stays hidden. A jump
// hands on whatever parameters and results there are, and leaves one copy of code and state.
package shimsource

import (
	_ "embed"
	"fmt"
	"io"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

//go:embed head.S.tmpl
var head string

//go:embed tail.S.tmpl
var tail string

// Emit writes the source.
func Emit(w io.Writer, l *ir.Library) error {
	var b strings.Builder
	b.WriteString(head)
	for _, name := range l.Shims.Functions {
		fmt.Fprintf(&b, "EXPORT(%s, %s)\n", l.ShimName(name), name)
	}
	b.WriteString(tail)
	_, err := io.WriteString(w, b.String())
	return err
}
