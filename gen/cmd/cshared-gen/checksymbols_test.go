package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestChecksymbols builds a small library of each case, with the flags of the case, and checks it.
func TestChecksymbols(t *testing.T) {
	for _, c := range readCases(t, checksymbolsCases) {
		t.Run(c.name(), func(t *testing.T) {
			dir := t.TempDir()
			c.extract(t, dir)
			buildLibrary(t, dir, c.flags)
			args := []string{"checksymbols", "-label", "//lib:calc", "-library", "libcalc.so", "-symbols", "exports.txt", "-ok", "ok"}
			stderr, exit := runIn(t, dir, args)
			got := map[string]string{"exit": exit, "stderr": stderr}
			c.compare(t, got, []string{"exit", "stderr"})
			if _, err := os.Stat(filepath.Join(dir, "ok")); (err == nil) != (exit == "0\n") {
				t.Errorf("exit code %q, but the file that says so: %v", exit, err)
			}
		})
	}
}

// buildLibrary compiles the case's C and C++ files, unless it brings a libcalc.so of its own.
func buildLibrary(t *testing.T, dir string, flags []string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "libcalc.so")); err == nil || len(flags) == 0 {
		return
	}
	// The first word is the compiler: the driver of C++ would add its libraries.
	cmd := exec.Command(flags[0], append([]string{"-o", "libcalc.so"}, flags[1:]...)...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("this test builds small libraries and needs a C compiler: %s: %v\n%s", strings.Join(flags, " "), err, out)
	}
}
