package handbook

import (
	"syscall"
	"testing"
)

func TestCrashReporter(t *testing.T) {
	if r := run(t, "handlers", "reporter_after"); end(r) != "exit 9" || r.Values["reported"] != "1" {
		t.Errorf("after load, without chaining: %s, want the reporter to end the process\n%s", end(r), r.Output)
	}
	want(t, run(t, "handlers", "reporter_before"), "recovered 1")
	want(t, run(t, "handlers", "reporter_chained"), "recovered 1")
}

// anyEnd are the signals by which a host ends whose handler writes over Go's memory: which one it is depends on
// what was hit, and on whether Go's own crash comes to its end (SIGABRT, SIGQUIT) or not (SIGTRAP on g0).
var anyEnd = []syscall.Signal{syscall.SIGSEGV, syscall.SIGABRT, syscall.SIGBUS, syscall.SIGILL, syscall.SIGTRAP, syscall.SIGQUIT}

func TestHandlerOnTheStackOfGo(t *testing.T) {
	dies(t, run(t, "handlers", "without_onstack"), anyEnd...)
	want(t, run(t, "handlers", "with_onstack"), "survived 1")
}

func TestCallFromHandler(t *testing.T) {
	dies(t, run(t, "handlers", "export_in_handler"), anyEnd...)
	want(t, run(t, "handlers", "export_by_thread"), "survived 1")
}

func TestOwnAlternateStack(t *testing.T) {
	dies(t, run(t, "handlers", "own_stack", "least"), syscall.SIGSEGV, syscall.SIGABRT, syscall.SIGTRAP)
	want(t, run(t, "handlers", "own_stack", "65536"), "survived 1")
}

func TestThreadLocalDestructor(t *testing.T) {
	dies(t, run(t, "handlers", "destructor", "disable"), syscall.SIGABRT)
	want(t, run(t, "handlers", "destructor", "keep"), "destroyed 1")
}

func TestSignalfdForASignalOfGo(t *testing.T) {
	want(t, run(t, "handlers", "signalfd_for", "23"), "got 0") // SIGURG
	for _, signal := range []string{"1", "10", "15", "17", "27", "34"} {
		want(t, run(t, "handlers", "signalfd_for", signal), "got 20")
	}
}

func TestSIGPIPEIgnoredAfterLoad(t *testing.T) {
	r := run(t, "handlers", "ignore_pipe_after")
	want(t, r, "go_errno 32")
	want(t, r, "c_errno 32")
}
