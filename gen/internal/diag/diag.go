// Package diag holds every message that the generator gives to its users: one table of stable
// ids, and the way a message is printed.
package diag

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// ID is the stable name of a kind of problem, such as CSHARED101. It is never given a new meaning.
type ID string

// Args fills the {holes} of an entry's texts.
type Args map[string]string

// Diagnostic is one problem of one run.
type Diagnostic struct {
	ID ID
	// Where is the target's label, or file:line:col of the Go source.
	Where string
	Args  Args
}

// New returns a diagnostic of the table.
func New(id ID, where string, args Args) Diagnostic {
	return Diagnostic{ID: id, Where: where, Args: args}
}

// String renders the message: what was written and why it cannot work, then the ways out.
func (d Diagnostic) String() string {
	e, ok := lookup(d.ID)
	if !ok {
		return fmt.Sprintf("%s: internal error: no diagnostic has the id %s; please file an issue\n", d.Where, d.ID)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s [%s]\n", d.Where, fill(e.Text, d.Args), d.ID)
	b.WriteString("Possible fixes:\n")
	for _, fix := range e.Fixes {
		fmt.Fprintf(&b, "- %s\n", fill(fix, d.Args))
	}
	return b.String()
}

func fill(text string, args Args) string {
	pairs := make([]string, 0, 2*len(args))
	for name, value := range args {
		pairs = append(pairs, "{"+name+"}", value)
	}
	// One pass, so that a value that looks like a hole is not filled again.
	return strings.NewReplacer(pairs...).Replace(text)
}

// Print writes all problems of a run, sorted, each once, with an empty line between them.
func Print(w io.Writer, all []Diagnostic) error {
	texts := make([]string, 0, len(all))
	for _, d := range Sorted(all) {
		texts = append(texts, d.String())
	}
	_, err := io.WriteString(w, strings.Join(slices.Compact(texts), "\n"))
	return err
}

// Sorted returns the problems in the order in which they are printed: by file, line and column, then by
// id.
func Sorted(all []Diagnostic) []Diagnostic {
	return slices.SortedFunc(slices.Values(all), func(a, b Diagnostic) int {
		p, q := position(a.Where), position(b.Where)
		return cmp.Or(cmp.Compare(p.file, q.file), cmp.Compare(p.line, q.line), cmp.Compare(p.column, q.column),
			cmp.Compare(a.ID, b.ID), cmp.Compare(a.String(), b.String()))
	})
}

type place struct {
	file         string
	line, column int
}

// position splits file:line:col, of which only the file need be there.
func position(where string) place {
	file, column := cutNumber(where)
	file, line := cutNumber(file)
	if line < 0 {
		line, column = column, -1
	}
	return place{file, line, column}
}

func cutNumber(s string) (rest string, n int) {
	i := strings.LastIndexByte(s, ':')
	if n, err := strconv.Atoi(s[i+1:]); i >= 0 && err == nil && n >= 0 {
		return s[:i], n
	}
	return s, -1
}

// Names renders a list of names for a hole: sorted, quoted, each once.
func Names(names []string) string {
	sorted := slices.Compact(slices.Sorted(slices.Values(names)))
	return "`" + strings.Join(sorted, "`, `") + "`"
}
