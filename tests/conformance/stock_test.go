package conformance_test

import (
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

const stockSource = `package main

import "C"

//export good_ping
func good_ping() int32 { return 1 }

func main() {}
`

// The output of the stock tool chain is the artefact that this project is there to replace. It must
// load and work, and fail by name what the link of our own is for.
func TestStockGoBuildFails(t *testing.T) {
	t.Parallel()
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skipf("no go command here to build with (%v); the Bazel fixture of a stock go_binary covers this case", err)
	}
	program, err := host()
	if err != nil {
		t.Fatalf("the host does not compile: %v", err)
	}
	folder := t.TempDir()
	write(t, filepath.Join(folder, "main.go"), []byte(stockSource))
	write(t, filepath.Join(folder, "go.mod"), []byte("module stock\n\ngo 1.24\n"))
	cmd := exec.Command(goTool, "build", "-buildmode=c-shared", "-o", "libgood.so.1.2.3", ".")
	cmd.Dir = folder
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=1", "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=local")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("the go command cannot build here: %v\n%s", err, out)
	}
	f := good(t)
	f.Manifest = map[string]any{"exports": []string{"good_ping"}}
	write(t, filepath.Join(folder, "manifest.json"), f.manifest(t))
	results := run(t, writeConfig(t, folder, map[string]any{
		"label":      "//tests/conformance:stock",
		"library":    filepath.Join(folder, "libgood.so.1.2.3"),
		"manifest":   filepath.Join(folder, "manifest.json"),
		"header":     filepath.Join(folder, "libgood.so.1.2.h"),
		"host":       program,
		"first_call": "good_ping",
	}))
	got := failures(results)
	for _, id := range []string{
		"binary/symbols", "binary/prefix", "binary/c-names", "binary/symbol-version", "binary/soname",
		"binary/now", "binary/stripped", "binary/paths", "header/guard",
	} {
		if !slices.Contains(got, id) {
			t.Errorf("%s does not fail", id)
		}
	}
	for _, id := range got {
		if filepath.Dir(id) == "load" {
			t.Errorf("%s fails, but the stock library does work", id)
		}
	}
	t.Log(details(results))
}
