package cdoc

import "testing"

func TestBlock(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", ""},
		{"blank", " \n\t\n", ""},
		{"one line", "Adds.\n", "/* Adds. */\n"},
		{"paragraphs", "\n\nAdds.\n\n\n\nMore.\n\n", "/* Adds.\n *\n * More. */\n"},
		{"code", "Use:\n\n\tx := 1\n", "/* Use:\n *\n *     x := 1 */\n"},
		{"end of comment", "a */ b", "/* a * / b */\n"},
		{"start of comment", "a /* b", "/* a / * b */\n"},
		{"overlapping", "*/*/ /*/ **//**", "/* * / * / / * / ** // ** */\n"},
		{"slash first", "/ b", "/* / b */\n"},
		{"star last", "b *", "/* b * */\n"},
		{"trigraphs", "??/ ??= ???/ ??x what??", "/* ?? / ?? = ??? / ??x what?? */\n"},
		{"line goes on", "a \\\nb \\  \nc\\\\", "/* a (backslash)\n * b (backslash)\n * c\\ (backslash) */\n"},
		{"line goes on behind question marks", `??\`, "/* ?? (backslash) */\n"},
		{"backslash inside", `C:\dir\file`, "/* C:\\dir\\file */\n"},
		{"control characters", "a\x00b\x1b[31mc\x7f", "/* a<U+0000>b<U+001B>[31mc<U+007F> */\n"},
		{"returns and separators", "a\r\nb\rc\u2028d\u2029e\u0085f\vg\fh", "/* a\n * b\n * c\n * d\n * e\n * f\n * g\n * h */\n"},
		{"bidi", "a\u202e/*\u2066b", "/* a<U+202E>/ *<U+2066>b */\n"},
		{"invisible", "a\u200b\ufeffb\U000E0041", "/* a<U+200B><U+FEFF>b<U+E0041> */\n"},
		{"joiners stay", "\u0646\u200c\u0645", "/* \u0646\u200c\u0645 */\n"},
		{"invalid UTF-8", "a\xff\xfeb*\xc3/", "/* a\ufffdb*\ufffd/ */\n"},
		{"hidden behind question marks", "??\x00", "/* ?? <U+0000> */\n"},
		{"hidden between star and slash", "*\u200b/", "/* *<U+200B>/ */\n"},
		{"directives", "A.\n//go:noinline\n//export a\n  //nolint:all\n// text\n//Text", "/* A.\n * // text\n * //Text */\n"},
		{"only directives", "//go:noinline\n//export a", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Block(c.text); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestInline(t *testing.T) {
	for text, want := range map[string]string{
		"":              "",
		"\n":            "",
		"n":             "/* n */",
		"a\nb  c":       "/* a b c */",
		"*\n/":          "/* * / */",
		"x */ y\\\nz":   "/* x * / y (backslash) z */",
		"//go:x\nname ": "/* name */",
	} {
		if got := Inline(text); got != want {
			t.Errorf("Inline(%q) = %q, want %q", text, got, want)
		}
	}
}
