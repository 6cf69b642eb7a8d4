package compile

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A Program is a host of a library that Bazel has built: C, or C++ if a source ends in .cc.
type Program struct {
	Sources []string
	Library string // The file that has the name of its SONAME, beside the folder include.
}

// Sanitized builds the program with the sanitizers of addresses, leaks and undefined behaviour, runs it,
// and returns what it printed and whether it has exited with 0. The library is as it is: its calls of
// malloc and the like are the sanitizer's, too.
func Sanitized(t *testing.T, p Program) (output string, ok bool) {
	t.Helper()
	program := filepath.Join(t.TempDir(), "host")
	command := slices.Concat(language(p.Sources), warnings[1:], variants[1].flags,
		[]string{"-pthread", "-I" + filepath.Join(filepath.Dir(p.Library), "../include")},
		p.Sources, []string{p.Library, "-Wl,-rpath," + filepath.Dir(p.Library), "-lm", "-o", program})
	execute(t, command)
	process := exec.CommandContext(t.Context(), program)
	process.Env = append(os.Environ(), "ASAN_OPTIONS=detect_leaks=1")
	var out bytes.Buffer
	process.Stdout, process.Stderr = &out, &out
	err := process.Run()
	return out.String(), err == nil
}

// language is the compiler of the sources, and the oldest standard that generated headers are for.
func language(sources []string) []string {
	if slices.ContainsFunc(sources, func(s string) bool { return strings.HasSuffix(s, ".cc") }) {
		return []string{"g++", "-std=c++11"}
	}
	return []string{compiler(), "-std=gnu11"}
}
