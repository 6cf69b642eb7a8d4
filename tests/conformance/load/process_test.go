package load

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// script stands in for a host.
func script(t *testing.T, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "host")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRun(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"passes", `echo '{"ok": true}'`, ""},
		{"fails", `echo '{"ok": false, "why": "x"}'; exit 1`, ""},
		{"usage", `echo no such check >&2; exit 2`, "the process ended with exit status 2, want 0 or 1\nits output:\n  no such check"},
		{"exits early", `exit 0`, "the process ended with exit status 0 before the check did: does something in the library call exit?"},
		{"exits early with failure", `exit 1`, "the process ended with exit status 1 before the check did: does something in the library call exit?"},
		{"status is not the answer", `echo '{"ok": true}'; exit 1`, "the process answered ok = true, but ended with exit status 1: did something in the library call exit?"},
		{"answer is not the status", `echo '{"ok": false}'`, "the process answered ok = false, but ended with exit status 0: did something in the library call exit?"},
		{"signal after the answer", `echo '{"ok": true}'; kill -SEGV $$`, "the process was killed by SIGSEGV"},
		{"signal", `echo reason >&2; kill -ABRT $$`, "the process was killed by SIGABRT\nits output:\n  reason"},
		{"another signal", `kill -USR1 $$`, "the process was killed by signal 10 (user defined signal 1)"},
		{"exit status of a signal", `exit 139`, "the process ended with exit status 139, want 0 or 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := run(t.Context(), script(t, c.body), 10*time.Second)
			got := ""
			if err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

// The limit ends the whole process group: a child that holds the output open cannot keep the test.
func TestRunKillsTheGroup(t *testing.T) {
	noted := filepath.Join(t.TempDir(), "child")
	start := time.Now()
	_, err := run(t.Context(), script(t, "sleep 60 & echo $! >"+noted+"; wait"), 300*time.Millisecond)
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
	if want := "still running after 300ms: killed with its process group"; err == nil || err.Error() != want {
		t.Errorf("error: %v, want %s", err, want)
	}
	expectGone(t, noted)
}

func TestRunKillsWhatIsLeft(t *testing.T) {
	noted := filepath.Join(t.TempDir(), "child")
	_, err := run(t.Context(), script(t, "sleep 60 & echo $! >"+noted+`; echo '{"ok": true}'`), 10*time.Second)
	if want := "left a process behind that held its output open: killed"; err == nil || err.Error() != want {
		t.Errorf("error: %v, want %s", err, want)
	}
	expectGone(t, noted)
}

func expectGone(t *testing.T, noted string) {
	t.Helper()
	text, err := os.ReadFile(noted)
	if err != nil {
		t.Fatal(err)
	}
	stat := "/proc/" + strings.TrimSpace(string(text)) + "/stat"
	for range 200 {
		content, err := os.ReadFile(stat)
		if err != nil || strings.Contains(string(content), ") Z ") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("the child process %s is still there", text)
}

func TestOutputIsBounded(t *testing.T) {
	_, err := run(t.Context(), script(t, `i=0; while [ $i -lt 3000 ]; do echo "line $i aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" >&2; i=$((i+1)); done; exit 3`), 10*time.Second)
	if err == nil || len(err.Error()) > 2000 {
		t.Errorf("error has not the expected size: %v", err)
	}
	w := new(tail)
	for range 3 {
		if n, err := w.Write(make([]byte, mostOutput+1)); n != mostOutput+1 || err != nil {
			t.Fatalf("Write = %d, %v", n, err)
		}
	}
	if w.Len() != mostOutput {
		t.Errorf("%d bytes are kept, want %d", w.Len(), mostOutput)
	}
}

func TestSignalNames(t *testing.T) {
	if got, want := signalName(syscall.SIGQUIT), "SIGQUIT"; got != want {
		t.Errorf("signalName = %q, want %q", got, want)
	}
}
