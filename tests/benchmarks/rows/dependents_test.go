package rows

import (
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/benchmarks/innerbazel"
)

var (
	compileGo = innerbazel.Action{Label: "//a:package", Mnemonic: "GoCompilePkg", Outputs: []string{"a/package.a"}}
	ownLink   = innerbazel.Action{Label: "//a:ours", Mnemonic: "CppLink", Outputs: []string{"a/ours_/unstripped/libours.so"}}
	stubLink  = innerbazel.Action{Label: "//a:ours", Mnemonic: "CppLink", Outputs: []string{"a/ours_/interface/libours.so"}}
	hostBuild = innerbazel.Action{Label: "//a:host", Mnemonic: "CppCompile", Outputs: []string{"a/host.o"}}
	hostLink  = innerbazel.Action{Label: "//a:host", Mnemonic: "CppLink", Outputs: []string{"a/host"}}
)

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestCheckBodyChange(t *testing.T) {
	const also = "an edit inside one function body of //a:ours also ran:\n"
	const only = "\nOnly the library's own link may run: the header and the interface library that dependents are built against must not change with a body"
	for _, test := range []struct {
		name    string
		actions []innerbazel.Action
		want    string
	}{
		{"own link", []innerbazel.Action{compileGo, ownLink}, ""},
		{"dependent compiled", []innerbazel.Action{ownLink, hostBuild}, also + "  CppCompile //a:host → a/host.o" + only},
		{"dependent linked", []innerbazel.Action{ownLink, hostLink}, also + "  CppLink //a:host → a/host" + only},
		{"interface library linked", []innerbazel.Action{stubLink, ownLink}, also + "  CppLink //a:ours → a/ours_/interface/libours.so" + only},
		{"nothing ran", []innerbazel.Action{compileGo}, "an edit inside one function body of //a:ours linked nothing, so the execution log proves nothing; it has:\n  GoCompilePkg //a:package → a/package.a"},
	} {
		if got := message(checkBodyChange(test.actions, "//a:ours")); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}

func TestCheckNewExport(t *testing.T) {
	if err := checkNewExport([]innerbazel.Action{ownLink, hostBuild, hostLink}, "//a:host"); err != nil {
		t.Error(err)
	}
	want := "a new export did not make Bazel compile and link //a:host, so the execution log cannot show that a body change does not either; it has:\n  CppCompile //a:host → a/host.o"
	if got := message(checkNewExport([]innerbazel.Action{hostBuild}, "//a:host")); got != want {
		t.Errorf("not linked:\n got %s\nwant %s", got, want)
	}
}
