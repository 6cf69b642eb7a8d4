package lint

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// As under Bazel: MODULE.bazel above the working folder is a link into the source tree.
func TestRootFollowsLinks(t *testing.T) {
	source, runfiles := t.TempDir(), t.TempDir()
	write(t, source, "MODULE.bazel", "")
	write(t, runfiles, "tests/lint/lint", "")
	if err := os.Symlink(filepath.Join(source, "MODULE.bazel"), filepath.Join(runfiles, "MODULE.bazel")); err != nil {
		t.Fatal(err)
	}
	got, err := Root(filepath.Join(runfiles, "tests/lint"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := filepath.EvalSymlinks(source)
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRootUnknown(t *testing.T) {
	dir := t.TempDir()
	_, err := Root(dir)
	want := "lint: no MODULE.bazel in " + dir + " or a folder above it, so the source tree is unknown; run the test inside the repository, or list //:MODULE.bazel in its data"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestFiles(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		".git/hooks/pre-commit":     "#!/bin/sh\n",
		"bazel-out/a.go":            "",
		"bazelw":                    "#!/usr/bin/env bash\n",
		"x/a.go":                    "",
		"x/testdata/b.go":           "",
		"x/go.txt":                  "",
		"BUILD.bazel":               "",
		"x/BUILD":                   "",
		"x/y.bzl":                   "",
		"MODULE.bazel":              "",
		"x/go.MODULE.bazel":         "",
		"x/BUILD.txt":               "",
		"x/split":                   "#!/usr/bin/env -S bash -eu\n",
		"x/plain":                   "#! /bin/sh\n",
		"x/lib.sh":                  "# sourced\n",
		"x/python":                  "#!/usr/bin/env python3\n",
		"x/LICENSE":                 "#!\n",
		"x/words.txt":               "#!/bin/sh\n",
		"x/empty":                   "",
		"x/env":                     "#!/usr/bin/env\n",
		"x/bazel-but-not-a-link.go": "",
	} {
		write(t, root, name, text)
	}
	if err := os.Symlink("lib.sh", filepath.Join(root, "x/link.sh")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		wanted func(string, func() []byte) bool
		want   []string
	}{
		{"Go", isGo, []string{"x/a.go", "x/bazel-but-not-a-link.go", "x/testdata/b.go"}},
		{"Starlark", isStarlark, []string{"BUILD.bazel", "MODULE.bazel", "x/BUILD", "x/go.MODULE.bazel", "x/y.bzl"}},
		{"shell", isShell, []string{"bazelw", "x/lib.sh", "x/plain", "x/split"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := files(root, c.wanted)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
		})
	}
}
