package soak

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/bazelbuild/rules_go/go/runfiles"
)

var duration = flag.Duration("duration", 4*time.Second, "how long the host works")

func file(t *testing.T, variable string) string {
	t.Helper()
	path, err := runfiles.Rlocation(os.Getenv(variable))
	if os.Getenv(variable) == "" {
		t.Skip(variable + " is not set: host and libraries are built by Bazel; run bazel test //tests/soak/...")
	} else if err != nil {
		t.Fatal(err)
	}
	return path
}

// copies are n files of a library: each is a runtime of its own when it is loaded.
func copies(t *testing.T, library string, n int) []string {
	t.Helper()
	data, err := os.ReadFile(library)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	var paths []string
	for i := range n {
		path := filepath.Join(folder, fmt.Sprintf("%d.so", i))
		if err := os.WriteFile(path, data, 0o755); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

// TestSoak loads ten libraries: two different ones, in private copies.
func TestSoak(t *testing.T) {
	args := []string{fmt.Sprint(duration.Seconds())}
	args = append(args, copies(t, file(t, "LIBRARY"), 7)...)
	args = append(args, copies(t, file(t, "OTHER"), 3)...)
	out, err := exec.Command(file(t, "HOST"), args...).CombinedOutput()
	fmt.Printf("%s", out)
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
