package conformance

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// The order of the results is that of the checks, whichever is done first, and each knows what of its needs failed.
func TestRunAll(t *testing.T) {
	checks := []catalogue.Check{
		{ID: "a/slow"},
		{ID: "a/broken"},
		{ID: "a/needs-both", Needs: []string{"a/slow", "a/broken"}},
		{ID: "a/needs-slow", Needs: []string{"a/slow"}},
		{ID: "a/quick"},
	}
	var slow atomic.Bool
	results := runAll(checks, func(check catalogue.Check, failed []string) verdict.Verdict {
		switch check.ID {
		case "a/slow":
			time.Sleep(50 * time.Millisecond)
			slow.Store(true)
		case "a/broken":
			return verdict.Failf("it is")
		case "a/needs-slow", "a/needs-both":
			if !slow.Load() {
				t.Errorf("%s runs before what it needs", check.ID)
			}
		}
		if len(failed) > 0 {
			return verdict.Skipf("%s failed", failed[0])
		}
		return verdict.Passf("")
	})
	want := []verdict.Outcome{verdict.Pass, verdict.Fail, verdict.Skip, verdict.Pass, verdict.Pass}
	for i, r := range results {
		if r.ID != checks[i].ID || r.Outcome != want[i] {
			t.Errorf("result %d is %s of %s, want %s of %s", i, r.Outcome, r.ID, want[i], checks[i].ID)
		}
	}
	if got := results[2].Detail; got != "a/broken failed" {
		t.Errorf("a/needs-both says %q", got)
	}
}

func TestRunAllIsBounded(t *testing.T) {
	checks := slices.Repeat([]catalogue.Check{{ID: "a/a"}}, 10*sideBySide)
	var running, most atomic.Int64
	runAll(checks, func(catalogue.Check, []string) verdict.Verdict {
		most.Store(max(most.Load(), running.Add(1)))
		time.Sleep(2 * time.Millisecond)
		running.Add(-1)
		return verdict.Passf("")
	})
	if got := most.Load(); got < 2 || got > sideBySide {
		t.Errorf("%d checks ran at once, want 2 to %d", got, sideBySide)
	}
}
