package header

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/gen/manifest"
	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

func TestDeclared(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"plain", "int one(void);", []string{"one"}},
		{"pointer", "char *two(int (*callback)(void));", []string{"two"}},
		{"extern C", "extern \"C\" {\nvoid three(void);\n}\nvoid four(void);", []string{"four", "three"}},
		{"in a struct", "struct s { int (*five)(void); int six(int); };", nil},
		{"a comment", "/* int seven(void); */ // int eight(void);\nint nine(void);", []string{"nine"}},
		{"a literal", "#define X \"/*\"\nint ten(void); const char *s = \"*/ int eleven(void);\";", []string{"ten"}},
		{"a macro", "#define F int twelve(void); \\\n int thirteen(void);\n", nil},
		{"static inline", "static inline int fourteen(void) { return fifteen(); }\nint sixteen(void);", []string{"sixteen"}},
		{"a type of functions", "typedef int eighteen(void); int nineteen(void);", []string{"nineteen"}},
		{"an attribute", "extern __attribute__((visibility(\"default\"))) int seventeen(void);", []string{"__attribute__", "seventeen"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := slices.Sorted(maps.Keys(read(c.text).declared()))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("declared (-want +got):\n%s", diff)
			}
		})
	}
}

func TestGuardProblem(t *testing.T) {
	const want = "want #ifndef X, #define X first and #endif last"
	for _, c := range []struct{ name, text, want string }{
		{"good", "// c\n#ifndef A_H\n#define A_H\nint x;\n#endif /* A_H */\n", ""},
		{"pragma", "#pragma once\nint x;\n", ""},
		{"none", "int x;\n", "no include guard: " + want},
		{"an include first", "#include <stdint.h>\n#ifndef A_H\n#define A_H\n#endif\n", "no include guard: the header begins with #include <stdint.h> and #ifndef A_H, " + want},
		{"another macro", "#ifndef A_H\n#define B_H\n#endif\n", "no include guard: the header begins with #ifndef A_H and #define B_H, " + want},
		{"open end", "#ifndef A_H\n#define A_H\n#endif\n#include <stdint.h>\n", "the include guard A_H ends before the header does: " + want},
		{"two blocks", "#ifndef A_H\n#define A_H\n#endif\n#ifdef X\n#endif\n", "the include guard A_H ends before the header does: " + want},
		{"code before", "int y;\n#ifndef A_H\n#define A_H\n#endif\n", "there is code outside of the include guard A_H: " + want},
		{"code after", "#ifndef A_H\n#define A_H\n#endif\nint y;\n", "there is code outside of the include guard A_H: " + want},
		{"reserved", "#ifndef __A_H\n#define __A_H\n#endif\n", "the include guard __A_H is a name that C reserves: start it with a letter"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, read(c.text).guardProblem()); diff != "" {
				t.Errorf("problem (-want +got):\n%s", diff)
			}
		})
	}
}

// A C function of the library is declared in a header of the user, which the generated one includes.
func TestDeclaresReadsIncludedHeaders(t *testing.T) {
	a := &artefact.Artefact{
		Header:   "#include \"c.h\"\nextern int calc_add(int a, int b);\n",
		Manifest: &manifest.Manifest{Exports: []string{"calc_add", "calc_c"}},
	}
	want := "exported but not declared: calc_c. A C program cannot call them"
	if got := declares(a); got.Outcome != verdict.Fail || got.Detail != want {
		t.Errorf("without the included header: %+v, want the failure %q", got, want)
	}
	a.Hdrs = []string{"int calc_c(void);\n"}
	if got := declares(a); got.Outcome != verdict.Pass {
		t.Errorf("with the included header: %+v, want a pass", got)
	}
}
