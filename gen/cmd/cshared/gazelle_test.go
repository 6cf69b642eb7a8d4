package main

import (
	"os"
	"strings"
	"testing"
)

const gazelleBuild = `load("@rules_go//go:def.bzl", "go_library")
load("@rules_go_cshared//rules:defs.bzl", "go_cshared_library", "go_cshared_test")

go_library(
    name = "calc_go",
    srcs = ["calc.go"],
    importpath = "example.com/try/calc",
    visibility = ["//visibility:public"],
)

go_cshared_library(
    name = "calc",
    library = ":calc_go",
    prefix = "calc_",
    visibility = ["//visibility:public"],
)

go_cshared_test(
    name = "calc_contract_test",
    library = ":calc",
)
`

func TestGazelle(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "MODULE.bazel", "module(name = \"try\")\n\nbazel_dep(name = \"rules_go\", version = \"0.65.0\")\n")
	write(t, "BUILD.bazel", "# gazelle:prefix example.com/try\n")
	write(t, "calc/calc.go", "package calc\n\n// Add adds.\n//\n//cshared:export\nfunc Add(a, b int32) int32 { return a + b }\n")
	var diff, stderr strings.Builder
	if exit := run(words("gazelle -mode=diff"), &diff, &stderr); exit != exitProblems || !strings.Contains(diff.String(), "+go_cshared_library(\n") {
		t.Errorf("-mode=diff: exit code %d, and it prints\n%s", exit, &diff)
	}
	if _, err := os.Stat("calc/BUILD.bazel"); err == nil {
		t.Error("-mode=diff has written a BUILD file")
	}
	if want := "cshared gazelle: BUILD files are not up to date\n"; stderr.String() != want {
		t.Errorf("-mode=diff: stderr is %q, want %q", &stderr, want)
	}
	call{words("gazelle"), 0, "", ""}.check(t)
	got, err := os.ReadFile("calc/BUILD.bazel")
	if err != nil || string(got) != gazelleBuild {
		t.Errorf("calc/BUILD.bazel (%v) is\n%s\nwant:\n%s", err, got, gazelleBuild)
	}
	call{words("gazelle -mode=diff"), 0, "", ""}.check(t)
	call{words("gazelle -mode=all"), exitProblems, "", "cshared gazelle: -mode all: the modes are fix, print, diff\n"}.check(t)
}
