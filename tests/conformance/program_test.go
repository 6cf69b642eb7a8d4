package conformance_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/gen/manifest"
	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/config"
	"github.com/gocshared/rules_go_cshared/tests/conformance/expect"
)

// hostGroups are the groups whose checks are in the C program.
var hostGroups = []string{"load", "signals", "masks", "stacks", "threads", "fp", "fork", "env", "limits", "memory", "reload", "exit"}

// The host itself must be beyond doubt when it accuses a library.
func TestHostIsCleanUnderSanitizers(t *testing.T) {
	t.Parallel()
	c, err := config.Read(build(t, good(t)))
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "host")
	sources, err := filepath.Glob("host/*.c")
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{
		"-std=c11", "-D_GNU_SOURCE", "-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-o", program,
	}, sources...)
	if out, err := exec.Command(compiler(), append(args, "-ldl", "-lm", "-lpthread", "-lrt", "-rdynamic")...).CombinedOutput(); err != nil {
		t.Skipf("%s has no sanitizers here: %v\n%s", compiler(), err, out)
	}
	expected := expect.New(&manifest.Manifest{Signals: "quiet"}, c.Limits)
	library, err := os.Stat(c.Library)
	if err != nil {
		t.Fatal(err)
	}
	behind := fmt.Sprintf("main_offset=%d", library.Size()) // a trap where nothing is loaded from
	for _, check := range catalogue.All() {
		if !slices.Contains(hostGroups, check.Group()) || check.Kind == catalogue.Probe || check.API {
			continue
		}
		args := append([]string{check.ID, c.Library, "good_ping", behind}, expected.Arguments()...)
		cmd := exec.Command(program, append(args, "good_add", "good_answer", "good_ping")...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", check.ID, err, out)
		}
	}
}

func TestHostUsage(t *testing.T) {
	t.Parallel()
	program, err := host()
	if err != nil {
		t.Fatal(err)
	}
	const list = "\nusage: host CHECK LIBRARY FIRST_CALL|- [NAME=VALUE...] [EXPORT...]\nCHECK is one of: libraries inherited load/works load/dlopen "
	for want, args := range map[string][]string{
		"host: too few arguments" + list:      {"load/dlopen", "x"},
		"host: there is no check open" + list: {"open", "x", "-"},
	} {
		cmd := exec.Command(program, args...)
		out, _ := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != 2 || !strings.HasPrefix(string(out), want) {
			t.Errorf("%v: exit status %d, output %q, want 2, %q", args, cmd.ProcessState.ExitCode(), out, want)
		}
	}
}

// An error text of the system can hold any byte; the answer must stay JSON.
func TestHostAnswersInJSON(t *testing.T) {
	t.Parallel()
	program, err := host()
	if err != nil {
		t.Fatal(err)
	}
	const path = "/no\"such\\file\n\x01"
	out, _ := exec.Command(program, "load/dlopen", path, "-").Output()
	var answer struct{ Why string }
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if !strings.Contains(answer.Why, path) {
		t.Errorf("why is %q, want the path %q in it", answer.Why, path)
	}
}
