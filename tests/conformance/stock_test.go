package conformance_test

import (
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

const stockSource = `package main

import "C"

//export good_ping
func good_ping() int32 { return 1 }

func main() {}
`

// buildStock builds that with the Go command of the machine.
func buildStock(t *testing.T) (folder string) {
	t.Helper()
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skipf("no go command here to build with (%v); the Bazel fixture of a stock go_binary covers this case", err)
	}
	folder = t.TempDir()
	write(t, filepath.Join(folder, "main.go"), []byte(stockSource))
	write(t, filepath.Join(folder, "go.mod"), []byte("module stock\n\ngo 1.24\n"))
	cmd := exec.Command(goTool, "build", "-buildmode=c-shared", "-o", "libgood.so.1.2.3", ".")
	cmd.Dir = folder
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=1", "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=local")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("the go command cannot build here: %v\n%s", err, out)
	}
	return folder
}

// runStock judges it under a policy.
func runStock(t *testing.T, signals string) []verdict.Result {
	t.Helper()
	folder := buildStock(t)
	program, err := host()
	if err != nil {
		t.Fatalf("the host does not compile: %v", err)
	}
	f := good(t)
	f.Manifest = map[string]any{
		"exports": []string{"good_ping"},
		"signals": signals,
		"go":      map[string]any{"version": runtime.Version(), "goos": runtime.GOOS, "goarch": runtime.GOARCH},
		"load":    nil,
	}
	write(t, filepath.Join(folder, "manifest.json"), f.manifest(t))
	return run(t, writeConfig(t, folder, map[string]any{
		"label":      "//tests/conformance:stock",
		"library":    filepath.Join(folder, "libgood.so.1.2.3"),
		"manifest":   filepath.Join(folder, "manifest.json"),
		"header":     filepath.Join(folder, "libgood.so.1.2.h"),
		"host":       program,
		"first_call": "good_ping",
	}))
}

// inHost are the failures of checks that look at the host.
func inHost(results []verdict.Result) []string {
	return slices.DeleteFunc(failures(results), func(id string) bool {
		return !slices.Contains(hostGroups, filepath.Dir(id))
	})
}

// The output of the stock tool chain is the artefact that this project is there to replace. It must
// load and work, and fail by name what the link of our own and the shim are for.
func TestStockGoBuildFails(t *testing.T) {
	t.Parallel()
	results := runStock(t, "quiet")
	got := failures(results)
	for _, id := range []string{
		"binary/symbols", "binary/prefix", "binary/c-names", "binary/symbol-version", "binary/soname",
		"binary/now", "binary/stripped", "binary/paths", "header/guard",
	} {
		if !slices.Contains(got, id) {
			t.Errorf("%s does not fail", id)
		}
	}
	want := []string{
		"limits/resources", "masks/blocked", "masks/blocked-after-load", "masks/open", "masks/other-threads",
		"signals/handled", "signals/ignored", "signals/ignored-in-children", "signals/raised", "signals/rtmin",
		"signals/signalfd", "signals/stray",
	}
	if diff := cmp.Diff(want, inHost(results)); diff != "" {
		t.Errorf("what fails in the host (-want +got):\n%s%s", diff, details(results))
	}
}

// With signals = "go" a library does what the stock one does, but for SIGURG, which that keeps from the host.
func TestStockGoBuildKeepsThePolicyGo(t *testing.T) {
	t.Parallel()
	results := runStock(t, "go")
	if diff := cmp.Diff([]string{"signals/raised"}, inHost(results)); diff != "" {
		t.Errorf("what fails in the host (-want +got):\n%s%s", diff, details(results))
	}
	var skipped []string
	for _, r := range results {
		if r.Outcome == verdict.Skip && strings.HasPrefix(r.Detail, `signals = "go" leaves this to the Go runtime`) {
			skipped = append(skipped, r.ID)
		}
	}
	if diff := cmp.Diff([]string{"signals/stray", "signals/signalfd", "signals/rtmin"}, skipped); diff != "" {
		t.Errorf("what is skipped (-want +got):\n%s", diff)
	}
}
