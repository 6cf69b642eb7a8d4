package cgoheader

import (
	"go/ast"
	"regexp"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// The declarations are written by a handful of Fprintf calls in cmd/cgo/out.go, one line each.
const (
	goName = `([\pL_][\pL\p{Nd}_]*)`
	cType  = `(\S[^(),]*[ *])`
)

var (
	structLine = regexp.MustCompile(`^struct ` + goName + `_return \{$`)
	fieldLine  = regexp.MustCompile(`^\t` + cType + `(r\d+);(?: /\* ` + goName + ` \*/)?$`)
	externLine = regexp.MustCompile(`^extern ` + cType + goName + `\((.*)\);$`)
	paramForm  = regexp.MustCompile(`^` + cType + goName + `$`)
)

// frameLines open and close `extern "C"`.
var frameLines = map[string]bool{"#ifdef __cplusplus": true, `extern "C" {`: true, "}": true, "#endif": true}

type parser struct {
	lines     []string
	next      int
	firstLine int // number of lines[0] in the file
	doc       []*ast.Comment
	fields    map[string][]ir.Field
	functions []ir.Function
}

func parseDeclarations(text string, from int) ([]ir.Function, error) {
	p := &parser{
		lines:     strings.Split(text[from:], "\n"),
		firstLine: strings.Count(text[:from], "\n") + 1,
		fields:    map[string][]ir.Field{},
	}
	for p.next < len(p.lines) {
		if err := p.declaration(); err != nil {
			return nil, err
		}
	}
	return p.functions, nil
}

func (p *parser) declaration() error {
	line := p.lines[p.next]
	switch {
	case frameLines[line]:
		p.doc = nil
	case strings.TrimSpace(line) == "":
		p.doc = nil
	case strings.HasPrefix(line, "//"):
		p.doc = append(p.doc, &ast.Comment{Text: line})
	case strings.HasPrefix(line, "/*"):
		return p.blockComment()
	case structLine.MatchString(line):
		return p.structure(structLine.FindStringSubmatch(line)[1])
	case externLine.MatchString(line):
		return p.function(externLine.FindStringSubmatch(line))
	default:
		return p.syntaxError()
	}
	p.next++
	return nil
}

func (p *parser) syntaxError() error {
	i := min(p.next, len(p.lines)-1)
	return &SyntaxError{Line: p.firstLine + i, Text: p.lines[i]}
}

// blockComment takes a comment of lines that end where C says that it ends; behind it nothing may
// stand on the line.
func (p *parser) blockComment() error {
	first := p.next
	for ; p.next < len(p.lines); p.next++ {
		line := p.lines[p.next]
		if p.next == first {
			line = line[len("/*"):]
		}
		if end := strings.Index(line, "*/"); end >= 0 {
			if strings.TrimSpace(line[end+2:]) != "" {
				return p.syntaxError()
			}
			p.next++
			p.doc = append(p.doc, &ast.Comment{Text: strings.Join(p.lines[first:p.next], "\n")})
			return nil
		}
	}
	p.next = first
	return p.syntaxError()
}

func (p *parser) structure(name string) error {
	p.next++
	for ; p.next < len(p.lines); p.next++ {
		if p.lines[p.next] == "};" {
			p.next++
			p.doc = nil
			return nil
		}
		m := fieldLine.FindStringSubmatch(p.lines[p.next])
		if m == nil {
			return p.syntaxError()
		}
		p.fields[name] = append(p.fields[name], ir.Field{Type: normalType(m[1]), Name: m[2], GoName: m[3]})
	}
	return p.syntaxError()
}

func (p *parser) function(m []string) error {
	f := ir.Function{Name: m[2], Result: normalType(m[1]), Doc: docText(p.doc)}
	if f.Result == "struct "+f.Name+"_return" {
		f.Fields = p.fields[f.Name]
		if len(f.Fields) == 0 {
			return p.syntaxError()
		}
	}
	if m[3] != "void" {
		for _, text := range strings.Split(m[3], ", ") {
			pm := paramForm.FindStringSubmatch(text)
			if pm == nil {
				return p.syntaxError()
			}
			f.Params = append(f.Params, ir.Param{Type: normalType(pm[1]), Name: pm[2]})
		}
	}
	p.functions = append(p.functions, f)
	p.doc = nil
	p.next++
	return nil
}

// docText is what `go doc` would show: without comment signs and directives. Older versions of cgo
// copied the comments here; since https://go.dev/issue/76697 only the sources have them.
func docText(comments []*ast.Comment) string {
	if len(comments) == 0 {
		return ""
	}
	return (&ast.CommentGroup{List: comments}).Text()
}

// normalType brings a type into the one spelling that we print. _Bool is not a word of C++.
func normalType(ctype string) string {
	ctype = strings.TrimSpace(ctype)
	base := strings.TrimSpace(strings.TrimRight(ctype, "* "))
	stars := strings.Count(ctype[len(base):], "*")
	base = strings.Join(strings.Fields(base), " ")
	if base == "_Bool" {
		base = "bool"
	}
	if stars > 0 {
		base += " " + strings.Repeat("*", stars)
	}
	return base
}
