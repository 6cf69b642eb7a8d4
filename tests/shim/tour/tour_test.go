// Package tour runs the hosts of examples/tour with the sanitizers of addresses, leaks and undefined
// behaviour.
package tour

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"

	"github.com/gocshared/rules_go_cshared/tests/shim/compile"
)

func library(t *testing.T) string {
	t.Helper()
	path, err := runfiles.Rlocation(os.Getenv("LIBRARY"))
	if os.Getenv("LIBRARY") == "" {
		t.Skip("LIBRARY is not set: the library is built by Bazel; run bazel test //tests/shim/tour/...")
	} else if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestTour runs the example as its readers do.
func TestTour(t *testing.T) {
	for _, kind := range []string{"c", "cc"} {
		t.Run(kind, func(t *testing.T) {
			sources, err := filepath.Glob("../../../examples/tour/host/*." + kind)
			if err != nil || len(sources) == 0 {
				t.Fatalf("no hosts: %v", err)
			}
			if out, ok := compile.Sanitized(t, compile.Program{Sources: sources, Library: library(t)}); !ok || out != "" {
				t.Errorf("ended well: %v, output:\n%s", ok, out)
			}
		})
	}
}

// TestMistakes runs hosts that make a mistake with what the library gave: else the test above could
// see none.
func TestMistakes(t *testing.T) {
	for source, want := range map[string]string{
		"leak.c":      "LeakSanitizer: detected memory leaks",
		"overflow.c":  "AddressSanitizer: heap-buffer-overflow",
		"after.c":     "AddressSanitizer: heap-use-after-free",
		"undefined.c": "runtime error: signed integer overflow",
	} {
		t.Run(strings.TrimSuffix(source, ".c"), func(t *testing.T) {
			out, ok := compile.Sanitized(t, compile.Program{Sources: []string{"testdata/" + source}, Library: library(t)})
			if ok || !strings.Contains(out, want) {
				t.Errorf("ended well: %v, want %q in the output:\n%s", ok, want, out)
			}
		})
	}
}
