package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protowire"
)

func text(number protowire.Number, value string) string {
	return string(protowire.AppendString(protowire.AppendTag(nil, number, protowire.BytesType), value))
}

// enter makes a repository with one public .bzl file and its extract, and works in it.
func enter(t *testing.T, fieldText string) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.Mkdir("rules", 0o777); err != nil {
		t.Fatal(err)
	}
	field := text(3, text(1, "files")+text(2, fieldText))
	write(t, "extract", text(2, text(1, "CalcInfo")+text(2, "Result.")+field)+text(5, "Providers.")+text(6, "@calc//rules:providers.bzl"))
	write(t, "rules/providers.bzl", "CalcInfo = provider()\nLIMIT = 1\n")
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

func failing(t *testing.T, workspace string, args ...string) string {
	t.Helper()
	err := run(args, workspace)
	if err == nil {
		t.Fatalf("run(%q) succeeds", args)
	}
	return err.Error()
}

func TestWriteThenCheck(t *testing.T) {
	enter(t, "(File) It.")
	write(t, "rules/providers.bzl", "CalcInfo = provider()\n")
	if err := run([]string{"extract"}, "."); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{"-check", "extract"}, ""); err != nil {
		t.Error(err)
	}
	page, err := os.ReadFile("rules/API.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := "| <a id=\"CalcInfo-files\"></a>`files` | `File` | It. |\n"; !strings.HasSuffix(string(page), want) {
		t.Errorf("the page does not end in %q:\n%s", want, page)
	}

	write(t, "rules/API.md", strings.Replace(string(page), " It. ", " That. ", 1))
	got := failing(t, "", "-check", "extract")
	want := `docgen: rules/API.md is not what the .bzl files say (- committed, + generated, @ line of the page):
@ 26
- | <a id="CalcInfo-files"></a>` + "`files` | `File`" + ` | That. |
+ | <a id="CalcInfo-files"></a>` + "`files` | `File`" + ` | It. |
Possible fixes:
- write the page: bazel run //tools/docgen
- change the text where it comes from, the .bzl files; the page is never edited by hand
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
}

func TestGapsStopTheWriting(t *testing.T) {
	enter(t, "")
	got := failing(t, ".", "extract")
	want := `docgen: the reference would be incomplete:
- @calc//rules:providers.bzl: CalcInfo: field files has no text
- @calc//rules:providers.bzl: LIMIT: Bazel extracts only rules, macros, functions and providers
Possible fixes:
- describe the name where it is declared: docstring with Args:, ` + "`doc =`" + ` of a rule, attribute or provider, text of a field
- start the text of an argument or a field with its type: "(list[Label]) What it is."
- give a name that is not for others a leading underscore
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
	if _, err := os.Stat("rules/API.md"); !os.IsNotExist(err) {
		t.Errorf("a page is written nevertheless: %v", err)
	}
}

func TestMessages(t *testing.T) {
	for _, c := range []struct {
		name, workspace string
		args            []string
		want            string
	}{
		{"outside of Bazel", "", []string{"extract"}, "docgen: the repository is unknown, because $BUILD_WORKSPACE_DIRECTORY is not set; start it as bazel run //tools/docgen\n"},
		{"no extract", ".", nil, "docgen: no extract is given, so the page would be empty; start it as bazel run //tools/docgen\n"},
		{"missing extract", ".", []string{"none"}, "docgen: open none: no such file or directory\n"},
		{"other file", ".", []string{"rules/providers.bzl"}, "docgen: rules/providers.bzl: not a protocol buffer: field 8: unexpected EOF\n"},
		{"missing page", ".", []string{"-check", "extract"}, "docgen: open rules/API.md: no such file or directory\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			enter(t, "(File) It.")
			write(t, "rules/providers.bzl", "CalcInfo = provider()\n")
			if got := failing(t, c.workspace, c.args...); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestSourcePath(t *testing.T) {
	for _, c := range []struct{ label, want string }{
		{"@calc//rules:defs.bzl", "rules/defs.bzl"},
		{"//rules/a:b.bzl", "rules/a/b.bzl"},
		{"@calc//:defs.bzl", "defs.bzl"},
	} {
		if got := sourcePath(c.label); got != c.want {
			t.Errorf("sourcePath(%q) = %q, want %q", c.label, got, c.want)
		}
	}
}
