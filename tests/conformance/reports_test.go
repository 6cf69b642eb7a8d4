package conformance_test

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// The reports have no negative fixtures, since they cannot fail. What they see is here.
func TestReports(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	f := good(t)
	f.Thorough = true
	for _, r := range run(t, build(t, f)) {
		if r.Outcome == verdict.Report {
			got[r.ID] = r.Detail
		}
	}
	got["load/dlmopen"] = regexp.MustCompile(`(that tries it) .*`).ReplaceAllString(got["load/dlmopen"], "$1 …")
	got["memory/locked"] = regexp.MustCompile(`[0-9]+ kB`).ReplaceAllString(got["memory/locked"], "N kB")
	want := map[string]string{
		"memory/locked": "a process with mlockall(MCL_CURRENT | MCL_FUTURE) that loads and calls ended with exit status 0; at most N kB resident",
		"load/dlmopen":  "dlmopen is not supported; a process that tries it …",
		"env/fatal-variables": "GOMEMLIMIT=bogus: a process that loads and calls ended with exit status 0\n" +
			"GODEBUG=cgocheck=2: a process that loads and calls ended with exit status 0",
		"reload/links": "a symbolic link to a loaded file: the same library\n" +
			"a hard link to it: the same library\n" +
			"the loaded file under a new name: the same library\n" +
			"another file under its old name: the same library",
		"built/findings": "1, of which 0 accepted\nstdout (surprises) in example.com/good: good.go:7:2: `fmt.Println` writes to descriptor 1 or 2",
		"built/load":     "diversion complete",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reports (-want +got):\n%s", diff)
	}
}
