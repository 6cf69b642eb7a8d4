package gazelle

import (
	"slices"
	"strings"
	"testing"

	"github.com/bazelbuild/bazel-gazelle/config"
	"github.com/bazelbuild/bazel-gazelle/label"
	"github.com/bazelbuild/bazel-gazelle/resolve"
	"github.com/bazelbuild/bazel-gazelle/rule"
)

// FuzzSource reads files of Go packages: whatever stands there, nothing panics, and a file without a
// directive of ours says nothing of a library.
func FuzzSource(f *testing.F) {
	for _, text := range []string{
		"//cshared:library name=a prefix=a_ version=1.2.3\npackage a\n\n//cshared:export\nfunc F() {}\n",
		"//go:debug panicnil=1\n\npackage main\n\n// #include \"a.h\"\nimport \"C\"\n\n//export f\nfunc f() {}\n\nfunc main() {}\n",
		"package a\n\n/* cshared: library */\n// C-Shared:exprot x=y =\nimport (\n\t/*\n#include \"b.h\n*/ \"C\"\n)\n",
		"package a // cshared\n//cshared:library\n//cshared:library =\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := &goFile{name: "a.go", text: []byte(text)}
		file.parse("a")
		p := readPackage([]*goFile{file})
		if said := p.library != nil || p.export != "" || len(p.problems) > 0; said && !hasMark([]byte(text)) {
			t.Errorf("%q would not be read, but says something", text)
		}
		for _, problem := range p.problems {
			if s := problem.String(); strings.Contains(s, "internal error") {
				t.Error(s)
			}
		}
		p.becomes(defaults(), &report{})
	})
}

// FuzzDirective reads Gazelle directives: what is accepted makes good attributes.
func FuzzDirective(f *testing.F) {
	for key := range directives {
		f.Add(key, "enabled")
	}
	f.Add("cshared_prefix", "acme_{name}_")
	f.Add("cshared_version", "1.2.3-rc.1")
	f.Add("cshared_visibilty", "//a, //b")
	f.Fuzz(func(t *testing.T, key, value string) {
		s := defaults()
		why, fix := s.read(key, value)
		if (why == "") != (fix == "") {
			t.Errorf("%s %q: why is %q, and the fix %q", key, value, why, fix)
		}
		if prefix := prefixOf(strings.ReplaceAll(s.prefix, nameHole, value)); !goodPrefix.MatchString(prefix) {
			t.Errorf("%s %q: the prefix is %q", key, value, prefix)
		}
		if s.naming != byFolder && s.naming != byPath || len(s.visibility) == 0 {
			t.Errorf("%s %q: naming is %q, visibility %q", key, value, s.naming, s.visibility)
		}
	})
}

// TestHeadersOfLibraries asks as an extension for C and C++ does, whose rule has an #include.
func TestHeadersOfLibraries(t *testing.T) {
	e := NewLanguage().(*extension)
	c := config.New()
	c.Exts[languageName] = defaults()
	f, err := rule.LoadData("BUILD.bazel", "net", []byte(`go_cshared_library(
    name = "calc",
    hdrs = ["include/units.h"],
    library = ":calc_go",
    prefix = "calc_",
    shims = ["timer"],
)
`))
	if err != nil {
		t.Fatal(err)
	}
	index := resolve.NewRuleIndex(func(*rule.Rule, string) resolve.Resolver { return e }, e)
	index.AddRule(c, f.Rules[0], f)
	index.Finish()
	find := func(lang, header string) (labels []string) {
		for _, found := range index.FindRulesByImportWithConfig(c, resolve.ImportSpec{Lang: lang, Imp: header}, lang) {
			labels = append(labels, found.Label.String())
		}
		return labels
	}
	library := []string{label.New("", "net", "calc").String()}
	for _, header := range []string{"calc.h", "calc_shims.h", "units.h"} {
		if got := find("cc", header); !slices.Equal(got, library) {
			t.Errorf("#include %q is resolved to %q, want %q", header, got, library)
		}
	}
	for lang, header := range map[string]string{"cc": "sum.h", "py": "calc.h"} {
		if got := find(lang, header); len(got) > 0 {
			t.Errorf("%s in language %s is resolved to %q", header, lang, got)
		}
	}
	want := []string{"@rules_go_cshared//runtime_shim/cshared"}
	if got := find("go", shimPackage); !slices.Equal(got, want) {
		t.Errorf("the import of %s is resolved to %q, want %q", shimPackage, got, want)
	}
}
