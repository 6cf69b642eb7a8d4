package lint

import (
	"os"
	"path/filepath"
	"testing"
)

func TestGoToolInGoroot(t *testing.T) {
	root := t.TempDir()
	write(t, root, "bin/gofmt", "#!/bin/sh\n")
	want := filepath.Join(root, "bin/gofmt")
	if err := os.Chmod(want, 0o777); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", t.TempDir())
	t.Setenv("GOROOT", root)
	got, err := goTool("gofmt")
	if err != nil || got != want {
		t.Errorf("got %s, %v; want %s", got, err, want)
	}
}

func TestToolsMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("GOROOT", t.TempDir())
	_, err := goTool("go")
	want := "lint: go is neither on PATH nor in $GOROOT/bin; install Go (https://go.dev/doc/install), or set one of the two"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	_, err = shellcheckTool()
	want = "lint: shellcheck is not on PATH, so its check did not run; get it: apt-get install shellcheck, or https://github.com/koalaman/shellcheck#installing"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
