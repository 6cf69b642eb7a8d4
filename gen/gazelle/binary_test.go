package gazelle_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"
	"github.com/google/go-cmp/cmp"
)

// TestBinary runs the goldens through the gazelle_binary that users build: Gazelle's own main package in the
// place of ours. What it writes is the same; what it prints has the same ids.
func TestBinary(t *testing.T) {
	rlocation := os.Getenv("GAZELLE_BINARY")
	if rlocation == "" {
		t.Skip("the program is built by Bazel: run bazel test //gen/gazelle:gazelle_test")
	}
	program, err := runfiles.Rlocation(rlocation)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range goldens(t) {
		if bytes.Contains(g.archive.Comment, []byte("# Only cshared gazelle: ")) {
			continue // the comment says why
		}
		t.Run(strings.TrimSuffix(filepath.Base(g.path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			g.runBinary(t, program)
		})
	}
}

// ofModule are the flags by which the rule of Bazel says that it is of a module. What go.mod says, it takes
// from a file that Bazel makes.
func ofModule(t *testing.T) []string {
	config := filepath.Join(t.TempDir(), "WORKSPACE")
	write(t, config, []byte(`go_repository(name = "com_github_google_go_cmp", importpath = "github.com/google/go-cmp")
go_repository(name = "rules_go", importpath = "github.com/bazelbuild/rules_go", module_name = "rules_go")
`))
	return []string{"-bzlmod", "-repo_config=" + config}
}

func (g golden) runBinary(t *testing.T, program string) {
	dir := t.TempDir()
	wanted := map[string]string{}
	var printed, failed string
	for _, f := range g.archive.Files {
		name, after := strings.CutPrefix(f.Name, want)
		switch {
		case f.Name == stderr:
			printed = string(f.Data)
		case f.Name == exit:
			failed = string(f.Data)
		case after && filepath.Base(name) == "BUILD.bazel":
			wanted[name] = string(f.Data)
		case !after:
			write(t, filepath.Join(dir, f.Name), f.Data)
			if _, said := wanted[f.Name]; filepath.Base(f.Name) == "BUILD.bazel" && !said {
				wanted[f.Name] = string(f.Data)
			}
		}
	}
	args := g.args
	name := "update"
	if len(args) > 0 && args[0] == "fix" {
		name, args = args[0], args[1:]
	}
	cmd := exec.Command(program, slices.Concat([]string{name, "-repo_root=" + dir}, ofModule(t), args)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=mod", "BUILD_WORKSPACE_DIRECTORY="+dir)
	var err bytes.Buffer
	cmd.Stderr = &err
	var status *exec.ExitError
	if e := cmd.Run(); e != nil && !errors.As(e, &status) {
		t.Fatal(e)
	}
	if fails := status != nil; fails != (failed != "") {
		t.Errorf("it failed: %v, and cshared gazelle: %v\n%s", fails, failed != "", err.String())
	}
	id := regexp.MustCompile(`\[CSHARED\d+\]`)
	if d := cmp.Diff(id.FindAllString(printed, -1), id.FindAllString(err.String(), -1)); d != "" {
		t.Errorf("ids, -cshared gazelle +%s:\n%s\n%s", program, d, err.String())
	}
	for name, text := range wanted {
		if strings.TrimSpace(text) == "" {
			delete(wanted, name)
		}
	}
	if d := cmp.Diff(wanted, buildFiles(t, dir)); d != "" {
		t.Errorf("-cshared gazelle +%s:\n%s\n%s", program, d, err.String())
	}
}
