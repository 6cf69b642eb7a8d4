package bazelw_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// machine is a made-up machine: a copy of bazelw, a PATH with only what is put there, a cache of
// its own. Nothing reaches the network or the real cache.
type machine struct {
	t    *testing.T
	root string
	env  map[string]string
}

// programs are what bazelw may call on every machine.
var programs = []string{
	"awk", "bash", "cat", "chmod", "cksum", "cp", "cut", "date", "du", "env", "find", "grep", "head", "ls",
	"mkdir", "mv", "readlink", "rm", "sed", "sleep", "sort", "tail", "touch", "tr",
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	m := &machine{t: t, root: t.TempDir(), env: map[string]string{}}
	m.copyScript()
	for _, name := range programs {
		found, err := exec.LookPath(name)
		if err != nil {
			t.Fatalf("this test needs %s: %v", name, err)
		}
		m.must(os.MkdirAll(m.path("sys"), 0o755))
		m.must(os.Symlink(found, m.path("sys", name)))
	}
	m.must(os.MkdirAll(m.path("bin"), 0o755))
	m.must(os.MkdirAll(m.path("home"), 0o755))
	m.env["PATH"] = m.path("bin") + ":" + m.path("sys")
	m.env["HOME"] = m.path("home")
	m.env["CSHARED_CACHE"] = m.path("cache")
	// Long enough for a busy machine to start a fake; the tests of silent ones set less.
	m.env["CSHARED_BAZELISK_SECONDS"] = "30"
	m.env["CSHARED_REGISTRY_SECONDS"] = "30"
	return m
}

// copyScript copies bazelw and its parts out of the repository (or the runfiles, which are links).
func (m *machine) copyScript() {
	const repository = "../.."
	m.copyFile(filepath.Join(repository, "bazelw"), m.path("repo", "bazelw"))
	parts := filepath.Join(repository, "tools", "bazelw")
	m.must(filepath.WalkDir(parts, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		m.copyFile(path, m.path("repo", "tools", "bazelw", strings.TrimPrefix(path, parts)))
		return nil
	}))
	m.write("repo/.bazelversion", "7.7.1\n", 0o644)
	m.write("repo/go.mod", "module example.org/x\n", 0o644)
}

func (m *machine) copyFile(from, to string) {
	content, err := os.ReadFile(from)
	m.must(err)
	m.must(os.MkdirAll(filepath.Dir(to), 0o755))
	m.must(os.WriteFile(to, content, 0o755))
}

func (m *machine) path(elements ...string) string {
	return filepath.Join(append([]string{m.root}, elements...)...)
}

func (m *machine) write(name, content string, mode fs.FileMode) string {
	path := m.path(filepath.FromSlash(name))
	m.must(os.MkdirAll(filepath.Dir(path), 0o755))
	m.must(os.WriteFile(path, []byte(content), mode))
	return path
}

// bazel puts a Bazel of a version on the machine, for which the registry answers. It prints its
// name and arguments, and notes each call in calls.
func (m *machine) bazel(name, version string) string {
	return m.write(name, `#!/bin/bash
echo "$*" >>"`+m.path("calls")+`"
case "$*" in
  --version) echo "bazel `+version+`" ;;
  *"mod graph"*) exit 0 ;;
  *) echo "`+name+` runs: $*" ;;
esac
`, 0o755)
}

func (m *machine) calls() string {
	content, err := os.ReadFile(m.path("calls"))
	if errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	m.must(err)
	m.must(os.Remove(m.path("calls")))
	return string(content)
}

// run runs bazelw and returns what it printed and its exit code; the machine's folder is "M".
func (m *machine) run(args ...string) (stdout, stderr string, code int) {
	m.t.Helper()
	var out, errOut strings.Builder
	command := exec.Command(m.path("repo", "bazelw"), args...)
	command.Dir = m.path("repo")
	command.Stdout, command.Stderr = &out, &errOut
	for name, value := range m.env {
		command.Env = append(command.Env, name+"="+value)
	}
	var exit *exec.ExitError
	if err := command.Run(); err != nil && !errors.As(err, &exit) {
		m.t.Fatal(err)
	}
	plain := strings.NewReplacer(m.root, "M")
	return plain.Replace(out.String()), plain.Replace(errOut.String()), command.ProcessState.ExitCode()
}

func (m *machine) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}
