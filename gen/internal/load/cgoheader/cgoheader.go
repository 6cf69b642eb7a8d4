// Package cgoheader reads the header that cgo writes for a package with exports
// (`_cgo_export.h`, `_cgo_install.h`): the exact list of what C can call, with C signatures.
package cgoheader

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// Marker is the line behind which cgo's declarations stand.
const Marker = "/* End of boilerplate cgo prologue.  */"

const endOfPreamble = `/* End of preamble from import "C" comments.  */`

// File is what one header says.
type File struct {
	Package   string // import path
	IntBits   int    // size of Go's int; 0 if the file is empty
	Functions []ir.Function
}

// NoMarkerError says that the file is not a header of a cgo that we know.
type NoMarkerError struct{ Missing string }

func (e *NoMarkerError) Error() string { return "no line " + e.Missing }

// SyntaxError says which line behind the marker has an unknown form.
type SyntaxError struct {
	Line int
	Text string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d: cannot understand %q", e.Line, e.Text)
}

var (
	packageLine = regexp.MustCompile(`(?m)^/\* package (.*) \*/$`)
	intLine     = regexp.MustCompile(`(?m)^typedef GoInt(32|64) GoInt;$`)
)

// Parse reads a header. The user's preamble is copied into it, and older versions of cgo copied
// doc comments too, so a line that looks like a marker may be anything: the first one counts from
// which on the rest is nothing but cgo's declarations. One in the preamble can never be that,
// because cgo's typedefs follow it.
//
// An empty file is that of a package without cgo: rules_go makes one so that the action has its
// output.
func Parse(data []byte) (*File, error) {
	if len(data) == 0 {
		return &File{}, nil
	}
	text := string(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")))
	start := indexLine(text, endOfPreamble, 0)
	if start < 0 {
		return nil, &NoMarkerError{Missing: endOfPreamble}
	}
	var firstErr error
	for at := indexLine(text, Marker, start); at >= 0; at = indexLine(text, Marker, at+1) {
		functions, err := parseDeclarations(text, at+len(Marker))
		if err != nil {
			// The last candidate is nearest to the truth: before it stand look-alikes.
			firstErr = err
			continue
		}
		return newFile(text[:at], functions), nil
	}
	if firstErr == nil {
		firstErr = &NoMarkerError{Missing: Marker}
	}
	return nil, firstErr
}

func newFile(head string, functions []ir.Function) *File {
	f := &File{IntBits: 64, Functions: functions}
	if m := packageLine.FindStringSubmatch(head); m != nil {
		f.Package = m[1]
	}
	// The last one is cgo's: the preamble stands before it.
	if all := intLine.FindAllStringSubmatch(head, -1); all != nil && all[len(all)-1][1] == "32" {
		f.IntBits = 32
	}
	for i := range f.Functions {
		f.Functions[i].Package = f.Package
	}
	return f
}

// indexLine finds the first line at or behind from that is exactly line.
func indexLine(text, line string, from int) int {
	for from <= len(text) {
		i := strings.Index(text[from:], line)
		if i < 0 {
			return -1
		}
		at := from + i
		end := at + len(line)
		if (at == 0 || text[at-1] == '\n') && (end == len(text) || text[end] == '\n') {
			return at
		}
		from = at + 1
	}
	return -1
}
