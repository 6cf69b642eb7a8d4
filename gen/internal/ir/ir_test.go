package ir

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMacroPrefix(t *testing.T) {
	for _, c := range []struct{ name, prefix, want string }{
		{"markdown", "markdown_", "MARKDOWN"},
		{"markdown", "md_", "MD"},
		{"markdown", "", "MARKDOWN"},
		{"my-lib+x.y", "", "MY_LIB_X_Y"},
		{"_a__b_", "", "A_B"},
		{"3d", "", "LIB_3D"},
		{"größe", "", "GR_E"},
		{"+", "", "LIB"},
	} {
		l := &Library{Name: c.name, Prefix: c.prefix}
		if got := l.MacroPrefix(); got != c.want {
			t.Errorf("name %q, prefix %q: got %s, want %s", c.name, c.prefix, got, c.want)
		}
	}
}

func TestPublicTypes(t *testing.T) {
	for ctype, want := range map[string]bool{
		"GoInt": true, "GoSlice *": true, "void *": true, "char **": true, "long long unsigned int": true,
		"size_t": true, "uint_least16_t *": true, "bool": true, "wchar_t": true,
		"FILE *": false, "struct point": false, "point_t *": false, "enum color": false, "ssize_t": false,
		"": false, "*": false, "_GoString_": false, "int x": false,
	} {
		if got := isPublicType(ctype); got != want {
			t.Errorf("isPublicType(%q) = %v", ctype, got)
		}
	}
}

func TestNameParams(t *testing.T) {
	for _, c := range []struct{ in, want []string }{
		{[]string{"a", "b"}, []string{"a", "b"}},
		{[]string{"class", "class_"}, []string{"classx_", "class_"}},
		{[]string{"p1", "_"}, []string{"p1", "p1x_"}},
		{[]string{"_x", "a__b", "größe"}, []string{"p0", "p1", "p2"}},
		{[]string{"GoInt", "SIZE_MAX", "UINT64_C", "true", "offsetof"}, []string{"GoInt_", "SIZE_MAX_", "UINT64_C_", "true_", "offsetof_"}},
		{[]string{"read", "errno", "n", "major"}, []string{"read", "errno_", "n", "major"}},
	} {
		var f Function
		for _, name := range c.in {
			f.Params = append(f.Params, Param{Type: "int", Name: name})
		}
		f.NameParams()
		var got []string
		for _, p := range f.Params {
			got = append(got, p.Name)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%v (-want +got)\n%s", c.in, diff)
		}
	}
}

func TestSymbolsAreSortedAndUnique(t *testing.T) {
	l := &Library{Functions: []Function{{Name: "b"}, {Name: "a"}}, CNames: []string{"c", "a", "aa"}}
	if diff := cmp.Diff([]string{"a", "aa", "b", "c"}, l.Symbols()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"c", "a", "aa"}, l.CNames); diff != "" {
		t.Errorf("Symbols changed the library (-want +got)\n%s", diff)
	}
}
