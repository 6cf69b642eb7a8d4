// Package handbook tests the lines of docs/host-handbook.md that no other test has: the wrong way is
// seen to fail, and then the right way works.
package handbook

import (
	"fmt"
	"strings"
	"syscall"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

func TestMain(m *testing.M) { fixture.Main(m) }

func host(t *testing.T, name string, flags ...string) string {
	t.Helper()
	return fixture.Host(t, "handbook/testdata/"+name+".c", flags...)
}

func ours(t *testing.T) string { return fixture.Ours(t, "bfd", "quiet") }

// run runs a case of a host with our library.
func run(t *testing.T, name string, args ...string) fixture.Result {
	t.Helper()
	return fixture.Run(t, nil, host(t, name), append([]string{args[0], ours(t)}, args[1:]...)...)
}

// want wants the host to end well, having said "name value".
func want(t *testing.T, r fixture.Result, line string) {
	t.Helper()
	name, value, _ := strings.Cut(line, " ")
	if end(r) != "exit 0" || r.Values[name] != value {
		t.Errorf("want %q and a good end, got %q and %s\n%s", line, r.Values[name], end(r), r.Output)
	}
}

// dies wants the host to end by one of the signals.
func dies(t *testing.T, r fixture.Result, by ...syscall.Signal) {
	t.Helper()
	for _, signal := range by {
		if r.Status.Signaled() && r.Status.Signal() == signal {
			return
		}
	}
	t.Errorf("want death by one of %d, got %s\n%s", by, end(r), r.Output)
}

func end(r fixture.Result) string {
	if r.Status.Signaled() {
		return fmt.Sprintf("signal %d", r.Status.Signal())
	}
	return fmt.Sprintf("exit %d", r.Status.ExitStatus())
}
