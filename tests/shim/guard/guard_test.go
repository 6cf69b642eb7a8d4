// Package guard tests the guard of calls with wrappers written by hand, first without them.
package guard

import (
	"syscall"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

func TestMain(m *testing.M) { fixture.Main(m) }

// What an exit status keeps of AFTER_FORK, 4103.
const afterFork = "7"

func host(t *testing.T) string { return fixture.Host(t, "guard/testdata/host.c") }

func guarded(t *testing.T) string {
	wrapper := fixture.Part{
		Object:  fixture.Object(t, "wrapper", "guard/testdata/wrapper.c"),
		Exports: []string{"guarded_nop", "guarded_gc", "guarded_spin", "guarded_clobber_errno", "guarded_call", "guarded_stop"},
	}
	return fixture.Link(t, "guarded", fixture.Diverted(t), fixture.Shim(t, "quiet"), "bfd", wrapper)
}

func run(t *testing.T, test string, want map[string]string) {
	t.Helper()
	r := fixture.Run(t, nil, host(t), guarded(t), test)
	if r.Status != 0 {
		t.Errorf("status %#x\n%s", uint32(r.Status), r.Output)
	}
	for name, value := range want {
		if r.Values[name] != value {
			t.Errorf("%s is %q, want %q", name, r.Values[name], value)
		}
	}
}

func TestChildrenOfForkGetAStatus(t *testing.T) {
	// A collection in the child waits for threads that are not there, until its alarm.
	if r := fixture.Run(t, nil, host(t), fixture.Stock(t), "forks", "plain"); r.Values["child"] != "142" {
		t.Errorf("the stock library's child ends with %q, want SIGALRM: the fixture proves nothing\n%s", r.Values["child"], r.Output)
	}
	run(t, "forks", map[string]string{
		"fork_then_load": "0", "child": afterFork, "grandchild": afterFork, "of_new_thread": afterFork,
		"exec": "0", "system": "0", "parent": "0",
	})
}

func TestErrnoIsKept(t *testing.T) {
	run(t, "errno", map[string]string{"changed": "0", "refused": "4099", "plain_changes": "1"})
}

func TestCallsOfGeneratedCode(t *testing.T) {
	run(t, "calls", map[string]string{"right": "24", "stopped": "4099 4099"})
}

func TestStop(t *testing.T) {
	run(t, "stops", map[string]string{
		"before": "0", "bad": "22 22 22", "still": "0", "stop": "0", "after": "4098",
		"again": "4098", "stays": "4098", "elsewhere": "4098",
	})
}

func TestSignalStackTakenAway(t *testing.T) {
	r := fixture.Run(t, nil, host(t), fixture.Stock(t), "signal_stack", "plain")
	if !r.Status.Signaled() || r.Status.Signal() != syscall.SIGABRT {
		t.Errorf("the stock library ends with %#x, want SIGABRT: the fixture proves nothing\n%s", uint32(r.Status), r.Output)
	}
	run(t, "signal_stack", map[string]string{"taken_away": "4108", "kept": "0"})
}
