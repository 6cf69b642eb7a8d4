package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// build links a small library with versioned symbols, as glibc has them.
func build(t *testing.T, dir string) string {
	t.Helper()
	files := map[string]string{
		"c.c": "int shown(void) { return 1; }\nint kept(void) { return 1; }\nint secret(void) { return 1; }\n" +
			"__attribute__((weak)) int soft(void) { return 1; }\nstatic int local(void) { return 1; }\nint (*use)(void) = local;\n",
		"c.map": "GLIBC_2.2 { global: shown; soft; local: *; };\nGLIBC_2.3 { global: kept; };\nGLIBC_PRIVATE { global: secret; };\n",
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("gcc", "-shared", "-fPIC", "-nostdlib", "-o", "libc.so", "c.c", "-Wl,--version-script=c.map")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("this test builds a small library and needs gcc: %v\n%s", err, out)
	}
	return filepath.Join(dir, "libc.so")
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	library, table := build(t, dir), filepath.Join(dir, "table.txt")
	if err := os.WriteFile(table, []byte("# old\nancient\nkept\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for merge, want := range map[string]string{
		table: head + "ancient\nkept\nshown\nsoft\n",
		"":    head + "kept\nshown\nsoft\n",
	} {
		out := filepath.Join(dir, "out.txt")
		if err := run(out, merge, []string{library}); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(out); string(got) != want || err != nil {
			t.Errorf("merge %q: got\n%s%v\nwant\n%s", merge, got, err, want)
		}
	}
}

func TestRunRefuses(t *testing.T) {
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain")
	if err := os.WriteFile(plain, []byte(strings.Repeat("x", 64)), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("gcc", "-shared", "-nostdlib", "-o", "bare.so", "-xc", "/dev/null")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for file, want := range map[string]string{
		"none":    "no such file",
		"plain":   "bad magic number",
		"bare.so": "not a shared object of glibc",
	} {
		err := run(filepath.Join(dir, "out.txt"), "", []string{filepath.Join(dir, file)})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", file, err, want)
		}
	}
}
