package handbook

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

func TestFork(t *testing.T) {
	want(t, run(t, "process", "fork_and_call"), "child signal 14") // its alarm
	want(t, run(t, "process", "fork_and_exec"), "child exit 0")
	want(t, run(t, "process", "fork_and_load"), "child exit 0")
}

func TestDaemonise(t *testing.T) {
	want(t, run(t, "process", "daemonise", "after"), "daemon_works 0")
	want(t, run(t, "process", "daemonise", "before"), "daemon_works 1")
}

func TestCloseAllDescriptors(t *testing.T) {
	if r := run(t, "process", "descriptors", "close_after"); end(r) == "exit 0" {
		t.Errorf("closed after load: the host survives: %s", r.Output)
	} else if !strings.Contains(r.Output, "netpoll") {
		t.Errorf("closed after load: %s, want Go to miss its descriptors\n%s", end(r), r.Output)
	}
	want(t, run(t, "process", "descriptors", "close_before"), "worked 1")
	want(t, run(t, "process", "descriptors", "cloexec_after"), "worked 1")
}

func TestAddressSpace(t *testing.T) {
	if r := run(t, "process", "address_space", "600000"); end(r) == "exit 0" {
		t.Error("600 MB are enough: the table of the handbook is wrong")
	}
	want(t, run(t, "process", "address_space", "2000000"), "worked 1")
}

func TestThreadKeys(t *testing.T) {
	cost := func(when string) float64 {
		ns, err := strconv.ParseFloat(run(t, "process", "keys", when).Values["ns"], 64)
		if err != nil {
			t.Fatal(err)
		}
		return ns
	}
	before, after := cost("before"), cost("after")
	t.Logf("a call: %.0f ns with all keys used before load, %.0f ns with all used after", before, after)
	if before < 20*after {
		t.Errorf("a library without a key costs %.0f ns a call, with one %.0f: the handbook says much more", before, after)
	}
}

func TestHostileEnvironment(t *testing.T) {
	for _, test := range []struct{ env, end string }{
		{"GODEBUG=cgocheck=2", "exit 2"},
		{"GOMEMLIMIT=bogus", "signal 6"},
		{"GOGC=bogus", "exit 0"},
		{"GOMAXPROCS=bogus", "exit 0"},
		{"GOTRACEBACK=bogus", "exit 0"},
		{"GODEBUG=nosuchsetting=1", "exit 0"},
	} {
		if r := fixture.Run(t, []string{test.env}, host(t, "process"), "plain", ours(t)); end(r) != test.end {
			t.Errorf("%s: %s, want %s\n%s", test.env, end(r), test.end, r.Output)
		}
	}
	// What the host's own launcher does.
	out, err := exec.Command("env", "GODEBUG=cgocheck=2", "env", "-u", "GODEBUG", host(t, "process"), "plain", ours(t)).CombinedOutput()
	if err != nil {
		t.Errorf("with a cleaned environment: %v\n%s", err, out)
	}
}

func needRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can do this")
	}
}

// Bazel's sandbox is a namespace of one user.
func needUsers(t *testing.T) {
	t.Helper()
	needRoot(t)
	if users, err := os.ReadFile("/proc/self/uid_map"); err != nil {
		t.Fatal(err)
	} else if fields := strings.Fields(string(users)); len(fields) == 3 && fields[2] == "1" {
		t.Skip("there is no other user here: run go test ./tests/shim/handbook as root")
	}
}

func TestChangeOfUser(t *testing.T) {
	needUsers(t)
	if r := run(t, "process", "change_user", "raw"); r.Values["root_threads"] == "0" {
		t.Error("the system call changed all threads: the test proves nothing")
	}
	want(t, run(t, "process", "change_user", "libc"), "root_threads 0")
}

func TestChangeOfRoot(t *testing.T) {
	needRoot(t)
	want(t, run(t, "process", "load_in_root", t.TempDir()), "loaded 0")
	want(t, run(t, "process", "change_root", t.TempDir()), "worked 1")
}

func TestLoadByAThreadThatEnds(t *testing.T) {
	want(t, run(t, "process", "load_by_thread"), "worked 1")
}

func TestPreload(t *testing.T) {
	for _, command := range []string{"echo works", "(echo works)", "ls / >/dev/null && echo works", "echo works | cat"} {
		cmd := exec.Command("sh", "-c", command)
		cmd.Env = append(os.Environ(), "LD_PRELOAD="+ours(t))
		if out, err := cmd.CombinedOutput(); err != nil || string(out) != "works\n" {
			t.Errorf("%s: %v: %s", command, err, out)
		}
	}
	// It is loaded into each program that these start, unless they forget it.
	for prefix, more := range map[string]bool{"": true, "unset LD_PRELOAD; ": false} {
		cmd := exec.Command("sh", "-c", prefix+"grep ^Threads: /proc/self/status")
		cmd.Env = append(os.Environ(), "LD_PRELOAD="+ours(t))
		out, err := cmd.CombinedOutput()
		if err != nil || strings.TrimSpace(string(out)) == "Threads:\t1" == more {
			t.Errorf("%q: %v, %s", prefix, err, out)
		}
	}
}

func TestSanitizedHost(t *testing.T) {
	for _, test := range []struct{ sanitizer, env, end string }{
		{"address", "ASAN_OPTIONS=handle_segv=2", "exit 1"},
		{"address", "ASAN_OPTIONS=", "exit 0"},
		{"undefined", "", "exit 0"},
		{"thread", "", "exit 0"},
	} {
		r := fixture.Run(t, []string{test.env}, host(t, "process", "-fsanitize="+test.sanitizer), "plain", ours(t))
		if end(r) != test.end {
			t.Errorf("%s %s: %s, want %s\n%s", test.sanitizer, test.env, end(r), test.end, r.Output)
		}
	}
}

// Go moves stacks and scans memory without telling valgrind. By the library's name these reports are
// left out, and those of the host's own code stay.
func TestValgrind(t *testing.T) {
	valgrind, err := exec.LookPath("valgrind")
	if err != nil {
		t.Skip("valgrind is not installed")
	}
	var suppressions strings.Builder
	for _, kind := range []string{"Cond", "Value8", "Addr1", "Addr2", "Addr4", "Addr8", "Addr16"} {
		fmt.Fprintf(&suppressions, "{\n   go\n   Memcheck:%s\n   obj:%s\n   ...\n}\n", kind, ours(t))
	}
	file := filepath.Join(t.TempDir(), "go.supp")
	if err := os.WriteFile(file, []byte(suppressions.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	memcheck := func(test string) fixture.Result {
		return fixture.Run(t, nil, valgrind, "-q", "--error-exitcode=99", "--suppressions="+file, host(t, "process"), test, ours(t))
	}
	if r := fixture.Run(t, nil, valgrind, "-q", "--error-exitcode=99", host(t, "process"), "plain", ours(t)); end(r) != "exit 99" {
		t.Errorf("without suppressions: %s: the test proves nothing\n%s", end(r), r.Output)
	}
	want(t, memcheck("plain"), "worked 1")
	if r := memcheck("own_error"); end(r) != "exit 99" {
		t.Errorf("an error of the host is suppressed too\n%s", r.Output)
	}
}
