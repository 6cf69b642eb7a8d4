// Package coexist tests several Go runtimes in one process. What stock libraries break is tested on
// them first.
package coexist

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

func TestMain(m *testing.M) { fixture.Main(m) }

// The hosts end a spin after this many ms; a runtime whose SIGURG was taken waits for all of it.
const (
	spin     = 1000
	promised = spin / 5
)

func host(t *testing.T) string {
	return fixture.Host(t, "coexist/testdata/host.c", "coexist_recheck.c", "coexist_modules.c")
}

func ours(t *testing.T) string { return fixture.Ours(t, "bfd", "quiet") }

// order copies the libraries that a word names: s stock, o ours, O ours with a later shim, f ours in
// fallback, "+s" stock with a recheck.
func order(t *testing.T, word string) []string {
	t.Helper()
	return orderOf(t, word, map[rune]func(*testing.T) string{
		's': fixture.Stock,
		'o': ours,
		'O': func(t *testing.T) string {
			return fixture.Ours(t, "bfd", "later", "-DCSHARED_COEXIST_TEST_LATER")
		},
		'f': func(t *testing.T) string { return fixture.Fallback(t, "bfd") },
	})
}

func orderOf(t *testing.T, word string, builds map[rune]func(*testing.T) string) []string {
	t.Helper()
	var all []string
	plus := ""
	for _, c := range word {
		if c == '+' {
			plus = "+"
			continue
		}
		all = append(all, plus+fixture.Copies(t, builds[c](t), 1)[0])
		plus = ""
	}
	return all
}

func run(t *testing.T, test string, libs []string, env ...string) fixture.Result {
	t.Helper()
	r := fixture.Run(t, env, host(t), append([]string{test}, libs...)...)
	return r
}

func number(t *testing.T, r fixture.Result, name string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(r.Values[name], 64)
	if err != nil {
		t.Fatalf("%s: %v; status %#x\n%s", name, err, uint32(r.Status), r.Output)
	}
	return n
}

func want(t *testing.T, r fixture.Result, name, value string) {
	t.Helper()
	if r.Values[name] != value {
		t.Errorf("%s is %q, want %q; status %#x\n%s", name, r.Values[name], value, uint32(r.Status), r.Output)
	}
}

func TestCollectionWhileAnotherLoops(t *testing.T) {
	for _, test := range []struct {
		order  string
		broken bool
	}{
		{"s", false},
		{"ss", true},
		{"os", true}, // stock after ours, nobody rechecks: documented
		{"o", false},
		{"oo", false},
		{strings.Repeat("o", 10), false},
		{strings.Repeat("o", 40), false},
		{"so", false},
		{"soo", false},
		{"sso", false},
		{"soso", false},
		{"o+s", false},
		{"o+so+s", false},
		{"oO", false}, // two versions of the shim, either one leads
		{"Oo", false},
		{"sOoO", false},
		{"f", false},
		{"fo", false},
		{"of", false},
		{"ff", false},
		{"sf", false},
		{"sfof", false},
		{"f+s", false},
		{"fO", false},
	} {
		t.Run(test.order, func(t *testing.T) {
			r := run(t, "gc", order(t, test.order))
			worst := max(number(t, r, "worst"), number(t, r, "cross"))
			t.Logf("worst %.0f ms of %d", worst, spin)
			if test.broken && worst < spin*9/10 {
				t.Errorf("worst is %.0f ms: the fixture proves nothing", worst)
			}
			if !test.broken && worst >= promised {
				t.Errorf("worst is %.0f ms, want less than %d\n%s", worst, promised, r.Output)
			}
		})
	}
}

func TestNilDereferenceIsRecovered(t *testing.T) {
	for _, word := range []string{"oo", "soo", "sso", "soso", "o+s", "oO", "Oo", strings.Repeat("o", 40), "f", "fo", "of", "ff", "sf", "sfof", "f+s", "fO"} {
		t.Run(word, func(t *testing.T) {
			libs := order(t, word)
			r := run(t, "nil", libs)
			want(t, r, "recovered", strconv.Itoa(len(libs)))
			want(t, r, "elsewhere", strconv.Itoa(len(libs)))
			t.Logf("oldest %s us, newest %s us", r.Values["oldest_us"], r.Values["newest_us"])
			if number(t, r, "ratio") > 5 {
				t.Errorf("the oldest costs %s times the newest", r.Values["ratio"])
			}
		})
	}
}

// As many copies as static TLS has room for: how many is glibc's affair.
func TestAsManyCopiesAsLoad(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 500 threads")
	}
	const n = 100
	r := run(t, "nil", fixture.Copies(t, ours(t), n))
	want(t, r, "recovered", strconv.Itoa(n))
	want(t, r, "elsewhere", strconv.Itoa(n))
	if number(t, r, "ratio") > 5 {
		t.Errorf("the oldest costs %s times the newest", r.Values["ratio"])
	}
	t.Logf("oldest %s us, newest %s us", r.Values["oldest_us"], r.Values["newest_us"])
}

