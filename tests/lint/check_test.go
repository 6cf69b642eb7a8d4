package lint

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// staleBuildFile is of a package whose file is gone.
const staleBuildFile = `load("@io_bazel_rules_go//go:def.bzl", "go_library")
load("@rules_go_cshared//rules:defs.bzl", "go_cshared_library")

go_library(
    name = "bad_go",
    srcs = ["bad.go"],
    importpath = "example.com/p/bad",
)

go_cshared_library(
    name = "bad",
    library = ":bad_go",
)
`

// Each check sees a tree with one good and one bad file: the message names the bad one alone, and
// without it the tree is clean.
func TestChecksCanFail(t *testing.T) {
	trees := map[string]struct {
		good       map[string]string
		bad, text  string
		want, hint string
	}{
		"Gofmt": {
			good: map[string]string{"good.go": "package p\n\nvar Good []int\n"},
			bad:  "sub/bad.go", text: "package p\n\nvar Bad = [][]int{[]int{1}}\n",
			want: "+var Bad = [][]int{{1}}", hint: "- gofmt -s -w .",
		},
		"Vet": {
			good: map[string]string{
				"go.mod":  "module example.com/p\n\ngo 1.26.0\n",
				"good.go": "package p\n\nconst Good = 1\n",
			},
			bad: "bad.go", text: "package p\n\nimport \"fmt\"\n\nfunc Bad() { fmt.Printf(\"%d\\n\", \"one\") }\n",
			want: "bad.go:5:26: fmt.Printf format %d has arg \"one\" of wrong type string", hint: "- change the code; `go vet ./...` repeats the check. C files that are no part of a cgo package belong in another folder",
		},
		"Buildifier": {
			good: map[string]string{"BUILD.bazel": "exports_files([\"good\"])\n"},
			bad:  "sub/BUILD.bazel", text: "exports_files( [ 'bad' ] )\n",
			want: "sub/BUILD.bazel # reformat", hint: "- go tool buildifier -mode=fix -lint=fix -r . (and by hand what it cannot repair)",
		},
		"Gazelle": {
			good: map[string]string{
				"MODULE.bazel": "module(name = \"p\")\n",
				"BUILD.bazel":  "# gazelle:prefix example.com/p\n",
			},
			bad: "bad/BUILD.bazel", text: staleBuildFile,
			want: "-go_cshared_library(\n-    name = \"bad\",", hint: "- go run ./gen/cmd/cshared gazelle (and `# keep` with a reason for what it cannot know)",
		},
		"Shellcheck": {
			good: map[string]string{"good": "#!/usr/bin/env bash\nset -eu\n"},
			bad:  "bad", text: "#!/bin/sh\ncd $1\n",
			want: "bad:2:4: note: Double quote to prevent globbing and word splitting. [SC2086]", hint: "- change the script; the finding's SC number leads to https://www.shellcheck.net/wiki/",
		},
	}
	for _, check := range Checks(moduleRoot(t)) {
		t.Run(check.Name, func(t *testing.T) {
			tree, ok := trees[check.Name]
			if !ok {
				t.Fatalf("no bad file is written for %s, so nothing shows that it can fail", check.Name)
			}
			root := t.TempDir()
			for name, text := range tree.good {
				write(t, root, name, text)
			}
			if report := run(t, check, root); report != "" {
				t.Errorf("the good files alone are reported:\n%s", report)
			}
			write(t, root, tree.bad, tree.text)
			report := run(t, check, root)
			for _, want := range []string{check.Name + " found:\n", tree.bad, tree.want, "\nPossible fixes:\n" + tree.hint + "\n"} {
				if !strings.Contains(report, want) {
					t.Errorf("the report lacks %q:\n%s", want, report)
				}
			}
			if strings.Contains(report, "good") || strings.Contains(report, root) {
				t.Errorf("the report names a good file or the folder of the tree:\n%s", report)
			}
		})
	}
}

// A check never repairs the tree, whatever the caller's settings say.
func TestVetLeavesGoModAlone(t *testing.T) {
	t.Setenv("GOFLAGS", "-mod=mod") // With it the go command would add a line with its version.
	root := t.TempDir()
	const module = "module example.com/p\n"
	write(t, root, "go.mod", module)
	write(t, root, "p.go", "package p\n")
	if report := run(t, named(t, "Vet"), root); report != "" {
		t.Errorf("a clean package is reported:\n%s", report)
	}
	got, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil || string(got) != module {
		t.Errorf("go.mod is %q (%v), want %q", got, err, module)
	}
}

// A lint warning is a finding even where the format is right.
func TestBuildifierWarnings(t *testing.T) {
	root := t.TempDir()
	write(t, root, "a.bzl", "\"\"\"Documented.\"\"\"\n\ndef f(unused):\n    \"\"\"Documented.\"\"\"\n    pass\n")
	report := run(t, named(t, "Buildifier"), root)
	if want := "a.bzl:3: unused-variable: "; !strings.Contains(report, want) {
		t.Errorf("the report lacks %q:\n%s", want, report)
	}
}

func TestNothingToCheck(t *testing.T) {
	for _, check := range Checks(moduleRoot(t)) {
		root := t.TempDir()
		_, err := check.Run(root)
		want := "lint: " + check.Name + " has no file to check below " + root + "; a check that sees nothing would always pass"
		if err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func TestSilentTool(t *testing.T) {
	got := Check{Name: "Quiet", fix: "ask it"}.report("\n", "/tree", errors.New("exit status 3"))
	want := "Quiet found:\nthe tool printed nothing: exit status 3\nPossible fixes:\n- ask it\n"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func named(t *testing.T, name string) Check {
	t.Helper()
	for _, check := range Checks(moduleRoot(t)) {
		if check.Name == name {
			return check
		}
	}
	t.Fatalf("no check is named %s", name)
	return Check{}
}

func run(t *testing.T, check Check, root string) string {
	t.Helper()
	report, err := check.Run(root)
	var missing *missingToolError
	if errors.As(err, &missing) {
		t.Skip(missing)
	}
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
