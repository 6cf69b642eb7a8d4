package load

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

const (
	loadHost   = "load/testdata/host.c"
	stressHost = "stress/testdata/host.c"
	broken     = "load/testdata/broken.c"
)

// A sanitizer and what cannot be as usual under it.
type sanitizer struct {
	name  string
	flags []string
	// finds is part of its report of broken.c.
	finds string
	// delayed: signals wait for the next call of libc, so a loop in Go is not preempted; and
	// sigaction is the sanitizer's own, so the kernel has a handler of it instead of the user's.
	delayed bool
}

var sanitizers = []sanitizer{
	{name: "address", flags: []string{"-O1", "-g", "-fno-omit-frame-pointer", "-fsanitize=address"}, finds: "heap-buffer-overflow"},
	{name: "undefined", flags: []string{"-O1", "-g", "-fsanitize=undefined", "-fno-sanitize-recover=all"}, finds: "signed integer overflow"},
	{name: "thread", flags: []string{"-O1", "-g", "-fsanitize=thread"}, finds: "data race", delayed: true},
}

// The shim and the host have the sanitizer, Go has none. A report ends the host with another status.
func TestSanitizers(t *testing.T) {
	for _, s := range sanitizers {
		t.Run(s.name, func(t *testing.T) {
			host, lib := fixture.Sanitized(t, s.name, s.flags, loadHost)
			for _, g := range guarantees {
				if g.of == "stuck" && s.delayed {
					continue
				}
				t.Run(g.name, func(t *testing.T) { compare(t, s.name, fixture.Run(t, nil, host, lib, g.of), g.ours) })
			}
			for _, of := range []string{"limits", "limits_between", "recover", "threads"} {
				t.Run(of, func(t *testing.T) { compare(t, s.name, fixture.Run(t, nil, host, lib, of), nil) })
			}
			host, lib = fixture.Sanitized(t, s.name, s.flags, stressHost)
			for _, of := range []string{"maps", "calls"} {
				t.Run(of, func(t *testing.T) { compare(t, s.name, fixture.Run(t, nil, host, lib, of, "300000"), nil) })
			}
		})
	}
}

func TestSanitizersFind(t *testing.T) {
	for _, s := range sanitizers {
		t.Run(s.name, func(t *testing.T) {
			host, lib := fixture.Sanitized(t, s.name, s.flags, loadHost, broken)
			r := fixture.Run(t, []string{"BROKEN=" + s.name}, host, lib, "recover")
			if r.Status.ExitStatus() == 0 || !strings.Contains(r.Output, s.finds) {
				t.Errorf("status %#x and no %q: the sanitizer does not see the shim\n%s", uint32(r.Status), s.finds, r.Output)
			}
		})
	}
}

// memcheck runs a case under valgrind and returns its reports about C code of ours. Go's runtime has
// many of its own, the stock library too: stacks that it moves, a collector that reads them whole,
// page faults that it recovers from. So a report counts when C comes before Go on its stack.
func memcheck(t *testing.T, env []string, host string, args ...string) (reports []string, r fixture.Result) {
	t.Helper()
	valgrind, err := exec.LookPath("valgrind")
	if err != nil {
		t.Skip("valgrind is not installed")
	}
	r = fixture.Run(t, env, valgrind, append([]string{"--error-limit=no", "--num-callers=30", host}, args...)...)
	if !strings.Contains(r.Output, "ERROR SUMMARY") {
		t.Fatalf("valgrind did not come to its end, status %#x:\n%s", uint32(r.Status), r.Output)
	}
	return reportsOfC(r.Output), r
}

var (
	prefix = regexp.MustCompile(`(?m)^==\d+== ?`)
	frame  = regexp.MustCompile(`^   (?:at|by) 0x[0-9A-F]+: (\S+) \((\S+)`)
)

func reportsOfC(output string) (reports []string) {
	for _, report := range regexp.MustCompile(`\n\s*\n`).Split(prefix.ReplaceAllString(output, ""), -1) {
		for line := range strings.Lines(report) {
			m := frame.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			file, _, _ := strings.Cut(m[2], ":")
			if strings.HasSuffix(file, ".go") || strings.HasSuffix(file, ".s") {
				break
			}
			if strings.HasSuffix(file, ".c") && !strings.HasPrefix(file, "vg_") {
				reports = append(reports, report)
				break
			}
		}
	}
	return reports
}

func TestMemcheck(t *testing.T) {
	host, lib := fixture.Sanitized(t, "memcheck", []string{"-O1", "-g"}, loadHost, broken)
	// valgrind knows one rounding mode only, and runs one thread at a time: no "fp", no "stuck".
	for _, of := range []string{"masks", "flags", "sigpipe", "restored", "recover", "limits"} {
		t.Run(of, func(t *testing.T) {
			reports, r := memcheck(t, nil, host, lib, of)
			if len(reports) > 0 {
				t.Errorf("%d reports about C code:\n%s", len(reports), strings.Join(reports, "\n\n"))
			}
			compare(t, "memcheck", r, nil)
		})
	}
	reports, _ := memcheck(t, []string{"BROKEN=memcheck"}, host, lib, "recover")
	if len(reports) != 1 || !strings.Contains(reports[0], "uninitialised value") || !strings.Contains(reports[0], "broken.c") {
		t.Errorf("%d reports about broken.c, want one of an uninitialised value:\n%s", len(reports), strings.Join(reports, "\n\n"))
	}
}
