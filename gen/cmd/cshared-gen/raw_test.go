package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
)

const (
	rawCases          = "../../testdata/raw"
	checksymbolsCases = "../../testdata/checksymbols"
	divertCases       = "../../testdata/divert"
)

// rawDefaults come before the flags of a case, which win.
var rawDefaults = []string{
	"raw", "-label", "//lib:calc", "-name", "calc", "-version", "1.2.3", "-soversion", "1",
	"-soname", "libcalc.so.1", "-file", "libcalc.so.1.2.3", "-linker", "lld", "-export-data", "main.x",
	"-out-header", "out/header.h", "-out-symbols", "out/exports.txt", "-out-version-script", "out/exports.map",
	"-out-stub", "out/stub.c", "-out-manifest", "out/manifest.json",
	"-out-shim-header", "out/shims.h", "-out-shim-source", "out/shims.S",
}

const exportData = "!<arch>\n__.PKGDEF       0           0     0     644     2849      `\n" +
	"go object linux amd64 go1.26.8 GOAMD64=v1 X:regabiwrappers\n\x00\n"

var rawOutputs = []string{"exit", "stderr", "header.h", "exports.txt", "exports.map", "stub.c", "manifest.json", "shims.h", "shims.S"}

func TestRaw(t *testing.T) {
	cc := findCompilers(t)
	t.Logf("headers are compiled with: %s", cc)
	for _, c := range readCases(t, rawCases) {
		t.Run(c.name(), func(t *testing.T) {
			dir := t.TempDir()
			writeFile(t, filepath.Join(dir, "main.x"), []byte(exportData))
			writeFile(t, filepath.Join(dir, "out", "keep"), nil)
			c.extract(t, dir)
			got := runRaw(t, dir, append(rawDefaults, c.flags...))
			c.compare(t, got, rawOutputs)
			if got["stderr"] != "" {
				if len(got) != 2 {
					t.Errorf("a run with problems wrote outputs: %d files", len(got)-2)
				}
				return
			}
			// The tool ran in the case's folder, of which a process has one; compilers need none.
			t.Parallel()
			cc.compileHeader(t, dir, filepath.Join(dir, "out", "header.h"))
			cc.compileStub(t, dir)
			if got["shims.h"] != "" {
				cc.compileShims(t, dir)
			}
		})
	}
}

// runRaw runs the tool in dir, and returns what it wrote, by base name.
func runRaw(t *testing.T, dir string, args []string) map[string]string {
	t.Helper()
	stderr, exit := runIn(t, dir, args)
	got := map[string]string{}
	if stderr != "" || exit != "0\n" {
		got["stderr"], got["exit"] = stderr, exit
	}
	for _, name := range rawOutputs[2:] {
		data, err := os.ReadFile(filepath.Join(dir, "out", name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		got[name] = string(data)
	}
	return got
}

func runIn(t *testing.T, dir string, args []string) (stderr, exit string) {
	t.Helper()
	back, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chdir(dir); err != nil {
		t.Fatal(err)
	}
	defer os.Chdir(back)
	var b bytes.Buffer
	code := run(args, &b)
	return b.String(), string(rune('0'+code)) + "\n"
}

// TestEveryDiagnosticHasAGolden keeps each message in sight: no text lands without a case that
// shows the whole of it.
func TestEveryDiagnosticHasAGolden(t *testing.T) {
	id := regexp.MustCompile(`\[(CSHARED\d+)\]`)
	hole := regexp.MustCompile(`\{[a-z]+\}`)
	raised := map[string]bool{}
	for _, dir := range []string{rawCases, apiCases, checksymbolsCases, divertCases, findingsCases, callsCases} {
		for _, c := range readCases(t, dir) {
			for _, f := range c.archive.Files {
				if f.Name != wantDir+"stderr" {
					continue
				}
				for _, m := range id.FindAllStringSubmatch(string(f.Data), -1) {
					raised[m[1]] = true
				}
				if left := hole.FindString(string(f.Data)); left != "" {
					t.Errorf("%s: the message has the unfilled hole %s", c.path, left)
				}
			}
		}
	}
	for _, e := range diag.Table() {
		// Those of the Gazelle extension have theirs there.
		if !raised[string(e.ID)] && !diag.OfGazelle(e.ID) {
			t.Errorf("%s (%s): no case in gen/testdata raises it", e.ID, e.Title)
		}
	}
}

// TestRunsAreEqual runs each case twice, the second time with inputs in reverse order where order
// means nothing, and compares byte for byte.
func TestRunsAreEqual(t *testing.T) {
	for _, c := range readCases(t, rawCases) {
		t.Run(c.name(), func(t *testing.T) {
			var runs [2]map[string]string
			for i := range runs {
				dir := t.TempDir()
				writeFile(t, filepath.Join(dir, "main.x"), []byte(exportData))
				writeFile(t, filepath.Join(dir, "out", "keep"), nil)
				c.extract(t, dir)
				flags := append([]string{}, c.flags...)
				if i == 1 {
					flags = reversePairs(flags, "-cgo-header", "-src", "-needed", "-godebug", "-export", "-shim")
				}
				runs[i] = runRaw(t, dir, append(rawDefaults, flags...))
			}
			for name, first := range runs[0] {
				if name == "stderr" && strings.Contains(first, "two packages") {
					// The message names them in the order of the imports.
					continue
				}
				if runs[1][name] != first {
					t.Errorf("%s depends on the order of the inputs:\n%s\nagainst\n%s", name, first, runs[1][name])
				}
			}
		})
	}
}

// reversePairs reverses the order of the values of each named flag.
func reversePairs(flags []string, names ...string) []string {
	for _, name := range names {
		var at []int
		for i := 0; i+1 < len(flags); i++ {
			if flags[i] == name {
				at = append(at, i+1)
			}
		}
		for i, j := 0, len(at)-1; i < j; i, j = i+1, j-1 {
			flags[at[i]], flags[at[j]] = flags[at[j]], flags[at[i]]
		}
	}
	return flags
}
