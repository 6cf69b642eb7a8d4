package stamp

import (
	"slices"
	"testing"
)

func TestExpand(t *testing.T) {
	s := Status{}
	s.Add("STABLE_V 1.2.3\r\nSTABLE_TEXT a b \nEMPTY\n\n")
	for _, c := range []struct {
		in, want string
		unknown  []string
	}{
		{"1.2.3", "1.2.3", nil},
		{"{STABLE_V}", "1.2.3", nil},
		{"{STABLE_V}+{STABLE_TEXT}", "1.2.3+a b", nil},
		{"{EMPTY}", "", nil},
		{"{NONE}{STABLE_V}{}", "1.2.3", []string{"NONE", ""}},
		{"{STABLE_V", "{STABLE_V", nil},
	} {
		got, unknown := s.Expand(c.in)
		if got != c.want || !slices.Equal(unknown, c.unknown) {
			t.Errorf("Expand(%q) = %q, %q", c.in, got, unknown)
		}
	}
	if want := []string{"EMPTY", "STABLE_TEXT", "STABLE_V"}; !slices.Equal(s.Keys(), want) {
		t.Errorf("Keys() = %q", s.Keys())
	}
}
