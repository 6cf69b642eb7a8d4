package directive

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzComments reads any comment: what Parse takes is well formed, what it does not take and looks like
// ours is a problem, and nothing is both.
func FuzzComments(f *testing.F) {
	for _, seed := range []string{
		"//cshared:export", "// cshared:export", "//cshared: export", "//CShared:export", "//c-shared:export", "/*cshared:export*/",
		"//cshared:exprot", "//cshared:", "//cshared:rename  parse ", "//cshared:export\r", "//cshared:borrow a\tb", "//cshared:exportx",
		"//export F", "// export", "//export F G", "//go:noinline", "//cshared:\u00a0export", "//cshared:export\u00a0", "//cshared:\xff",
		"//cshared:export-", "//cshared:export!", "//cshared:allow flag because", "//cshared:panics abort // why",
	} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, text string, importsC bool) {
		if !isComment(text) {
			t.Skip("no comment of a Go file")
		}
		group := &ast.CommentGroup{List: []*ast.Comment{{Text: text}}}
		parsed := Parse(group)
		for _, d := range parsed {
			if !slices.Contains(Names(), d.Name) || d.Comment != group.List[0] {
				t.Errorf("%q: Parse found %q", text, d.Name)
			}
			if i := slices.IndexFunc(d.Args, func(a string) bool { return a == "" || strings.ContainsAny(a, " \t\n\r") }); i >= 0 {
				t.Errorf("%q: the argument %q is no word", text, d.Args[i])
			}
		}
		problems := Check([]*ast.CommentGroup{group}, importsC)
		if len(parsed)+len(problems) > 1 {
			t.Errorf("%q: both %v and %v", text, parsed, problems)
		}
		if strings.HasPrefix(text, prefix) && len(parsed)+len(problems) == 0 {
			t.Errorf("%q begins as a directive, and is neither one nor a problem", text)
		}
		for _, p := range problems {
			if p.Text == "" || p.Why == "" || p.Fix == "" || strings.Contains(p.Text, "\n") {
				t.Errorf("%q: the problem does not say all: %+v", text, p)
			}
		}
	})
}

// isComment says whether the scanner of Go could give it.
func isComment(text string) bool {
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return false
	case strings.HasPrefix(text, "//"):
		return !strings.Contains(text, "\n") && !strings.HasSuffix(text, "\r")
	case strings.HasPrefix(text, "/*"):
		return len(text) >= 4 && strings.Index(text[2:], "*/") == len(text)-4
	}
	return false
}
