package main

import "testing"

func TestLineDiff(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"equal", "a\nb\n", "a\nb\n", ""},
		{"changed", "a\nb\nc\n", "a\nB\nc\n", "@ 2\n- b\n+ B\n"},
		{"two groups", "a\nb\nc\nd\n", "b\nc\nD\n", "@ 1\n- a\n@ 4\n- d\n+ D\n"},
		{"added", "a\nb\n", "a\nx\nb\ny\n", "@ 2\n+ x\n@ 3\n+ y\n"},
		{"moved", "a\nb\n", "b\na\n", "@ 1\n- a\n@ 3\n+ a\n"},
		{"no last newline", "a", "a\n", "@ 2\n+ \n"},
		{"empty before", "", "a\n", "@ 1\n+ a\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := lineDiff(c.old, c.new); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}