func TestNotifyInEach(t *testing.T) {
	if r := run(t, "notify", order(t, "ss")); r.Values["least"] != "0" && r.Values["least"] != "" {
		t.Errorf("both stock libraries receive: the fixture proves nothing\n%s", r.Output)
	}
	r := run(t, "notify", order(t, "ooo"))
	want(t, r, "least", "10")
	want(t, r, "first_after_reset", "10")
	want(t, r, "last_after_reset", "20")
	// A library in fallback takes a signal from those that came before: documented.
	want(t, run(t, "notify", order(t, "of")), "least", "0")
}

func TestHostKeepsItsSIGURG(t *testing.T) {
	want(t, run(t, "urg", order(t, "s")), "real_seen_by_host", "0")
	for _, word := range []string{"o", "oo", "f", "fo", "of"} {
		r := run(t, "urg", order(t, word))
		want(t, r, "runtimes_seen_by_host", "0")
		want(t, r, "real_seen_by_host", "20")
	}
}

func TestAsyncPreemptOff(t *testing.T) {
	for _, env := range []string{"asyncpreemptoff=1", "gctrace=0,asyncpreemptoff=1", "asyncpreemptoff=0,asyncpreemptoff=1", "asyncpreemptoff=2,asyncpreemptoff=x"} {
		r := run(t, "urg_idle", order(t, "oof"), "GODEBUG="+env)
		want(t, r, "real_seen_by_host", "20")
		want(t, r, "recovered", "3")
		// A runtime that is given a SIGURG it does not expect raises it again and sleeps for 1 ms
		// (runtime.raisebadsignal).
		if us := number(t, r, "microseconds"); us > 500 {
			t.Errorf("%s: a SIGURG takes %.0f us: Go had it", env, us)
		}
	}
}

func TestProfilesInTwo(t *testing.T) {
	lib := fixture.Ours(t, "bfd", "profile", "-DCSHARED_LOAD_CPU_PROFILE")
	want(t, run(t, "profile", fixture.Copies(t, lib, 2)), "least_spins", "1")
	// Without the option SIGPROF stays blocked, and profiles have no samples: documented.
	want(t, run(t, "profile", order(t, "oo")), "least_spins", "0")
}

func TestThreadsHealAfterRecheck(t *testing.T) {
	want(t, run(t, "late", order(t, "os")), "stuck", "0")
}

func TestFaults(t *testing.T) {
	killed := func(r fixture.Result, by syscall.Signal) {
		t.Helper()
		if !r.Status.Signaled() || r.Status.Signal() != by {
			t.Errorf("status %#x, want death by signal %d\n%s", uint32(r.Status), by, r.Output)
		}
	}
	// A stock library turns a fault of C below Go into SIGQUIT.
	killed(run(t, "c_fault", order(t, "s")), syscall.SIGQUIT)
	for _, word := range []string{"o", "oo", "os", strings.Repeat("o", 20), "f", "fo", "of"} {
		for _, test := range []string{"c_fault", "host_fault", "sent_fault"} {
			if word == "os" && test == "c_fault" {
				continue // the stock library came last and has the signals
			}
			killed(run(t, test, order(t, word)), syscall.SIGSEGV)
		}
		libs := order(t, word)
		r := run(t, "fault_reported_before", libs)
		killed(r, syscall.SIGSEGV)
		want(t, r, "after_recover", "0")
		want(t, r, "reports", "1")
		want(t, r, "in", "/"+filepath.Base(libs[0]))
	}
	r := run(t, "fault_reported_after", order(t, "oo"))
	killed(r, syscall.SIGSEGV)
	want(t, r, "recovered", "1")
	// The reporter is both the host's action and the one that chains to us: no loop.
	r = run(t, "chain_of_two", order(t, "oo"))
	killed(r, syscall.SIGSEGV)
	want(t, r, "reports", "2")
}

func TestGoProgramAsHost(t *testing.T) {
	program := fixture.GoHost(t)
	if r := fixture.Run(t, nil, program, order(t, "s")...); number(t, r, "host") < spin*9/10 {
		t.Errorf("a stock library leaves the host's preemption alone: the fixture proves nothing\n%s", r.Output)
	}
	for _, word := range []string{"o", "oo", "f", "fo"} {
		libs := order(t, word)
		r := fixture.Run(t, nil, program, libs...)
		if worst := max(number(t, r, "host"), number(t, r, "worst")); worst >= promised {
			t.Errorf("%s: worst is %.0f ms, want less than %d", word, worst, promised)
		}
		want(t, r, "recovered", strconv.Itoa(len(libs)))
		want(t, r, "host_recovers", "true")
	}
}

func TestRecheckWithoutALibraryOfOurs(t *testing.T) {
	r := run(t, "gc", order(t, "+s"))
	if !slices.Contains(strings.Fields(r.Output), "failed") {
		t.Errorf("recheck says nothing of having no leader:\n%s", r.Output)
	}
}
