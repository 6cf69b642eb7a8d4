package hygiene

import (
	"go/ast"
	"go/token"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
)

// directive starts a comment that accepts a finding: //cshared:allow os.Exit the reason.
const directive = "//cshared:allow"

type lineID struct {
	file string
	line int
	id   catalogue.ID
}

type badComment struct {
	text string
	pos  token.Pos
}

// allowed is what the comments of a package accept, with their reasons.
type allowed struct {
	reasons map[lineID]string
	bad     []badComment
}

// add takes one comment, which counts for all of the lines. What is no directive is passed over.
func (a *allowed) add(text string, pos token.Pos, file string, lines ...int) {
	rest, ok := strings.CutPrefix(text, directive)
	if !ok || rest != "" && !strings.ContainsRune(" \t", rune(rest[0])) {
		return
	}
	id, reason, _ := strings.Cut(strings.TrimSpace(rest), " ")
	reason = strings.TrimSpace(reason)
	if _, known := catalogue.Lookup(catalogue.ID(id)); !known || reason == "" {
		a.bad = append(a.bad, badComment{strings.TrimSpace(text), pos})
		return
	}
	for _, l := range lines {
		a.reasons[lineID{file, l, catalogue.ID(id)}] = reason
	}
}

// allowedInGo reads the comments of a Go file. One counts for its own line, and for the line below
// the comments that it stands among.
func (s *packageScan) allowedInGo(file *ast.File) {
	for _, group := range file.Comments {
		below := s.position(group.End()).Line + 1
		for _, c := range group.List {
			at := s.position(c.Pos())
			s.allowed.add(c.Text, c.Pos(), at.Filename, at.Line, below)
		}
	}
}

// allowedInC reads the lines of C text that begins at a place.
func (s *packageScan) allowedInC(text string, start token.Pos) {
	offset := 0
	for l := range strings.Lines(text) {
		if at := strings.Index(l, directive); at >= 0 {
			pos := start + token.Pos(offset+at)
			here := s.position(pos)
			s.allowed.add(strings.TrimRight(l[at:], "\r\n"), pos, here.Filename, here.Line, here.Line+1)
		}
		offset += len(l)
	}
}
