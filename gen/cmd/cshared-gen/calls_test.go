package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

const callsCases = "../../testdata/calls"

// TestCalls reads vectors that are wrong. What is printed for those that are right is compiled and run, in
// tests/conformance and tests/roundtrip.
func TestCalls(t *testing.T) {
	for _, c := range readCases(t, callsCases) {
		t.Run(c.name(), func(t *testing.T) {
			dir := t.TempDir()
			c.extract(t, dir)
			args := []string{"calls", "-label", "//lib:calc_test", "-abi", "abi.json", "-header", "calc.h", "-vectors", "vectors.json", "-out-c", "out/c.c", "-out-cxx", "out/cxx.cc"}
			writeFile(t, filepath.Join(dir, "out", "keep"), nil)
			stderr, exit := runIn(t, dir, args)
			c.compare(t, map[string]string{"exit": exit, "stderr": stderr}, []string{"exit", "stderr"})
			written, err := fs.Glob(os.DirFS(dir), "out/c*")
			if err != nil || len(written) > 0 {
				t.Errorf("a run with problems wrote %v, %v", written, err)
			}
		})
	}
}
