package scan

import (
	"go/ast"
	"go/token"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
)

// directive starts a comment that accepts a finding: //cshared:allow os.Exit the reason.
const directive = "//cshared:allow"

type lineID struct {
	line int
	id   catalogue.ID
}

type badComment struct {
	text         string
	line, column int
}

// allowed is what the comments of one file accept, with their reasons.
type allowed struct {
	reasons map[lineID]string
	bad     []badComment
}

func (a *allowed) reason(id catalogue.ID, line int) string { return a.reasons[lineID{line, id}] }

// add takes one comment, which counts for all of the lines. What is no directive is passed over.
func (a *allowed) add(text string, line, column int, lines ...int) {
	rest, ok := strings.CutPrefix(text, directive)
	if !ok || rest != "" && !strings.ContainsRune(" \t", rune(rest[0])) {
		return
	}
	id, reason, _ := strings.Cut(strings.TrimSpace(rest), " ")
	reason = strings.TrimSpace(reason)
	if _, known := catalogue.Lookup(catalogue.ID(id)); !known || reason == "" {
		a.bad = append(a.bad, badComment{strings.TrimSpace(text), line, column})
		return
	}
	if a.reasons == nil {
		a.reasons = map[lineID]string{}
	}
	for _, l := range lines {
		a.reasons[lineID{l, catalogue.ID(id)}] = reason
	}
}

// allowedInGo reads the comments of a Go file. One counts for its own line, and for the line below
// the comments that it stands among.
func allowedInGo(fset *token.FileSet, file *ast.File) *allowed {
	a := new(allowed)
	for _, group := range file.Comments {
		below := fset.PositionFor(group.End(), false).Line + 1
		for _, c := range group.List {
			pos := fset.PositionFor(c.Pos(), false)
			a.add(c.Text, pos.Line, pos.Column, pos.Line, below)
		}
	}
	return a
}

// addC reads the lines of C text that starts at the given line.
func (a *allowed) addC(text string, first int) {
	line := first
	for l := range strings.Lines(text) {
		if at := strings.Index(l, directive); at >= 0 {
			a.add(strings.TrimRight(l[at:], "\r\n"), line, at+1, line, line+1)
		}
		line++
	}
}
