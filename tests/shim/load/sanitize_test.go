package load

import (
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

const (
	loadHost   = "load/testdata/host.c"
	stressHost = "stress/testdata/host.c"
	broken     = "load/testdata/broken.c"
)

// The shim and the host have the sanitizer, Go has none. A report ends the host with another status.
func TestSanitizers(t *testing.T) {
	for _, s := range fixture.Sanitizers {
		t.Run(s.Name, func(t *testing.T) {
			host, lib := fixture.Sanitized(t, s.Name, s.Flags, loadHost)
			for _, g := range guarantees {
				if g.of == "stuck" && s.Delayed {
					continue
				}
				t.Run(g.name, func(t *testing.T) { compare(t, s.Name, fixture.Run(t, nil, host, lib, g.of), g.ours) })
			}
			for _, of := range []string{"limits", "limits_between", "recover", "threads"} {
				t.Run(of, func(t *testing.T) { compare(t, s.Name, fixture.Run(t, nil, host, lib, of), nil) })
			}
			host, lib = fixture.Sanitized(t, s.Name, s.Flags, stressHost)
			for _, of := range []string{"maps", "calls"} {
				t.Run(of, func(t *testing.T) { compare(t, s.Name, fixture.Run(t, nil, host, lib, of, "300000"), nil) })
			}
		})
	}
}

func TestSanitizersFind(t *testing.T) {
	for _, s := range fixture.Sanitizers {
		t.Run(s.Name, func(t *testing.T) {
			host, lib := fixture.Sanitized(t, s.Name, s.Flags, loadHost, broken)
			r := fixture.Run(t, []string{"BROKEN=" + s.Name}, host, lib, "recover")
			if r.Status.ExitStatus() == 0 || !strings.Contains(r.Output, s.Finds) {
				t.Errorf("status %#x and no %q: the sanitizer does not see the shim\n%s", uint32(r.Status), s.Finds, r.Output)
			}
		})
	}
}

func TestMemcheck(t *testing.T) {
	host, lib := fixture.Sanitized(t, "memcheck", []string{"-O1", "-g"}, loadHost, broken)
	// valgrind knows one rounding mode only, and runs one thread at a time: no "fp", no "stuck".
	for _, of := range []string{"masks", "flags", "sigpipe", "restored", "recover", "limits"} {
		t.Run(of, func(t *testing.T) {
			reports, r := fixture.Memcheck(t, nil, host, lib, of)
			if len(reports) > 0 {
				t.Errorf("%d reports about C code:\n%s", len(reports), strings.Join(reports, "\n\n"))
			}
			compare(t, "memcheck", r, nil)
		})
	}
	reports, _ := fixture.Memcheck(t, []string{"BROKEN=memcheck"}, host, lib, "recover")
	if len(reports) != 1 || !strings.Contains(reports[0], "uninitialised value") || !strings.Contains(reports[0], "broken.c") {
		t.Errorf("%d reports about broken.c, want one of an uninitialised value:\n%s", len(reports), strings.Join(reports, "\n\n"))
	}
}
