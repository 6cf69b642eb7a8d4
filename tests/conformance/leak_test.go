package conformance_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/gocshared/rules_go_cshared/tests/conformance/config"
)

const leakSource = `#include <stdlib.h>

static void *volatile kept;

void good_hook(void) {
  kept = malloc(32);
  kept = NULL;
}
`

// A host that looks for leaks at its end sees those of the library, and takes nothing of Go's own memory for one.
func TestHostWithLeakSanitizer(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "host")
	sources, err := filepath.Glob("host/*.c")
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"-std=c11", "-D_GNU_SOURCE", "-g", "-O1", "-fsanitize=leak", "-o", program}, sources...)
	if out, err := exec.Command(compiler(), append(args, "-ldl", "-lm", "-lpthread", "-lrt", "-rdynamic")...).CombinedOutput(); err != nil {
		t.Skipf("%s has no leak sanitizer here: %v\n%s", compiler(), err, out)
	}
	leaky := good(t)
	leaky.name = "leaky"
	leaky.files = append(leaky.files, txtar.File{Name: "extra.c", Data: []byte(leakSource)})
	const found = 23
	for _, c := range []struct {
		name    string
		library string
		status  int
	}{
		{"good", libraryOf(t, build(t, good(t))), 0},
		{"leaky", libraryOf(t, build(t, leaky)), found},
		{"stock", filepath.Join(buildStock(t), "libgood.so.1.2.3"), 0},
	} {
		cmd := exec.Command(program, "load/late-thread", c.library, "good_ping")
		out, _ := cmd.CombinedOutput()
		if got := cmd.ProcessState.ExitCode(); got != c.status {
			t.Errorf("%s: exit status %d, want %d\n%s", c.name, got, c.status, out)
		}
		if says := strings.Contains(string(out), "LeakSanitizer: detected memory leaks"); says != (c.status == found) {
			t.Errorf("%s: says that there are leaks: %v\n%s", c.name, says, out)
		}
	}
}

func libraryOf(t *testing.T, path string) string {
	t.Helper()
	c, err := config.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return c.Library
}
