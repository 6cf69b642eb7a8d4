package binary

import "testing"

func TestFew(t *testing.T) {
	var names []string
	for c := 'a'; c <= 'l'; c++ {
		names = append(names, string(c))
	}
	if got, want := few(names), "a, b, c, d, e, f, g, h, i, j, … (12 in all)"; got != want {
		t.Errorf("few = %q, want %q", got, want)
	}
	if got, want := few(names[:2]), "a, b"; got != want {
		t.Errorf("few = %q, want %q", got, want)
	}
}

func TestGlibcOrder(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"2.34", "2.4", true}, {"2.4", "2.34", false}, {"2.34", "2.34", false}, {"3.0", "2.99", true}, {"2.2.5", "2.2", false},
	} {
		if got := newer(parseGlibc(c.a), parseGlibc(c.b)); got != c.want {
			t.Errorf("newer(%s, %s) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestReserved(t *testing.T) {
	for name, want := range map[string]string{
		"good_add": "", "a__b": "", "mainly": "",
		"main": "the entry point of a program",
		"_Z1a": "a mangled C++ name",
		"_a":   "C reserves names that start with _",
		"__a":  "C reserves names that start with _",
	} {
		if got := reserved(name); got != want {
			t.Errorf("reserved(%q) = %q, want %q", name, got, want)
		}
	}
}
