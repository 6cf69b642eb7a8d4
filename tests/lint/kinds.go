package lint

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
)

// isGo accepts Go sources, those of testdata as well: they are read as often as any other.
func isGo(path string, _ func() []byte) bool {
	return filepath.Ext(path) == ".go"
}

// isStarlark accepts what Bazel reads: BUILD and MODULE files and .bzl files.
func isStarlark(path string, _ func() []byte) bool {
	name := filepath.Base(path)
	return isBuildFile(path, nil) || name == "MODULE.bazel" ||
		strings.HasSuffix(name, ".MODULE.bazel") || strings.HasSuffix(name, ".bzl")
}

// isBuildFile accepts what Gazelle writes.
func isBuildFile(path string, _ func() []byte) bool {
	name := filepath.Base(path)
	return name == "BUILD" || name == "BUILD.bazel"
}

// isShell accepts scripts by name or by their first line; half of them have no ending.
func isShell(path string, content func() []byte) bool {
	switch filepath.Ext(path) {
	case ".sh", ".bash":
		return true
	case "":
		return hasShellShebang(content())
	}
	return false
}

// hasShellShebang tells whether the first line starts a shell that shellcheck knows.
func hasShellShebang(content []byte) bool {
	line, _, _ := bytes.Cut(content, []byte("\n"))
	command, ok := strings.CutPrefix(string(line), "#!")
	if !ok {
		return false
	}
	words := strings.Fields(command)
	if len(words) > 1 && filepath.Base(words[0]) == "env" {
		words = slices.DeleteFunc(words[1:], func(word string) bool { return strings.HasPrefix(word, "-") })
	}
	return len(words) > 0 && slices.Contains([]string{"sh", "bash", "dash", "ksh"}, filepath.Base(words[0]))
}
