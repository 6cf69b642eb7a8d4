// Package stress works hard on a library with the shim: map writes while everything else in the
// runtime moves, and millions of calls from threads that come and go.
package stress

import (
	"strconv"
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

func TestMain(m *testing.M) { fixture.Main(m) }

// ours is what the rule links, or by hand outside of Bazel.
func ours(t *testing.T) string {
	if lib := fixture.Rules(t); lib != "" {
		return lib
	}
	return fixture.Ours(t, "bfd", "quiet")
}

func run(t *testing.T, args ...string) fixture.Result {
	t.Helper()
	r := fixture.Run(t, nil, fixture.Host(t, "stress/testdata/host.c"), append([]string{ours(t)}, args...)...)
	t.Log(r.Output)
	return r
}

func number(t *testing.T, r fixture.Result, name string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(r.Values[name], 10, 64)
	if err != nil {
		t.Fatalf("%s: %v; status %#x\n%s", name, err, uint32(r.Status), r.Output)
	}
	return n
}

func ended(t *testing.T, r fixture.Result) {
	t.Helper()
	if !r.Status.Exited() || r.Status.ExitStatus() != 0 {
		t.Fatalf("status %#x\n%s", uint32(r.Status), r.Output)
	}
}

// size is 10^7 unless the run is a short one.
func size(t *testing.T) int64 {
	if testing.Short() {
		return 200_000
	}
	return 10_000_000
}

func TestMapWritesAfterBlockingCalls(t *testing.T) {
	r := run(t, "maps", strconv.FormatInt(size(t), 10))
	ended(t, r)
	if n := number(t, r, "written"); n < size(t) {
		t.Errorf("%d map writes, want at least %d", n, size(t))
	}
	if n := number(t, r, "wrong"); n != 0 {
		t.Errorf("%d keys read back wrong", n)
	}
	if number(t, r, "collections") < 10 || number(t, r, "changes") < 10 {
		t.Error("hardly any collection or change of GOMAXPROCS: the test proves nothing")
	}
}

// One map for all threads is what Go declares fatal: the run above would have seen as much.
func TestMapFaultEndsTheHost(t *testing.T) {
	r := run(t, "unlocked", "100000000") // Seen to end within the first million.
	if !strings.Contains(r.Output, "fatal error: concurrent map") {
		t.Error("8 threads wrote to one map and Go did not notice: the test of map writes proves nothing")
	}
}

// A resource is how much of it may be gone after the calls. What grows with the calls is far above,
// what the runtime makes when it needs one more of something is below.
type resource struct {
	name  string
	slack int64
	// leak is what the library leaks of it once a thread, for the proof that it would be seen.
	leak string
}

var resources = []resource{
	{"threads", 8, "t"},
	{"malloc", 64 << 10, "c"},
	{"heap", 1 << 20, "g"},
	{"keys", 0, "k"},
	{"descriptors", 0, "d"},
	{"resident", 16 << 20, "g"},
}

// grown returns what is more after than before; keys are counted by what is left of them.
func grown(t *testing.T, r fixture.Result, name string) int64 {
	t.Helper()
	n := number(t, r, "after_"+name) - number(t, r, "before_"+name)
	if name == "keys" {
		return -n
	}
	return n
}

func TestCallsLeakNothing(t *testing.T) {
	r := run(t, "calls", strconv.FormatInt(size(t), 10))
	ended(t, r)
	if n := number(t, r, "called"); n < size(t) {
		t.Errorf("%d calls, want at least %d", n, size(t))
	}
	if n := number(t, r, "mistaken"); n != 0 {
		t.Errorf("%d calls returned something else", n)
	}
	for _, resource := range resources {
		if n := grown(t, r, resource.name); n > resource.slack {
			t.Errorf("%s grew by %d, want at most %d", resource.name, n, resource.slack)
		}
	}
}

func TestLeaksAreSeen(t *testing.T) {
	for _, resource := range resources {
		t.Run(resource.name, func(t *testing.T) {
			// 100 threads, of which each leaks one: 10^7 calls come from a hundred times as many.
			r := run(t, "calls", "100000", resource.leak)
			ended(t, r)
			if n := grown(t, r, resource.name); n <= resource.slack {
				t.Errorf("%s grew by %d only: a leak would not be seen", resource.name, n)
			}
		})
	}
}
