// Package integration_test runs a real Bazel in workspaces that use this repository as a module.
//
// A case is testdata/<behaviour>.txtar: the comment holds commands, the files are the package
// //<behaviour> of one workspace, whose MODULE.bazel is testdata/MODULE.bazel. One workspace, since
// each has a server of its own to start.
//
//	bazel ARGS…      runs Bazel; !bazel must fail
//	want TEXT        the last run printed TEXT; !want: did not
//	cp FROM TO       copies a file within the workspace
//	ran TEXT         the last run's log.json (--execution_log_json_file) has TEXT among its lines
//	                 "mnemonic target"; !ran: has not
//	file PATH TEXT   bazel-bin/PATH contains TEXT
//
// The trees that goldens of gen/gazelle leave behind are built in a workspace of their own.
package integration_test

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"
	"golang.org/x/tools/txtar"
)

func TestInnerBazel(t *testing.T) {
	bazel := newInnerBazel(t)
	t.Run("identical", func(t *testing.T) { identical(t, bazel) })
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases in testdata: %v", err)
	}
	t.Run("gazelle", func(t *testing.T) { gazelleTrees(t, bazel) })
	workspace := newWorkspace(t, bazel, "workspace")
	defer bazel.run(t, workspace, "shutdown")
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { runCase(t, bazel, workspace, name) })
	}
}

// twins are the libraries that are built twice, and the files of each: one with cgo of its own, one with
// generated code, and one of several packages with code in C.
var twins = []struct {
	folder, name, variable string
	files                  []string
}{
	{"tests/raw/markdown", "markdown", "OUTER_RAW", []string{"lib/libmarkdown.so.1.0.0", "debug/libmarkdown.so.1.0.0.debug", "include/markdown.h", "gen/manifest.json"}},
	{"examples/tour", "tour", "OUTER_GENERATED", []string{"lib/libtour.so.1.0.0", "debug/libtour.so.1.0.0.debug", "include/tour.h", "gen/manifest.json"}},
	{"tests/packages", "routes", "OUTER_PACKAGES", []string{"lib/libroutes.so.1.2.0", "debug/libroutes.so.1.2.0.debug", "include/routes.h", "gen/manifest.json"}},
}

// identical builds the libraries again, in another folder, and compares them with those built outside.
func identical(t *testing.T, bazel *innerBazel) {
	workspace := filepath.Join(bazel.folder, "rules_go_cshared")
	defer bazel.run(t, workspace, "shutdown")
	out, ok := bazel.run(t, workspace, "build", "--output_groups=+debug,+manifest", "//tests/raw/markdown", "//examples/tour", "//tests/packages:routes")
	if !ok {
		t.Fatal(out)
	}
	for _, twin := range twins {
		outer, err := runfiles.Rlocation(os.Getenv(twin.variable))
		if err != nil {
			t.Fatal(err)
		}
		inner := filepath.Join(workspace, "bazel-bin", twin.folder, twin.name+"_")
		for _, file := range twin.files {
			if got, want := digest(t, filepath.Join(inner, file)), digest(t, filepath.Join(filepath.Dir(filepath.Dir(outer)), file)); got != want {
				t.Errorf("%s of %s is not the same file when it is built in another folder", file, twin.name)
			}
		}
	}
}

func digest(t *testing.T, path string) string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		t.Fatal(err)
	}
	return string(hash.Sum(nil))
}

func newWorkspace(t *testing.T, bazel *innerBazel, name string) string {
	t.Helper()
	folder := filepath.Join(bazel.folder, name)
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "MODULE.bazel"), []byte(readFile(t, "testdata/MODULE.bazel")))
	return folder
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func runCase(t *testing.T, bazel *innerBazel, workspace, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range archive.Files {
		write(t, filepath.Join(workspace, strings.TrimSuffix(filepath.Base(name), ".txtar"), file.Name), file.Data)
	}
	script := &script{t: t, bazel: bazel, workspace: workspace}
	for i, line := range strings.Split(string(archive.Comment), "\n") {
		script.line = i + 1
		script.command(name, line)
	}
	if script.checks == 0 {
		t.Fatalf("%s checks nothing", name)
	}
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o666); err != nil {
		t.Fatal(err)
	}
}

// script is the state of a case between its lines.
type script struct {
	t         *testing.T
	bazel     *innerBazel
	workspace string
	line      int
	output    string
	checks    int
}

func (s *script) command(name, line string) {
	fields := strings.Fields(line)
	if len(fields) == 0 || strings.HasPrefix(line, "#") {
		return
	}
	verb, not := strings.CutPrefix(fields[0], "!")
	rest := strings.TrimSpace(line[len(fields[0]):])
	switch verb {
	case "bazel":
		var ok bool
		if s.output, ok = s.bazel.run(s.t, s.workspace, fields[1:]...); ok == not {
			s.t.Fatalf("%s:%d: %s: succeeded is %v\n%s", name, s.line, line, ok, s.output)
		}
	case "want":
		s.check(name, line, strings.Contains(s.output, rest) != not, s.output)
	case "ran":
		actions := s.actions()
		s.check(name, line, strings.Contains(actions, rest) != not, actions)
	case "cp":
		text, err := os.ReadFile(filepath.Join(s.workspace, fields[1]))
		if err != nil {
			s.t.Fatal(err)
		}
		write(s.t, filepath.Join(s.workspace, fields[2]), text)
	case "file":
		path, want, _ := strings.Cut(rest, " ")
		text, err := os.ReadFile(filepath.Join(s.workspace, "bazel-bin", path))
		if err != nil {
			s.t.Fatalf("%s:%d: %v", name, s.line, err)
		}
		s.check(name, line, strings.Contains(string(text), want) != not, string(text))
	default:
		s.t.Fatalf("%s:%d: unknown command %s", name, s.line, fields[0])
	}
}

func (s *script) check(name, line string, ok bool, got string) {
	s.checks++
	if !ok {
		s.t.Fatalf("%s:%d: %s\ngot:\n%s", name, s.line, line, got)
	}
}

// actions lists the executed actions of the last run's log, a line each.
func (s *script) actions() string {
	file, err := os.Open(filepath.Join(s.workspace, "log.json"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer file.Close()
	var actions strings.Builder
	for decoder := json.NewDecoder(file); ; {
		var spawn struct{ Mnemonic, TargetLabel string }
		if err := decoder.Decode(&spawn); errors.Is(err, io.EOF) {
			return actions.String()
		} else if err != nil {
			s.t.Fatal(err)
		}
		actions.WriteString(spawn.Mnemonic + " " + spawn.TargetLabel + "\n")
	}
}
