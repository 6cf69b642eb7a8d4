package innerbazel

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const repositoryModule = `module(name = "rules_go_cshared")
bazel_dep(name = "gazelle", version = "0.54.0")
bazel_dep(name = "rules_cc", version = "0.1.5")
bazel_dep(name = "rules_go", version = "0.65.0", dev_dependency = False)
`

const wantModule = `module(name = "cshared_benchmark")

bazel_dep(name = "rules_go_cshared")
local_path_override(
    module_name = "rules_go_cshared",
    path = "/src/repo",
)

bazel_dep(name = "rules_cc", version = "0.1.5")
bazel_dep(name = "rules_go", version = "0.65.0")

go_sdk = use_extension("@rules_go//go:extensions.bzl", "go_sdk")
go_sdk.host()
`

func TestModuleText(t *testing.T) {
	got, err := moduleText("/src/repo", repositoryModule)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantModule, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestModuleTextNeedsVersions(t *testing.T) {
	_, err := moduleText("/src/repo", "# bazel_dep(name = \"rules_cc\", version = \"0.1.5\")\n")
	want := `/src/repo/MODULE.bazel has no line bazel_dep(name = "rules_cc", version = ...); the inner workspace takes its version from there`
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestFind(t *testing.T) {
	repository := t.TempDir()
	bazelw := filepath.Join(repository, "bazelw")
	t.Setenv(Program, "")
	_, err := Find(repository)
	want := bazelw + ` is not a program that can be run (exec: "` + bazelw + `": stat ` + bazelw + `: no such file or directory). ` +
		"The build rows run a Bazel of their own: set CSHARED_INNER_BAZEL to the Bazel to use, or unset it to use the repository's bazelw"
	if err == nil || err.Error() != want {
		t.Errorf("error:\n got %v\nwant %s", err, want)
	}
	write := func(path string) {
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	write(bazelw)
	if got, err := Find(repository); got != bazelw || err != nil {
		t.Errorf("Find = %q, %v; want the repository's bazelw", got, err)
	}
	other := filepath.Join(t.TempDir(), "bazel")
	write(other)
	t.Setenv(Program, other)
	if got, err := Find(repository); got != other || err != nil {
		t.Errorf("Find = %q, %v; want %s", got, err, other)
	}
}

func TestInnerEnvironment(t *testing.T) {
	got := innerEnvironment([]string{"HOME=/h", "BUILD_WORKSPACE_DIRECTORY=/w", "RUNFILES_DIR=/r", "BAZEL=/b", "GOPROXY=off"})
	if want := []string{"HOME=/h", "BAZEL=/b", "GOPROXY=off"}; !slices.Equal(got, want) {
		t.Errorf("environment %v, want %v", got, want)
	}
}

func TestRemoveAllOfReadOnlyFolders(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "x")
	if err := os.MkdirAll(filepath.Join(folder, "cache"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "cache", "f"), nil, 0o444); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(folder, "cache"), 0o555); err != nil {
		t.Fatal(err)
	}
	if err := removeAll(folder); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is still there (%v)", folder, err)
	}
}
