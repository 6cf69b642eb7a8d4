// Package readme_test keeps the code in README.md the code that is built and tested.
package readme_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestExampleIsInReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, language := range map[string]string{"BUILD.bazel": "starlark", "hello.go": "go", "host/main.c": "c"} {
		source, err := os.ReadFile(filepath.Join("../../examples/hello", name))
		if err != nil {
			t.Fatal(err)
		}
		shown, _, _ := strings.Cut(string(source), "\n# README.md shows what stands above this line")
		want := "```" + language + "\n" + shown + "```\n"
		if !strings.Contains(string(readme), want) {
			t.Errorf("README.md does not show examples/hello/%s as it is; it should have:\n%s", name, want)
		}
	}
}
