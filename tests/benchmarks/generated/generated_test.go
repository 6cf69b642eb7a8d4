package generated

import (
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

func files(t *testing.T, p Package) map[string]string {
	t.Helper()
	files, err := p.Files()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestFilesAreGo(t *testing.T) {
	found := 0
	for path, content := range files(t, Package{Folder: "s1"}) {
		if !strings.HasSuffix(path, ".go") {
			continue
		}
		found++
		if _, err := parser.ParseFile(token.NewFileSet(), path, content, parser.SkipObjectResolution); err != nil {
			t.Error(err)
		}
		if !strings.HasPrefix(path, "s1/") {
			t.Errorf("%s is outside of its folder", path)
		}
	}
	if found != packages+1 {
		t.Errorf("%d Go files, want %d packages and the main one", found, packages)
	}
}

// Two folders must have no compiled package in common: import paths differ in every file.
func TestFoldersShareNoPackage(t *testing.T) {
	other := files(t, Package{Folder: "s2"})
	for path, content := range files(t, Package{Folder: "s1"}) {
		if strings.HasSuffix(path, "BUILD.bazel") && content == other[strings.Replace(path, "s1/", "s2/", 1)] {
			t.Errorf("%s is the same in both folders", path)
		}
	}
}

// An edit must move no line and change no length, or more than one body is rebuilt.
func TestEditChangesOneLineInPlace(t *testing.T) {
	before := files(t, Package{Folder: "s", Edit: 9})
	after := files(t, Package{Folder: "s", Edit: 10})
	changed := 0
	for path := range before {
		b, a := strings.Split(before[path], "\n"), strings.Split(after[path], "\n")
		if len(a) != len(b) {
			t.Fatalf("%s has %d lines after the edit, %d before", path, len(a), len(b))
		}
		for i := range b {
			if a[i] != b[i] {
				changed++
				if path != "s/main.go" || len(a[i]) != len(b[i]) {
					t.Errorf("%s:%d: %q became %q", path, i+1, b[i], a[i])
				}
			}
		}
	}
	if changed != 1 {
		t.Errorf("%d lines changed, want one", changed)
	}
}

func TestMoreExportsAddsOne(t *testing.T) {
	main, err := Package{Folder: "s", MoreExports: true}.Main()
	if err != nil {
		t.Fatal(err)
	}
	if len(main) != 1 || !strings.Contains(main["s/main.go"], "//export subject_more\n") {
		t.Errorf("Main with MoreExports = %v; want main.go with subject_more", main)
	}
}
