package handbook

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

// ends is the table of the handbook.
var ends = []struct {
	what, end, atExit, handler string
	args                       []string
}{
	{"a panic on the caller's thread", "signal 6", "", "1", []string{"call", "Panic"}},
	{"a panic on a goroutine", "signal 6", "", "1", []string{"call", "GoPanic"}},
	{"a nil dereference that nobody recovers", "signal 6", "", "1", []string{"call", "NilDereference"}},
	{"a fatal error: Go's stack overflows", "signal 6", "", "1", []string{"call", "Overflow"}},
	{"a fault of C code below Go", "signal 11", "", "", []string{"call", "CFault"}},
	{"a fault of the host", "signal 11", "", "", []string{"host_fault"}},
	{"os.Exit(7)", "exit 7", "", "", []string{"exit_code"}},
	{"exit(7) of the host", "exit 7", "1", "", []string{"return_code"}},
}

func TestEnds(t *testing.T) {
	for _, test := range ends {
		t.Run(test.what, func(t *testing.T) {
			r := run(t, "ends", test.args...)
			if end(r) != test.end || r.Values["at_exit"] != test.atExit || r.Values["host_handler"] != test.handler {
				t.Errorf("%s, at_exit %q, host_handler %q; want %s, %q, %q\n%s", end(r), r.Values["at_exit"], r.Values["host_handler"],
					test.end, test.atExit, test.handler, r.Output)
			}
		})
	}
}

// A stock library makes another signal of a fault below it.
func TestStockEnds(t *testing.T) {
	if r := fixture.Run(t, nil, host(t, "ends"), "call", fixture.Stock(t), "CFault"); end(r) != "signal 3" {
		t.Errorf("%s, want SIGQUIT: the table says so of stock libraries\n%s", end(r), r.Output)
	}
}

// The page has the table that is tested.
func TestEndsAreInTheHandbook(t *testing.T) {
	page := readHandbook(t)
	for _, test := range ends {
		atExit := map[string]string{"": "no", "1": "yes"}[test.atExit]
		handler := map[string]string{"": "no", "1": "yes"}[test.handler]
		if line := "| " + strings.Join([]string{test.what, test.end, atExit, handler}, " | ") + " |"; !strings.Contains(page, line) {
			t.Errorf("the handbook has no line\n%s", line)
		}
	}
}

func TestCore(t *testing.T) {
	dumps := func(library string, env ...string) bool {
		return fixture.Run(t, env, host(t, "ends"), "core", library, t.TempDir()).Status.CoreDump()
	}
	if !dumps("none") {
		t.Skip("this machine dumps no core of a C program either")
	}
	for _, env := range []string{"", "GOTRACEBACK=none", "GOTRACEBACK=single"} {
		if !dumps(ours(t), env) {
			t.Errorf("%q: no core", env)
		}
	}
}

func TestFloatingPointTraps(t *testing.T) {
	if r := run(t, "ends", "floating_point", "trapping"); end(r) != "signal 6" {
		t.Errorf("with a trap for division: %s, want a panic\n%s", end(r), r.Output)
	}
	want(t, run(t, "ends", "floating_point", "held"), "quotient inf")
}

func TestReload(t *testing.T) {
	reload := func(name string) fixture.Result {
		two := fixture.Copies(t, ours(t), 2)
		return fixture.Run(t, nil, host(t, "reload"), name, two[0], two[1])
	}
	want(t, reload("same_path"), "new_one 0")
	want(t, reload("new_path"), "new_one 1")
	r := reload("close_and_call")
	want(t, r, "closed 1")
	want(t, r, "still_loaded 1")
	if r := reload("in_place"); end(r) == "exit 0" {
		t.Errorf("overwritten in place: the host survives\n%s", r.Output)
	}
	want(t, reload("by_rename"), "survived 1")
}

func readHandbook(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(root, "docs/host-handbook.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

const root = "../../.."
