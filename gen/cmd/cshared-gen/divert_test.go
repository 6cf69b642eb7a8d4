package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestDivert makes an archive of each case's C file, if it has one, and diverts it with its flags.
func TestDivert(t *testing.T) {
	for _, c := range readCases(t, divertCases) {
		t.Run(c.name(), func(t *testing.T) {
			dir := t.TempDir()
			c.extract(t, dir)
			buildArchive(t, dir)
			args := []string{"divert", "-label", "//lib:calc", "-archive", "calc.a", "-out", "diverted.a", "-report", "report"}
			stderr, exit := runIn(t, dir, append(args, c.flags...))
			got := map[string]string{"exit": exit, "stderr": stderr}
			report, err := os.ReadFile(filepath.Join(dir, "report"))
			if err == nil {
				got["report"] = string(report)
			}
			if source, err := os.ReadFile(filepath.Join(dir, "serialize.c")); err == nil {
				got["serialize.c"] = string(source)
			}
			if _, err := os.Stat(filepath.Join(dir, "diverted.a")); (err == nil) != (exit == "0\n") {
				t.Errorf("exit code %q, and the archive: %v", exit, err)
			}
			c.compare(t, got, []string{"exit", "stderr", "report", "serialize.c"})
		})
	}
}

func buildArchive(t *testing.T, dir string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "calc.c")); err != nil {
		return
	}
	for _, command := range [][]string{{"gcc", "-c", "calc.c"}, {"ar", "crs", "calc.a", "calc.o"}} {
		cmd := exec.Command(command[0], command[1:]...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("this test builds small archives and needs a C compiler: %s: %v\n%s", command, err, out)
		}
	}
}
