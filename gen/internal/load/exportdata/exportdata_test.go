package exportdata

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	const archive = "!<arch>\n__.PKGDEF       0           0     0     644     2849      `\n"
	for name, c := range map[string]struct {
		text string
		want Toolchain
		err  error
	}{
		"archive":        {archive + "go object linux arm64 go1.26.8 X:x\nbuild id\n\x00\xff", Toolchain{"linux", "arm64", "go1.26.8"}, nil},
		"without a head": {"go object linux amd64 go1.27rc1\n", Toolchain{"linux", "amd64", "go1.27rc1"}, nil},
		"too short":      {archive + "go object linux\n", Toolchain{}, ErrUnknown},
		"empty":          {"", Toolchain{}, ErrUnknown},
		"far behind":     {strings.Repeat("\n", 5000) + "go object linux amd64 go1.26.8\n", Toolchain{}, ErrUnknown},
		"no line end":    {strings.Repeat("x", 1<<20), Toolchain{}, ErrUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "main.x")
			if err := os.WriteFile(path, []byte(c.text), 0o644); err != nil {
				t.Fatal(err)
			}
			if got, err := Read(path); got != c.want || !errors.Is(err, c.err) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	if _, err := Read(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
