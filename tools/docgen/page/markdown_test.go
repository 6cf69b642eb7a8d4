package page

import "testing"

func TestCell(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"plain", " One. ", "One."},
		{"lines", "One\n  two.", "One two."},
		{"paragraphs", "One.\n\n  Two.", "One.<br><br>Two."},
		{"items", "One:\n- a\n  - b", "One:<br>- a<br>- b"},
		{"bars", "a|b `c|d`", `a\|b ` + "`c\\|d`"},
		{"a tag", "lib<name>.so", "lib&lt;name>.so"},
		{"a tag in code", "`lib<name>.so` <x>", "`lib<name>.so` &lt;x>"},
		{"a tag in code with backticks", "``a`<b>`` <x>", "``a`<b>`` &lt;x>"},
		{"a lone backtick", "a ` <x>", "a ` &lt;x>"},
		{"a link", "see <https://example.com>", "see <https://example.com>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := cell(c.text); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestProseKeepsBlocks(t *testing.T) {
	text := "One <x>.\n\n```starlark\ncalc(name = \"<x>\") # a | b\n```\n\n- item\n"
	want := "One &lt;x>.\n\n```starlark\ncalc(name = \"<x>\") # a | b\n```\n\n- item\n"
	if got := prose(text); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestCode(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{`"a"`, "`\"a\"`"},
		{"a|b", "`a\\|b`"},
		{"a`b", "`` a`b ``"},
	} {
		if got := code(c.text); got != c.want {
			t.Errorf("code(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestSummary(t *testing.T) {
	for _, c := range []struct{ doc, want string }{
		{"One. Two.", "One."},
		{"One\nline. Two.", "One line."},
		{"One 1.2 line\n\nTwo. Three", "One 1.2 line"},
		{"", ""},
	} {
		if got := summary(c.doc); got != c.want {
			t.Errorf("summary(%q) = %q, want %q", c.doc, got, c.want)
		}
	}
}
