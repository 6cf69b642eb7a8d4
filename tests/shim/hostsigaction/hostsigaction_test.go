// Package hostsigaction tests a host that exports sigaction (//runtime_shim:host_sigaction): a stock
// library that is loaded after ours takes nothing from it. The same host without that part comes first.
package hostsigaction

import (
	"debug/elf"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"
	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

func TestMain(m *testing.M) { fixture.Main(m) }

// The hosts end a spin after this many ms.
const (
	spin     = 1000
	promised = spin / 5
)

// part is what the target //runtime_shim:host_sigaction gives to a host.
var part = []string{"host_sigaction.c", "load_godebug.c", "-Wl,--export-dynamic-symbol=sigaction"}

func with(t *testing.T, source string, flags ...string) string {
	t.Helper()
	return fixture.Host(t, source, append(append([]string{"coexist_recheck.c", "coexist_modules.c"}, part...), flags...)...)
}

func without(t *testing.T, source string) string {
	t.Helper()
	return fixture.Host(t, source, "coexist_recheck.c", "coexist_modules.c")
}

const (
	coexist = "coexist/testdata/host.c"
	own     = "hostsigaction/testdata/host.c"
)

// order copies the libraries that a word names: s stock, o ours.
func order(t *testing.T, word string) []string {
	t.Helper()
	var all []string
	for _, c := range word {
		lib := fixture.Stock(t)
		if c == 'o' {
			lib = fixture.Ours(t, "bfd", "quiet")
		}
		all = append(all, fixture.Copies(t, lib, 1)[0])
	}
	return all
}

func run(t *testing.T, host, test, word string, env ...string) fixture.Result {
	t.Helper()
	return fixture.Run(t, env, host, append([]string{test}, order(t, word)...)...)
}

func number(t *testing.T, r fixture.Result, name string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(r.Values[name], 64)
	if err != nil {
		t.Fatalf("%s: %v; status %#x\n%s", name, err, uint32(r.Status), r.Output)
	}
	return n
}

func want(t *testing.T, r fixture.Result, values map[string]string) {
	t.Helper()
	for name, value := range values {
		if r.Values[name] != value {
			t.Errorf("%s is %q, want %q; status %#x\n%s", name, r.Values[name], value, uint32(r.Status), r.Output)
		}
	}
}

func TestCollectionWhileAnotherLoops(t *testing.T) {
	if worst := number(t, run(t, without(t, coexist), "gc", "os"), "worst"); worst < spin*9/10 {
		t.Errorf("without: worst is %.0f ms: the fixture proves nothing", worst)
	}
	for _, word := range []string{"os", "oss", "so", "soso", "osos", "s"} {
		t.Run(word, func(t *testing.T) {
			r := run(t, with(t, coexist), "gc", word)
			if worst := max(number(t, r, "worst"), number(t, r, "cross")); worst >= promised {
				t.Errorf("worst is %.0f ms, want less than %d\n%s", worst, promised, r.Output)
			}
		})
	}
}

func TestNoThreadLosesPreemptionMeanwhile(t *testing.T) {
	// The host rechecks after 2 s: there is nothing to take back, and no thread has lost a signal.
	if r := run(t, without(t, coexist), "late", "os"); r.Values["taken"] == "0" {
		t.Errorf("without: the stock library took nothing: the fixture proves nothing\n%s", r.Output)
	}
	r := run(t, with(t, coexist), "late", "os")
	want(t, r, map[string]string{"taken": "0"})
	if number(t, r, "stuck") > 1 { // one is the documented limit of the heal, see load.h
		t.Errorf("%s of 8 threads lost preemption", r.Values["stuck"])
	}
}

func TestNilDereferenceIsRecovered(t *testing.T) {
	for _, word := range []string{"os", "oss", "so", "osos"} {
		n := strconv.Itoa(len(word))
		want(t, run(t, with(t, coexist), "nil", word), map[string]string{"recovered": n, "elsewhere": n})
	}
}

func TestKernelKeepsTheDispatcher(t *testing.T) {
	want(t, run(t, without(t, own), "owner", "os"), map[string]string{"first_kept": "0"})
	want(t, run(t, with(t, own), "owner", "os"), map[string]string{"first_kept": "5", "others_changed": "0"})
	// Without a library of ours everything is as it is without us.
	want(t, run(t, with(t, own), "owner", "ss"), map[string]string{"first_kept": "0"})
}

// A recheck after each load leaves a window, in which threads of ours lose signals.
func TestNoWindow(t *testing.T) {
	word := "o" + strings.Repeat("s", 10)
	want(t, run(t, without(t, own), "window", word), map[string]string{"strangers": "some"})
	want(t, run(t, with(t, own), "window", word), map[string]string{"strangers": "none"})
}

// The part stands in the way of sigaction alone: Go must know no other.
func TestGoUsesNothingElse(t *testing.T) {
	file, err := elf.Open(fixture.Stock(t))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	symbols, err := file.ImportedSymbols()
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, symbol := range symbols {
		switch symbol.Name {
		case "sigaction", "__sigaction", "signal", "bsd_signal", "sysv_signal", "sigset", "sigignore", "siginterrupt", "sigvec":
			found = append(found, symbol.Name)
		}
	}
	if !slices.Equal(found, []string{"sigaction"}) {
		t.Errorf("a stock library imports %q, want sigaction alone", found)
	}
}

func TestLinkers(t *testing.T) {
	for _, linker := range fixture.Linkers(t) {
		t.Run(linker, func(t *testing.T) {
			want(t, run(t, with(t, own, "-fuse-ld="+linker), "owner", "os"), map[string]string{"first_kept": "5"})
		})
	}
}

func TestIgnoredSIGPIPEStaysIgnored(t *testing.T) {
	want(t, run(t, without(t, own), "sigpipe", "os"), map[string]string{"ignored": "0"})
	want(t, run(t, with(t, own), "sigpipe", "os"), map[string]string{"ignored": "1", "write_errno": "32"})
}

func TestNotify(t *testing.T) {
	if r := run(t, without(t, coexist), "notify", "os"); r.Values["least"] == "10" {
		t.Errorf("without: both receive: the fixture proves nothing\n%s", r.Output)
	}
	want(t, run(t, with(t, coexist), "notify", "os"),
		map[string]string{"least": "10", "first_after_reset": "10", "last_after_reset": "20"})
	want(t, run(t, with(t, coexist), "notify", "so"),
		map[string]string{"least": "10", "first_after_reset": "10", "last_after_reset": "20"})
}

func TestNotifyGivesTheHostsActionBack(t *testing.T) {
	want(t, run(t, without(t, own), "restored", "os"), map[string]string{"received": "10", "host_received": "0", "restored": "0"})
	want(t, run(t, with(t, own), "restored", "os"), map[string]string{"received": "10", "host_received": "10", "restored": "1", "ignored": "1"})
}

func TestHandlersOfTheHost(t *testing.T) {
	killed := func(r fixture.Result, by syscall.Signal) {
		t.Helper()
		if !r.Status.Signaled() || r.Status.Signal() != by {
			t.Errorf("status %#x, want death by signal %d\n%s", uint32(r.Status), by, r.Output)
		}
	}
	for _, test := range []string{"c_fault", "host_fault", "sent_fault"} {
		killed(run(t, with(t, coexist), test, "os"), syscall.SIGSEGV)
	}
	r := run(t, with(t, coexist), "fault_reported_before", "os")
	killed(r, syscall.SIGSEGV)
	want(t, r, map[string]string{"after_recover": "0", "reports": "1"})
	r = run(t, with(t, coexist), "fault_reported_after", "os")
	killed(r, syscall.SIGSEGV)
	want(t, r, map[string]string{"recovered": "1"})
	want(t, run(t, with(t, coexist), "urg", "os"), map[string]string{"runtimes_seen_by_host": "0", "real_seen_by_host": "20"})
}

// Every other caller gets what libc gives: 64 signals, with flags and masks, errors too, and from a
// constructor that runs before ours.
func TestOthersReachLibc(t *testing.T) {
	expected := map[string]string{"same": "62", "refused": "4", "early": "1", "in_handler": "1"}
	want(t, run(t, without(t, own), "plain", "o"), expected)
	want(t, run(t, with(t, own), "plain", "o"), expected)
	want(t, run(t, with(t, own, "-static-pie", "-Wno-error"), "plain_static", "o"), map[string]string{"same": "62"})
}

// In a signal handler sigaction must not wait for the loader.
func TestNoLockOfTheLoader(t *testing.T) {
	want(t, run(t, with(t, own), "loader_is_held", "os"), map[string]string{"in_handler": "1"})
}

// What the target links is what the tests link by hand.
func TestTarget(t *testing.T) {
	path, ok := os.LookupEnv("HOST")
	if !ok {
		t.Skip("the host is built by Bazel: run bazel test //tests/shim/hostsigaction:hostsigaction_test")
	}
	host, err := runfiles.Rlocation(path)
	if err != nil {
		t.Fatal(err)
	}
	want(t, run(t, host, "owner", "os"), map[string]string{"first_kept": "5", "others_changed": "0", "recovered": "2"})
}

// User code of the stock library, which is not its runtime.
func TestUserCodeOfTheStockLibrary(t *testing.T) {
	want(t, run(t, with(t, own), "user", "os"), map[string]string{"plain_handler": "1", "like_go": "1", "first_kept": "5"})
}

func TestSanitizers(t *testing.T) {
	for _, sanitizer := range []string{"address", "undefined", "thread"} {
		t.Run(sanitizer, func(t *testing.T) {
			r := run(t, with(t, own, "-fsanitize="+sanitizer, "-g"), "owner", "os")
			want(t, r, map[string]string{"first_kept": "5", "recovered": "2"})
		})
	}
}
