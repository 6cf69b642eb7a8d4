package outfile

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestAllOrNone(t *testing.T) {
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "good"), filepath.Join(dir, "none", "bad")
	path, err := WriteAll([]File{{Path: good, Data: []byte("x")}, {Path: bad}})
	if path != bad || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %q, %v", path, err)
	}
	if got, want := Why(err), "no such file or directory"; got != want {
		t.Errorf("Why: got %q, want %q", got, want)
	}
	if _, err := os.Stat(good); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the first file was left behind: %v", err)
	}
	if path, err := WriteAll([]File{{Path: good, Data: []byte("x")}}); path != "" || err != nil {
		t.Errorf("got %q, %v", path, err)
	}
	if data, err := os.ReadFile(good); string(data) != "x" || err != nil {
		t.Errorf("got %q, %v", data, err)
	}
}
