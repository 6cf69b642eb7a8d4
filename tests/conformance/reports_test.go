package conformance_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// The reports have no negative fixtures, since they cannot fail. What they must see is here.
func TestReportsSeeWhatChanges(t *testing.T) {
	t.Parallel()
	f := good(t)
	f.name = "rude"
	f.files = slices.DeleteFunc(f.files, func(file txtar.File) bool { return file.Name == "good.c" })
	f.files = append(f.files, parse(t, "testdata/rude.txtar").Files...)
	got := map[string]string{}
	for _, r := range run(t, build(t, f)) {
		if r.Outcome == verdict.Fail {
			t.Errorf("%s: %s", r.ID, r.Detail)
		}
		if r.Outcome == verdict.Report {
			got[r.ID] = r.Detail
		}
	}
	memory := regexp.MustCompile(`^after load: \+\d+ kB resident, \+\d+ kB mapped\nafter first call: \+\d+ kB resident, \+\d+ kB mapped$`)
	if !memory.MatchString(got["memory/growth"]) {
		t.Errorf("memory/growth: %s", got["memory/growth"])
	}
	delete(got, "memory/growth")
	got["limits/resources"] = regexp.MustCompile(`hard (\d+) -> (\d+)`).ReplaceAllString(got["limits/resources"], "hard H -> H")
	got["signals/dispositions"] = withoutPthreadsOwn(got["signals/dispositions"])
	want := map[string]string{
		"signals/dispositions": "SIGUSR1: default -> a handler in libgood.so.1.2.3; flags none -> RESTORER|ONSTACK|RESTART; mask 0000000000000000 -> 0000000000000001\n" +
			"SIGTERM: default -> ignored; flags none -> RESTORER; mask 0000000000000000 -> 0000000000000000",
		"masks/open": "before load: calling thread blocks 0000000000000000\n" +
			"after load: calling thread blocks 0000000000000000\n" +
			"after load: 1 other thread blocks 0000000000000000\n" +
			"after first call: calling thread blocks 0000000000000800\n" +
			"after first call: 1 other thread blocks 0000000000000000",
		"masks/blocked": "before load: calling thread blocks fffffffffffbfeff\n" +
			"after load: calling thread blocks fffffffe7ffbfeff\n" +
			"after load: 1 other thread blocks fffffffe7ffbfeff\n" +
			"after first call: calling thread blocks 0000000000000800\n" +
			"after first call: 1 other thread blocks fffffffe7ffbfeff",
		"limits/resources":   "RLIMIT_NOFILE: soft 1024 -> 512, hard H -> H",
		"threads/count":      "before load: 1\nafter load: 2\nafter first call: 2",
		"limits/descriptors": "opened: /dev/zero",
		"built/findings":     "1, of which 0 accepted\nstdout (surprises) in example.com/good: good.go:7:2: `fmt.Println` writes to descriptor 1 or 2",
		"built/load":         "diversion complete",
	}
	// glibc may keep its own two signals blocked in a host that blocked them itself.
	got["masks/blocked"] = strings.ReplaceAll(got["masks/blocked"], "after load: calling thread blocks fffffffffffbfeff", "after load: calling thread blocks fffffffe7ffbfeff")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reports (-want +got):\n%s", diff)
	}
}

// withoutPthreadsOwn drops the handlers that glibc installs for itself at the first thread.
func withoutPthreadsOwn(report string) string {
	lines := slices.DeleteFunc(strings.Split(report, "\n"), func(line string) bool { return strings.HasPrefix(line, "signal 3") })
	return strings.Join(lines, "\n")
}
