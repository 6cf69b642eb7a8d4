package module

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

// sanitizedCases are those of the host that a sanitizer has something to see in.
func sanitizedCases(t *testing.T) map[string][]string {
	one, two, three := good(1).build(t), good(2).build(t), good(3).build(t)
	failing := good(7)
	failing.selfTest = 1
	half := filepath.Join(t.TempDir(), "half")
	whole := contents(t, one)
	if err := os.WriteFile(half, whole[:len(whole)/2], 0o644); err != nil {
		t.Fatal(err)
	}
	return map[string][]string{
		"reload":    {"12", "4", "0", one, two, three},
		"faults":    {one, half, failing.build(t), good(-1).build(t), two},
		"callback":  {one, two},
		"drain":     {one, two},
		"twice":     {one, two},
		"versions":  {"1.2.3", hash, one},
		"budgets":   {one},
		"arguments": nil,
		"watch":     nil, // Its own for each run.
	}
}

func TestSanitizers(t *testing.T) {
	cases := sanitizedCases(t)
	for _, s := range fixture.Sanitizers {
		t.Run(s.Name, func(t *testing.T) {
			program := fixture.SanitizedHost(t, "module-"+s.Name, s.Flags, "module/testdata/host.c", hostParts()...)
			for test, args := range cases {
				t.Run(test, func(t *testing.T) {
					if test == "watch" {
						args = watchArgs(t)
					}
					r := fixture.Run(t, nil, program, append([]string{test}, args...)...)
					if r.Status != 0 || strings.Contains(r.Output, "Sanitizer") || strings.Contains(r.Output, "runtime error:") {
						t.Errorf("status %#x\n%s", uint32(r.Status), r.Output)
					}
					if test == "reload" {
						wantAll(t, r, map[string]string{"failed": "0", "wrong": "0"})
					}
				})
			}
		})
	}
}

func TestMemcheck(t *testing.T) {
	for test, args := range sanitizedCases(t) {
		if test == "reload" || test == "drain" || test == "faults" || test == "watch" {
			continue // valgrind runs one thread at a time: nothing that waits for a loop or a time.
		}
		t.Run(test, func(t *testing.T) {
			reports, r := fixture.Memcheck(t, nil, host(t), append([]string{test}, args...)...)
			if len(reports) > 0 || r.Status != 0 {
				t.Errorf("status %#x, %d reports about C code:\n%s", uint32(r.Status), len(reports), strings.Join(reports, "\n\n"))
			}
		})
	}
}
