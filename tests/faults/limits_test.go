package faults

import (
	"strings"
	"testing"
)

// noThreads is how the cases stand in for a limit on threads, which root is not under.
const noThreads = "deny=clone+clone3:EAGAIN"

// The same happens at the limit itself.
func TestLimitOnThreads(t *testing.T) {
	limited := 0
	for _, f := range faults {
		if !strings.Contains(f.steps, noThreads) {
			continue
		}
		limited++
		f.steps, f.limited = "user "+strings.ReplaceAll(f.steps, noThreads, "processes"), true
		t.Run(f.what, func(t *testing.T) { inject(t, f) })
	}
	if limited == 0 {
		t.Error("no case has a limit on threads")
	}
}
