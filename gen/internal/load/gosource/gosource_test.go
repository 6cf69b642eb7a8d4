package gosource

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var linux = Target{GOOS: "linux", GOARCH: "amd64", GoVersion: "go1.26.8"}

func read(t *testing.T, name, text string, target Target) (*Package, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	p := new(Package)
	if err := p.Add(path, target); err != nil {
		t.Fatal(err)
	}
	return p, path
}

// TestDebugCounts holds what the go command takes for a setting, and what it does not.
func TestDebugCounts(t *testing.T) {
	for name, c := range map[string]struct {
		file, text string
		want       []int // lines
	}{
		"above the clause":      {"a.go", "//go:debug a=1\npackage main\n", []int{1}},
		"several":               {"a.go", "//go:debug a=1\n\n//go:debug\tb=2\npackage main\n", []int{1, 3}},
		"below the clause":      {"a.go", "package main\n\n//go:debug a=1\n", nil},
		"behind the clause":     {"a.go", "package main //go:debug a=1\n", nil},
		"in a block comment":    {"a.go", "/*\n//go:debug a=1\n*/\npackage main\n", nil},
		"with a blank":          {"a.go", "// go:debug a=1\npackage main\n", nil},
		"another word":          {"a.go", "//go:debugger a=1\n//go:debug\npackage main\n", nil},
		"in a string":           {"a.go", "package main\n\nconst s = `\n//go:debug a=1\n`\n", nil},
		"other system by name":  {"a_windows.go", "//go:debug a=1\npackage main\n", nil},
		"other machine by name": {"a_linux_arm64.go", "//go:debug a=1\npackage main\n", nil},
		"this machine by name":  {"a_linux_amd64.go", "//go:debug a=1\npackage main\n", []int{1}},
		"ignored":               {"a.go", "//go:build ignore\n\n//go:debug a=1\npackage main\n", nil},
		"other system":          {"a.go", "//go:build !linux\n\n//go:debug a=1\npackage main\n", nil},
		"cgo and unix":          {"a.go", "//go:build cgo && unix && gc\n\n//go:debug a=1\npackage main\n", []int{3}},
		"this release":          {"a.go", "//go:build go1.26\n\n//go:debug a=1\npackage main\n", []int{3}},
		"next release":          {"a.go", "//go:build go1.27\n\n//go:debug a=1\npackage main\n", nil},
		"unknown tag":           {"a.go", "//go:build feature\n\n//go:debug a=1\npackage main\n", nil},
		"test":                  {"a_test.go", "//go:debug a=1\npackage main\n", nil},
		"hidden file":           {"_a.go", "//go:debug a=1\npackage main\n", nil},
		"line comment":          {"a.go", "//line other.go:100\n//go:debug a=1\npackage main\n", []int{2}},
	} {
		t.Run(name, func(t *testing.T) {
			p, path := read(t, c.file, c.text, linux)
			var lines []int
			for _, s := range p.Debug {
				lines = append(lines, s.Line)
				if s.File != path {
					t.Errorf("file %s, want %s", s.File, path)
				}
			}
			if !slices.Equal(lines, c.want) {
				t.Errorf("lines %v, want %v", lines, c.want)
			}
		})
	}
}

func TestTagsAndOtherTargets(t *testing.T) {
	const text = "//go:build feature && darwin\n\n//go:debug a=1\npackage main\n"
	p, _ := read(t, "a.go", text, Target{GOOS: "darwin", GOARCH: "arm64", GoVersion: "go1.26", Tags: []string{"feature"}})
	if len(p.Debug) != 1 {
		t.Errorf("got %+v", p.Debug)
	}
}

func TestReleaseTags(t *testing.T) {
	for version, n := range map[string]int{"go1.26.8": 26, "go1.27": 27, "go1.27rc1": 27} {
		if got := releaseTags(version); len(got) != n {
			t.Errorf("%s: %d tags, want %d", version, len(got), n)
		}
	}
	if got := releaseTags("devel +abc"); len(got) == 0 {
		t.Error("a development version has no release tags")
	}
}

func TestDocs(t *testing.T) {
	p, _ := read(t, "a.go", `package main

import "C"

// Adds.
//
//export add
func add() {}

//export bare
func bare() {}

// Not exported, whatever //export it says.
func inner() {}

type t int

// Method.
//
//export method
func (t) method() {}
`, linux)
	want := map[string]string{"add": "Adds.\n", "bare": "", "method": "Method.\n"}
	if diff := cmp.Diff(want, p.Docs); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	p, _ = read(t, "b.go", "package main\n\n// Adds.\n//\n//export add\nfunc add() {}\n", linux)
	if len(p.Docs) != 0 {
		t.Errorf("without import \"C\" nothing is exported, but got %v", p.Docs)
	}
}
