package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestVetTool runs it as the go command does, on a package with cgo, whose files vet sees rewritten.
func TestVetTool(t *testing.T) {
	goCommand, err := exec.LookPath("go")
	if err != nil {
		t.Skip("there is no go command; continuous integration runs: go test ./gen/cmd/cshared-vet")
	}
	tool := filepath.Join(t.TempDir(), "cshared-vet")
	if out, err := exec.Command(goCommand, "build", "-o", tool, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com/try\n\ngo 1.26\n")
	write(t, filepath.Join(dir, "calc.go"), `package calc

// static int answer(void) { return 42; }
import "C"

import (
	"log"
	"os"
)

func Stop(l *log.Logger) {
	l.Fatal(C.answer())
	_ = os.Args
	_ = os.Getenv("A") //cshared:allow os.Getenv only tests come here
}
`)
	vet := func(flags ...string) string {
		cmd := exec.Command(goCommand, append(append([]string{"vet", "-vettool=" + tool}, flags...), ".")...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOFLAGS=", "GOWORK=off", "CGO_ENABLED=1")
		out, err := cmd.CombinedOutput()
		if failed := err != nil; failed != (len(out) > 0) {
			t.Errorf("go vet %q: %v\n%s", flags, err, out)
		}
		return string(out)
	}
	fatal := "calc.go:12:2: `(*log.Logger).Fatal` ends the process of the host at once, without its atexit handlers and without writing out its stdio buffers " +
		"(log.Fatal); return an error, and let the host decide\n"
	args := "calc.go:13:6: `os.Args` is the command line of the host, not one of the library " +
		"(os.Args); take settings through an exported function; for the path of the program use os.Executable\n"
	for _, c := range []struct {
		flags []string
		want  string
	}{
		{nil, fatal + args},
		{[]string{"-cshared.allow=os.Args,log.Fatal@example.com/other"}, fatal},
		{[]string{"-cshared.allow=os.Args,log.Fatal@example.com/try"}, ""},
	} {
		if got := vet(c.flags...); got != c.want {
			t.Errorf("go vet %q prints\n%s\nwant\n%s", c.flags, got, c.want)
		}
	}
}
