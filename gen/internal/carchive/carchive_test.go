// This test runs the go command and a C compiler. It needs go on PATH, a GOCACHE (or HOME) that can
// be written, and no network. Where a build system cannot offer that, it leaves out this package:
// nothing else is in it.

package carchive

import (
	"bytes"
	_ "embed"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/gocshared/rules_go_cshared/gen/internal/checksymbols"
	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/raw"
	"github.com/gocshared/rules_go_cshared/gen/manifest"
)

//go:embed testdata/calc.txtar
var module []byte

// workspace is the folder in which everything is built.
type workspace struct {
	t   *testing.T
	dir string
}

func (w workspace) path(name string) string { return filepath.Join(w.dir, name) }

// run runs a command in the folder, and returns what it prints.
func (w workspace) run(name string, args ...string) string {
	w.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = w.dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1", "GOWORK=off", "GOFLAGS=", "GOTOOLCHAIN=local", "LD_LIBRARY_PATH="+w.dir)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		w.t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, out, &stderr)
	}
	return strings.TrimSpace(string(out))
}

func newWorkspace(t *testing.T) workspace {
	t.Helper()
	for _, tool := range []string{"go", "gcc", "g++"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("this test needs go, gcc and g++ on PATH: %v", err)
		}
	}
	w := workspace{t: t, dir: t.TempDir()}
	for _, f := range txtar.Parse(module).Files {
		path := w.path(f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func TestRealArchive(t *testing.T) {
	w := newWorkspace(t)
	w.run("go", "build", "-buildmode=c-archive", "-ldflags=-s -w", "-o", "stock_main.a", ".")
	// The go command writes the header of the main package only; rules_go keeps those of all.
	for _, pkg := range []string{"dep", "other"} {
		w.run("go", "tool", "cgo", "-objdir", "cgo_"+pkg, "-importpath", "example.com/calc/"+pkg,
			"-exportheader", "stock_"+pkg+".h", filepath.Join(pkg, pkg+".go"))
	}
	w.generate()

	w.run("gcc", "-shared", "-o", "libcalc.so.1", "-Wl,--whole-archive", "stock_main.a", "-Wl,--no-whole-archive",
		"-Wl,--version-script=exports.map", "-Wl,-soname,libcalc.so.1", "-Wl,-z,defs", "-pthread")
	w.checkSymbols()

	// Linked with the stub, run with the library: what a dependent of the rules does.
	w.run("gcc", "-shared", "-nostdlib", "-o", "libcalc.ifso", "stub.c", "-Wl,--version-script=exports.map", "-Wl,-soname,libcalc.so.1")
	strict := []string{"-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I.", "-isystem", "stock"}
	w.run("gcc", append(strict, "-std=c99", "-o", "use", "consumer/use.c", "libcalc.ifso")...)
	if got, want := w.run("./use"), "1.2.3 42 3:2 7 hello, C 5"; got != want {
		t.Errorf("the C program prints %q, want %q", got, want)
	}
	w.run("g++", append(strict, "-std=c++11", "-fsyntax-only", "-xc++", "consumer/use.c")...)
	w.checkNeighbours(strict)
}

// generate runs raw mode on what cgo wrote.
func (w workspace) generate() {
	w.t.Helper()
	args := []string{
		"-label", "//:calc", "-name", "calc", "-prefix", "calc_", "-version", "1.2.3", "-soversion", "1",
		"-soname", "libcalc.so.1", "-file", "libcalc.so.1.2.3", "-linker", "bfd",
		"-hdr", "calc_point.h", "-cgo-header", w.path("stock_main.h"), "-cgo-header", w.path("stock_dep.h"),
		"-src", w.path("main.go"), "-doc-src", w.path("dep/dep.go"),
		"-export-data", w.run("go", "list", "-export", "-f", "{{.Export}}", "."),
		"-out-header", w.path("calc.h"), "-out-symbols", w.path("exports.txt"),
		"-out-version-script", w.path("exports.map"), "-out-stub", w.path("stub.c"), "-out-manifest", w.path("manifest.json"),
	}
	o, err := raw.Parse(args, os.Stderr)
	if err != nil {
		w.t.Fatal(err)
	}
	w.noProblems(raw.Run(o))
	m, err := manifest.Read(w.path("manifest.json"))
	if err != nil {
		w.t.Fatal(err)
	}
	if got, want := m.Go.Version, w.run("go", "env", "GOVERSION"); got != want {
		w.t.Errorf("the manifest says that %s built the library, but it was %s", got, want)
	}
	header, err := os.ReadFile(w.path("calc.h"))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, doc := range []string{"/* Adds a and b. */\n", "/* Greets from a package below main. */\n"} {
		if !bytes.Contains(header, []byte(doc)) {
			w.t.Errorf("the header has no comment %q:\n%s", doc, header)
		}
	}
}

func (w workspace) checkSymbols() {
	w.t.Helper()
	w.noProblems(checksymbols.Run(&checksymbols.Options{
		Label: "//:calc", Library: w.path("libcalc.so.1"), Symbols: w.path("exports.txt"), OK: w.path("ok"),
	}))
}

func (w workspace) noProblems(problems []diag.Diagnostic, err error) {
	w.t.Helper()
	if err != nil || len(problems) > 0 {
		var b strings.Builder
		diag.Print(&b, problems)
		w.t.Fatalf("%v\n%s", err, &b)
	}
}

// checkNeighbours compiles the header before and after the header that cgo made for another package.
func (w workspace) checkNeighbours(strict []string) {
	w.t.Helper()
	data, err := os.ReadFile(w.path("stock_other.h"))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := os.MkdirAll(w.path("stock"), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(w.path("stock/other.h"), data, 0o644); err != nil {
		w.t.Fatal(err)
	}
	for _, unit := range []string{"consumer/before.c", "consumer/after.c"} {
		w.run("gcc", append(strict, "-std=c99", "-fsyntax-only", unit)...)
		w.run("g++", append(strict, "-std=c++2b", "-fsyntax-only", "-xc++", unit)...)
	}
}
