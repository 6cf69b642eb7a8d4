package coexist

import (
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

// sanitized is the host and the libraries that it loads, all with one sanitizer but for the stock one.
type sanitized struct {
	fixture.Sanitizer
	host   string
	builds map[rune]func(*testing.T) string
}

func sanitizedPair(t *testing.T, s fixture.Sanitizer) sanitized {
	variant := func(name string, defines ...string) func(*testing.T) string {
		return func(t *testing.T) string {
			return fixture.SanitizedLibrary(t, s.Name+name, slices.Concat(s.Flags, defines))
		}
	}
	return sanitized{
		Sanitizer: s,
		host:      fixture.SanitizedHost(t, s.Name, s.Flags, "coexist/testdata/host.c", "coexist_recheck.c", "coexist_modules.c"),
		builds: map[rune]func(*testing.T) string{
			's': fixture.Stock,
			'o': variant(""),
			'O': variant("-later", "-DCSHARED_COEXIST_TEST_LATER"),
			'p': variant("-profile", "-DCSHARED_LOAD_CPU_PROFILE"),
			'f': func(t *testing.T) string {
				key := "sanitized-" + s.Name
				return fixture.Link(t, key+"-fallback", fixture.Archive(t), fixture.Shim(t, key, s.Flags...), "bfd", fixture.Part{Flags: s.Flags})
			},
		},
	}
}

func (s sanitized) run(t *testing.T, test, word string, env ...string) fixture.Result {
	t.Helper()
	return fixture.Run(t, env, s.host, append([]string{test}, orderOf(t, word, s.builds)...)...)
}

// clean says that the host came to its end and no sanitizer had anything to say: hosts end by _exit, so
// the status alone would not tell.
func clean(t *testing.T, r fixture.Result) {
	t.Helper()
	if r.Status != 0 || strings.Contains(r.Output, "Sanitizer") || strings.Contains(r.Output, "runtime error:") {
		t.Errorf("status %#x\n%s", uint32(r.Status), r.Output)
	}
}

// A sanitizedCase is one of the host's, and what it prints: with any sanitizer, and with one that does
// not delay signals.
type sanitizedCase struct {
	test, order string
	env         string
	want        map[string]string
	prompt      map[string]string
}

var sanitizedCases = []sanitizedCase{
	{test: "nil", order: "oo", want: map[string]string{"recovered": "2", "elsewhere": "2"}},
	{test: "nil", order: "soso", want: map[string]string{"recovered": "4", "elsewhere": "4"}},
	{test: "nil", order: "oOf", want: map[string]string{"recovered": "3", "elsewhere": "3"}},
	{test: "nil", order: "Oo+s", want: map[string]string{"recovered": "3", "elsewhere": "3"}},
	{test: "notify", order: "oOo", want: map[string]string{"least": "10", "first_after_reset": "10", "last_after_reset": "20"}},
	{test: "urg", order: "oo", want: map[string]string{"runtimes_seen_by_host": "0", "real_seen_by_host": "20"}},
	{test: "urg", order: "of", want: map[string]string{"runtimes_seen_by_host": "0", "real_seen_by_host": "20"}},
	{test: "urg_idle", order: "oof", env: "GODEBUG=asyncpreemptoff=1", want: map[string]string{"recovered": "3", "real_seen_by_host": "20"}},
	{test: "profile", order: "pp", prompt: map[string]string{"least_spins": "1"}},
	{test: "late", order: "os", prompt: map[string]string{"stuck": "0"}},
}

func TestSanitizers(t *testing.T) {
	for _, sanitizer := range fixture.Sanitizers {
		t.Run(sanitizer.Name, func(t *testing.T) {
			s := sanitizedPair(t, sanitizer)
			for _, c := range sanitizedCases {
				t.Run(c.test+"/"+c.order, func(t *testing.T) {
					r := s.run(t, c.test, c.order, c.env)
					clean(t, r)
					for name, value := range c.want {
						want(t, r, name, value)
					}
					for name, value := range c.prompt {
						if !s.Delayed {
							want(t, r, name, value)
						}
					}
				})
			}
			t.Run("gc", func(t *testing.T) { s.collections(t) })
			t.Run("faults", func(t *testing.T) { s.faults(t) })
		})
	}
}

// collections waits for loops of Go. A sanitizer that delays signals until the next call of libc lets no
// library preempt a loop, the stock one neither: so says the first run, and the others only have to
// be without a report.
func (s sanitized) collections(t *testing.T) {
	stock := s.run(t, "gc", "s")
	clean(t, stock)
	if delayed := number(t, stock, "worst") >= spin*9/10; delayed != s.Delayed {
		t.Errorf("alone, the stock library waits for a loop: %v, want %v\n%s", delayed, s.Delayed, stock.Output)
	}
	for _, word := range []string{"oo", "sOo", "o+s", "of"} {
		r := s.run(t, "gc", word)
		clean(t, r)
		if worst := max(number(t, r, "worst"), number(t, r, "cross")); !s.Delayed && worst >= promised {
			t.Errorf("%s: worst is %.0f ms, want less than %d\n%s", word, worst, promised, r.Output)
		}
	}
}

// faults: sanitizers have handlers of their own, which to us are the host's. They get the fault with its
// place, after the runtimes have declined it.
func (s sanitized) faults(t *testing.T) {
	for _, test := range []string{"c_fault", "sent_fault", "host_fault", "fault_reported_before", "fault_reported_after", "chain_of_two"} {
		// The reporter prints from a handler on purpose.
		libs := orderOf(t, "oo", s.builds)
		r := fixture.Run(t, []string{"TSAN_OPTIONS=report_signal_unsafe=0"}, s.host, append([]string{test}, libs...)...)
		switch {
		case s.Name == "undefined" && (test == "host_fault" || test == "chain_of_two"):
			// The host's own store is checked before it is made.
			if !strings.Contains(r.Output, "runtime error: store to null pointer") {
				t.Errorf("%s: status %#x\n%s", test, uint32(r.Status), r.Output)
			}
			continue
		case s.Name == "undefined" || test == "chain_of_two":
			if !r.Status.Signaled() || r.Status.Signal() != syscall.SIGSEGV {
				t.Errorf("%s: status %#x, want death by SIGSEGV\n%s", test, uint32(r.Status), r.Output)
			}
		case !strings.Contains(r.Output, "Sanitizer: SEGV on unknown address") || r.Status.ExitStatus() == 0:
			t.Errorf("%s: status %#x, want a report of the fault\n%s", test, uint32(r.Status), r.Output)
		}
		switch test {
		case "fault_reported_before":
			want(t, r, "after_recover", "0")
			want(t, r, "reports", "1")
			want(t, r, "in", "/"+filepath.Base(libs[0]))
		case "fault_reported_after":
			want(t, r, "recovered", "1")
			want(t, r, "reports", "2")
			want(t, r, "in", "/"+filepath.Base(libs[0]))
		case "chain_of_two":
			want(t, r, "reports", "2")
		}
	}
}

func TestMemcheck(t *testing.T) {
	s := sanitizedPair(t, fixture.Sanitizer{Name: "memcheck", Flags: []string{"-O1", "-g"}})
	// valgrind runs one thread at a time: nothing that waits for a loop of Go.
	for _, c := range sanitizedCases {
		if c.test != "nil" && c.test != "notify" && c.test != "urg_idle" {
			continue
		}
		t.Run(c.test+"/"+c.order, func(t *testing.T) {
			reports, r := fixture.Memcheck(t, []string{c.env}, s.host, append([]string{c.test}, orderOf(t, c.order, s.builds)...)...)
			if len(reports) > 0 {
				t.Errorf("%d reports about C code:\n%s", len(reports), strings.Join(reports, "\n\n"))
			}
			for name, value := range c.want {
				want(t, r, name, value)
			}
		})
	}
}
