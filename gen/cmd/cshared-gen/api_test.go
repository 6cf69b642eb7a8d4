package main

import (
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const apiCases = "../../testdata/api"

// apiDefaults come before the flags of a case, which win.
var apiDefaults = []string{
	"api", "-label", "//lib:calc", "-name", "calc", "-version", "1.2.3", "-importpath", "example.com/calc",
	"-export-data", "calc.x", "-out-header", "out/calc.h", "-out-go", "out/calc_cshared.go", "-out-c", "out/calc_cshared.c",
	"-out-symbols", "out/exports.txt", "-out-abi", "out/abi.json",
}

var apiOutputs = []string{"exit", "stderr", "calc.h", "calc_cshared.go", "calc_cshared.c", "exports.txt", "abi.json"}

func TestAPI(t *testing.T) {
	cc := findCompilers(t)
	for _, c := range readCases(t, apiCases) {
		t.Run(c.name(), func(t *testing.T) {
			got, dir := runAPI(t, c)
			c.compare(t, got, apiOutputs)
			if rejected := strings.HasSuffix(c.name(), "_rejected"); rejected != (got["stderr"] != "") {
				t.Errorf("the name says rejected %t, and the messages are %q", rejected, got["stderr"])
			}
			if got["stderr"] != "" {
				if len(got) != 2 {
					t.Errorf("a run with problems wrote outputs: %d files", len(got)-2)
				}
				return
			}
			t.Parallel()
			cc.compileHeader(t, dir, filepath.Join(dir, "out", "calc.h"))
			cc.compileGlue(t, filepath.Join(dir, "out", "calc_cshared.c"), dir)
			if formatted, err := format.Source([]byte(got["calc_cshared.go"])); err != nil || string(formatted) != got["calc_cshared.go"] {
				t.Errorf("the Go glue is not gofmt-clean: %v", err)
			}
		})
	}
}

// TestAPIRunsAreEqual runs each case again with the sources in another order.
func TestAPIRunsAreEqual(t *testing.T) {
	for _, c := range readCases(t, apiCases) {
		first, _ := runAPI(t, c)
		slices.Reverse(c.archive.Files)
		second, _ := runAPI(t, c)
		for name := range first {
			if first[name] != second[name] {
				t.Errorf("%s: %s depends on the order of the sources", c.path, name)
			}
		}
	}
}

func runAPI(t *testing.T, c *goldenCase) (got map[string]string, dir string) {
	t.Helper()
	dir = t.TempDir()
	writeFile(t, filepath.Join(dir, "out", "keep"), nil)
	c.extract(t, dir)
	args := slices.Clone(apiDefaults)
	if _, err := os.Stat(filepath.Join(dir, "calc.x")); err != nil {
		packages := c.packages()
		compile(t, dir, packages, c.tags())
		for _, name := range packages["calc"] {
			args = append(args, "-src", name)
		}
	}
	stderr, exit := runIn(t, dir, append(args, c.flags...))
	got = map[string]string{}
	if stderr != "" || exit != "0\n" {
		got["stderr"], got["exit"] = stderr, exit
	}
	for _, name := range apiOutputs[2:] {
		if data, err := os.ReadFile(filepath.Join(dir, "out", name)); err == nil {
			got[name] = string(data)
		}
	}
	return got, dir
}

// compileGlue compiles the C half in every way in which the rules do, and more.
func (cc compilers) compileGlue(t *testing.T, source, headers string) {
	t.Helper()
	for _, compiler := range cc.c {
		for _, standard := range []string{"c11", "c17", "gnu11"} {
			args := append([]string{"-std=" + standard, "-fsyntax-only", "-Wconversion", "-Wshadow", "-Wmissing-prototypes", "-I../../../runtime_shim/include", "-I" + headers}, strict...)
			if out, err := exec.Command(compiler, append(args, source)...).CombinedOutput(); err != nil {
				t.Errorf("the C glue does not compile with %s -std=%s: %v\n%s", compiler, standard, err, out)
			}
		}
	}
}
