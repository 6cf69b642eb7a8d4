package cdoc

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

var trigraphs = strings.NewReplacer("??=", "#", "??/", `\`, "??'", "^", "??(", "[", "??)", "]", "??!", "|", "??<", "{", "??>", "}", "??-", "~")

// splice joins lines as compilers do: gcc and clang allow blanks behind the backslash.
var splice = regexp.MustCompile(`\\[ \t\v\f\r]*\n`)

// checkCannotEscape reads the comment as a compiler does (translation phases 1 to 3 of C), and as a
// person does.
func checkCannotEscape(t interface{ Errorf(string, ...any) }, text, comment string) {
	if comment == "" {
		return
	}
	body := strings.TrimSuffix(comment, "\n")
	switch {
	case !utf8.ValidString(comment):
		t.Errorf("%q: not UTF-8: %q", text, comment)
	case trigraphs.Replace(comment) != comment:
		t.Errorf("%q: has a trigraph: %q", text, comment)
	case splice.MatchString(comment + "\n"):
		t.Errorf("%q: a line goes on: %q", text, comment)
	case !strings.HasPrefix(body, "/*") || strings.Index(body[2:], "*/")+4 != len(body):
		t.Errorf("%q: the comment does not end at its end: %q", text, comment)
	case strings.Contains(body[1:], "/*"):
		t.Errorf("%q: a comment begins within the comment: %q", text, comment)
	}
	for _, r := range comment {
		hidden := unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
		if hidden && r != '\n' && r != '\u200c' && r != '\u200d' {
			t.Errorf("%q: has the hidden character %U: %q", text, r, comment)
		}
	}
}

// nasty draws texts of what is dangerous, alone and next to each other.
func nasty() *rapid.Generator[string] {
	parts := rapid.OneOf(
		rapid.SampledFrom([]string{
			"*", "/", "*/", "/*", "//", "\\", "\n", "\r", "?", "??/", "??", " ", "\t", "a", "\x00", "\u0085",
			"\u2028", "\u202e", "\u2069", "\u200d", "\xff", "\xc3", "//go:x", "//export ", "\ufeff",
		}),
		rapid.String(),
	)
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOf(parts).Draw(t, "parts"), "")
	})
}

func TestNoTextEscapes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := nasty().Draw(t, "text")
		checkCannotEscape(t, text, Block(text))
		inline := Inline(text)
		checkCannotEscape(t, text, inline)
		if strings.Contains(inline, "\n") {
			t.Errorf("%q: an inline comment has several lines: %q", text, inline)
		}
	})
}

func TestHarmlessTextStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`[A-Za-z0-9äöü][A-Za-z0-9 .,;:()<>!?=+"'#%&_\[\]{}-]{0,60}[A-Za-z0-9.]`).Draw(t, "line")
		if strings.Contains(line, "??") {
			t.Skip("may be a trigraph")
		}
		if got, want := Block(line), "/* "+line+" */\n"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func FuzzNoTextEscapes(f *testing.F) {
	for _, seed := range []string{"", "*/", "/*", "*\\\n/", "??/\n", "*\r/", "\u202e", "\xff*/", "//go:x\n*/", "*\u200b/", "?\n?/"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkCannotEscape(t, text, Block(text))
		checkCannotEscape(t, text, Inline(text))
	})
}

// TestCompilersAgree lets a compiler read the comments, with every warning that speaks of them.
func TestCompilersAgree(t *testing.T) {
	gcc, err := exec.LookPath("gcc")
	if err != nil {
		t.Fatalf("this test needs gcc on PATH: %v", err)
	}
	var source strings.Builder
	generator := nasty()
	for i := range 500 {
		source.WriteString(Block(generator.Example(i)))
		source.WriteString("extern int x; " + Inline(generator.Example(i+500)) + "\n")
	}
	path := filepath.Join(t.TempDir(), "comments.h")
	if err := os.WriteFile(path, []byte(source.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, lang := range [][]string{{"-xc", "-std=c99"}, {"-xc", "-std=c2x"}, {"-xc++", "-std=c++11"}, {"-xc++", "-std=c++20"}} {
		args := append([]string{"-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wbidi-chars=any", "-Werror"}, lang...)
		if out, err := exec.Command(gcc, append(args, path)...).CombinedOutput(); err != nil {
			t.Errorf("%v: %v\n%.2000s", lang, err, out)
		}
	}
}
