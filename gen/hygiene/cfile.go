package hygiene

import (
	"errors"
	"go/ast"
	"go/token"
	"regexp"
	"strings"
)

// constructor is the attribute in the forms of gcc and clang, with or without a priority.
var constructor = regexp.MustCompile(`(?s)__attribute(?:__)?\s*\(\s*\([^;{}]*?\b(?:__)?constructor(?:__)?\b` +
	`|\[\[[^;{}\]]*?\bgnu::(?:__)?constructor(?:__)?\b`)

// cNoise is what can hold the words without their meaning: comments and literals.
var cNoise = regexp.MustCompile(`(?s)//[^\n]*|/\*.*?(?:\*/|$)|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'`)

func (s *packageScan) cFile(name string) error {
	if !isC(name) {
		return nil
	}
	text, err := s.pass.ReadFile(name)
	if err != nil {
		return err
	}
	file := s.pass.Fset.AddFile(name, -1, len(text))
	file.SetLinesForContent(text)
	s.cText(string(text), file.Pos(0))
	return nil
}

// isC leaves assembly, Fortran and the like alone.
func isC(name string) bool {
	for _, ext := range []string{".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx"} {
		if strings.HasSuffix(name, ext) {
			return true
		}
	}
	return false
}

// preamble looks at the C code above import "C".
func (f *goScan) preamble(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		i, ok := spec.(*ast.ImportSpec)
		if !ok || i.Path.Value != `"C"` {
			continue
		}
		file := f.pass.Fset.File(d.Pos())
		source, err := f.pass.ReadFile(file.Name())
		if err != nil {
			f.failed = errors.Join(f.failed, err)
			return
		}
		for _, doc := range []*ast.CommentGroup{d.Doc, i.Doc} {
			if doc == nil {
				continue
			}
			// The comment marks become blanks, so that places stay.
			f.cText(uncomment(string(source[file.Offset(doc.Pos()):file.Offset(doc.End())])), doc.Pos())
		}
	}
}

// cText finds constructors in C text that begins at a place.
func (s *packageScan) cText(text string, start token.Pos) {
	s.allowedInC(text, start)
	if !strings.Contains(text, "constructor") {
		return
	}
	blank := cNoise.ReplaceAllStringFunc(text, func(s string) string {
		return strings.Map(func(r rune) rune {
			if r == '\n' {
				return r
			}
			return ' '
		}, s)
	})
	for _, at := range constructor.FindAllStringIndex(blank, -1) {
		s.report("c-constructor", "__attribute__((constructor))", "", start+token.Pos(at[0]))
	}
}

func uncomment(text string) string {
	var b strings.Builder
	block := false
	for line := range strings.Lines(text) {
		trimmed := strings.TrimLeft(line, " \t")
		switch {
		case !block && strings.HasPrefix(trimmed, "//"):
			line = strings.Replace(line, "//", "  ", 1)
		case !block && strings.HasPrefix(trimmed, "/*"):
			line, block = strings.Replace(line, "/*", "  ", 1), true
		}
		if block && strings.Contains(line, "*/") {
			line, block = strings.Replace(line, "*/", "  ", 1), false
		}
		b.WriteString(line)
	}
	return b.String()
}
