package load

import (
	"path/filepath"
	"strconv"

	"github.com/gocshared/rules_go_cshared/gen/manifest"
	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

const noTwin = "there is no twin of the library with probes in it: `twin` of go_cshared_test names one"

// probe runs a check on the twin. Instead of exports the C program gets what the expectation depends on.
func probe(check catalogue.Check, a *artefact.Artefact) verdict.Verdict {
	if a.Config.Twin == "" {
		return verdict.Skipf("%s", noTwin)
	}
	var paths [3]string
	for i, path := range []string{a.Config.Host, a.Config.Twin, a.Config.Neighbour} {
		absolute, err := filepath.Abs(path)
		if err != nil {
			return verdict.Failf("%v", err)
		}
		paths[i] = absolute
	}
	args := append([]string{check.ID, paths[1], "-", "neighbour=" + paths[2]}, facts(a.Manifest)...)
	answer, err := run(a.Config.Context(), paths[0], a.Config.Timeout(), args...)
	if err != nil {
		return verdict.Failf("%v", err)
	}
	return answer.verdict()
}

func facts(m *manifest.Manifest) []string {
	facts := []string{"signals=" + m.Signals, "cpus=" + m.CPUs, "cpu_profile=" + strconv.FormatBool(m.CPUProfile), "go=" + m.Go.Version}
	if m.Load != nil {
		facts = append(facts, "diversion="+m.Load.Diversion)
	}
	return facts
}
