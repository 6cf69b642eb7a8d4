// Package godebug_test compares the rules' table of GODEBUG names with the Go SDK in use.
package godebug_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"
)

// quoted finds the names in a source file: one string literal per entry.
func quoted(t *testing.T, path, pattern string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, match := range regexp.MustCompile(pattern).FindAllSubmatch(text, -1) {
		names = append(names, string(match[1]))
	}
	if len(names) == 0 {
		t.Fatalf("%s: nothing matches %s", path, pattern)
	}
	return names
}

func TestTableIsThatOfTheSDK(t *testing.T) {
	table, root := os.Getenv("GODEBUG_BZL"), os.Getenv("SDK_ROOT_FILE")
	if table == "" || root == "" {
		t.Skip("the SDK in use is Bazel's: run bazel test //tests/rules/godebug:godebug_test")
	}
	bzl, err := runfiles.Rlocation(table)
	if err != nil {
		t.Fatal(err)
	}
	rootFile, err := runfiles.Rlocation(root)
	if err != nil {
		t.Fatal(err)
	}
	src := filepath.Join(filepath.Dir(rootFile), "src")
	got := quoted(t, bzl, `(?m)^    "([a-z0-9]+)",$`)

	want := quoted(t, filepath.Join(src, "internal/godebugs/table.go"), `\{Name: "([^"]+)"`)
	want = append(want, quoted(t, filepath.Join(src, "runtime/runtime1.go"), `\{name: "([^"]+)"`)...)
	// Read by the runtime outside its table (runtime1.go, parsegodebug).
	want = append(want, "memprofilerate")
	slices.Sort(want)
	want = slices.Compact(want)
	for _, name := range want {
		if !slices.Contains(got, name) {
			t.Errorf("the SDK knows %s; add it to GODEBUG_NAMES in rules/private/godebug.bzl", name)
		}
	}
	for _, name := range got {
		if !slices.Contains(want, name) {
			t.Errorf("the SDK does not know %s; take it out of GODEBUG_NAMES in rules/private/godebug.bzl", name)
		}
	}
}
