package apiheader

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// library is an API with a text in each place where the header shows one.
func library(doc, deprecated, value string) *ir.API {
	int32s := ir.Type{Kind: ir.KindInt32, Go: "int32"}
	return &ir.API{
		Library:  &ir.Library{Label: "//lib:calc", Name: "calc", Prefix: "calc_", Version: "1.2.3", Mode: ir.ModeAPI},
		Packages: []ir.GoPackage{{Path: "example.com/calc", Name: "calc", Doc: doc, Prefix: "calc_", Import: "lib"}},
		Funcs: []ir.Func{{
			Name: "calc_f", Go: "F", Doc: doc, Deprecated: deprecated, Panics: "errno",
			Params: []ir.Value{{Name: "x", Go: "x", Type: int32s}},
		}},
		Structs:   []ir.Struct{{Name: "calc_s", Go: "lib.S", Doc: doc, Fields: []ir.StructField{{Name: "x", Go: "X", Doc: doc, Type: int32s}}}},
		Enums:     []ir.Enum{{Name: "calc_e", Go: "E", Doc: doc, Type: int32s, Values: []ir.EnumValue{{Name: "CALC_E_A", Go: "A", Doc: doc, Value: "1"}}}},
		Handles:   []ir.Handle{{Name: "calc_h", Go: "lib.H", Doc: doc}},
		Constants: []ir.Constant{{Name: "CALC_TEXT", Go: "Text", Doc: doc, Kind: ir.KindString, Value: value}},
	}
}

var (
	spliced  = regexp.MustCompile(`\\[ \t\v\f\r]*\n`)
	trigraph = regexp.MustCompile(`\?\?[=/'()!<>-]`)
	simple   = regexp.MustCompile(`^"(?:[^"\\\n]|\\["\\?])*"$`)
)

// tokens cuts a header as a compiler does, literals whole and comments as "/**/"; lines end where
// directives do. It says what a compiler would refuse, or warn of.
func tokens(t *testing.T, text string) (all []string) {
	t.Helper()
	if !utf8.ValidString(text) || spliced.MatchString(text) || trigraph.MatchString(text) {
		t.Errorf("no UTF-8, a line that goes on, or a trigraph: %q", text)
	}
	for i := 0; i < len(text); {
		rest := text[i:]
		n := 1
		switch {
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest[2:], "*/")
			if end < 0 || strings.Contains(rest[2:2+end], "/*") {
				t.Fatalf("a comment has no end, or another one inside: %q", rest)
			}
			n = end + 4
			all = append(all, "/**/")
		case strings.HasPrefix(rest, "//"):
			t.Fatalf("a comment of C++: %q", rest)
		case rest[0] == '"':
			for n < len(rest) && rest[n] != '"' && rest[n] != '\n' {
				if rest[n] == '\\' {
					n++
				}
				n++
			}
			if n >= len(rest) || rest[n] != '"' {
				t.Fatalf("a literal has no end: %q", rest)
			}
			n++
			all = append(all, rest[:n])
		case rest[0] >= utf8.RuneSelf || rest[0] < ' ' && rest[0] != '\n':
			t.Fatalf("a character that is no C, outside of comments and literals: %q", rest)
		case rest[0] != ' ':
			all = append(all, rest[:1])
		}
		i += n
	}
	return all
}

// FuzzTextsOfHeader compares the header with that of a harmless text: but for literals and comments,
// both are the same to a compiler.
func FuzzTextsOfHeader(f *testing.F) {
	for _, seed := range []string{"", "a", "*/", "/*", "??/", "\\", "a\\\nb", "\"", "%s", "{P}", "{doc}", "a\n\n#define x", "\x00", "\u202e", "//go:x", "\xff", "\r", "?" + "?)"} {
		f.Add(seed, seed, seed)
		f.Add("Doc.", seed, "v")
	}
	f.Fuzz(func(t *testing.T, doc, deprecated, value string) {
		want := header(t, library("Doc.", "Use g.", "v"))
		got := header(t, library(doc, deprecated, value))
		if deprecated == "" {
			want = header(t, library("Doc.", "", "v"))
		}
		if !slices.Equal(shape(want), shape(got)) {
			t.Errorf("doc %q, deprecated %q, value %q change the code:\n%q", doc, deprecated, value, got)
		}
		for i, token := range got {
			if i > 1 && got[i-1] == "(" && got[i-2] == "D" && token[0] == '"' && !simple.MatchString(token) {
				t.Errorf("the message of an attribute has an escape that compilers do not take: %s", token)
			}
		}
	})
}

func header(t *testing.T, a *ir.API) []string {
	t.Helper()
	var b bytes.Buffer
	if err := Emit(&b, a); err != nil {
		t.Fatal(err)
	}
	return tokens(t, b.String())
}

// shape leaves out comments, the lines that they take, and what stands in literals.
func shape(tokens []string) []string {
	var all []string
	for _, t := range tokens {
		switch {
		case t == "/**/", t == "\n" && (len(all) == 0 || all[len(all)-1] == "\n"):
		case t[0] == '"':
			all = append(all, `""`)
		default:
			all = append(all, t)
		}
	}
	return all
}
