package integration_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// A golden of gen/gazelle whose tree cannot be built says so above its files, with the reason.
const notBuilt = "# Not built: "

// gazelleTrees builds what Gazelle leaves behind: each golden of gen/gazelle as a module of its own, all of
// them in one workspace.
func gazelleTrees(t *testing.T, bazel *innerBazel) {
	goldens, err := filepath.Glob(filepath.Join(bazel.folder, "rules_go_cshared/gen/gazelle/testdata/*.txtar"))
	if err != nil || len(goldens) == 0 {
		t.Fatalf("no goldens of gen/gazelle: %v", err)
	}
	workspace := newWorkspace(t, bazel, "gazelle")
	defer bazel.run(t, workspace, "shutdown")
	module := readFile(t, "testdata/MODULE.bazel")
	patterns := []string{"build", "--keep_going"}
	for _, golden := range goldens {
		archive, err := txtar.ParseFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(archive.Comment), notBuilt) || slices.ContainsFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want/exit" }) {
			continue
		}
		name := "after_" + strings.TrimSuffix(filepath.Base(golden), ".txtar")
		layTree(t, filepath.Join(workspace, name), name, archive)
		module += fmt.Sprintf("\nbazel_dep(name = %[1]q, version = \"\")\nlocal_path_override(\n    module_name = %[1]q,\n    path = %[1]q,\n)\n", name)
		patterns = append(patterns, "@"+name+"//...")
	}
	if len(patterns) < len(goldens)/2 {
		t.Fatalf("of %d goldens, only %d are to be built", len(goldens), len(patterns)-2)
	}
	write(t, filepath.Join(workspace, "MODULE.bazel"), []byte(module))
	out, ok := bazel.run(t, workspace, patterns...)
	if !ok {
		t.Fatalf("%s\nPossible fixes:\n- repair the golden in gen/gazelle/testdata, or what wrote it\n- if its tree cannot be built, write above its files: %s<reason>", out, notBuilt)
	}
}

// layTree writes the files before the run, and over them those after it.
func layTree(t *testing.T, folder, module string, archive *txtar.Archive) {
	t.Helper()
	for _, file := range archive.Files {
		path, isAfter := strings.CutPrefix(file.Name, "want/")
		if isAfter && filepath.Base(path) != "BUILD.bazel" {
			continue // what the run has printed
		}
		text := string(file.Data)
		if path == "MODULE.bazel" {
			text = strings.Replace(text, `module(name = "try"`, fmt.Sprintf("module(name = %q", module), 1)
		}
		write(t, filepath.Join(folder, path), []byte(text))
	}
}
