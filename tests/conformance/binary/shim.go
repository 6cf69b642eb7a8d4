package binary

import (
	"os"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

func shim(a *artefact.Artefact) verdict.Verdict {
	if a.Config.ShimReport == "" {
		return verdict.Reportf("no report: the library was not linked by rules_go_cshared")
	}
	report, err := os.ReadFile(a.Config.ShimReport)
	if err != nil {
		return verdict.Reportf("%v", err)
	}
	first, _, _ := strings.Cut(string(report), "\n")
	if why, ok := strings.CutPrefix(first, "fallback constructors: "); ok {
		return verdict.Reportf("constructors, the table \"fallback\" of load.h: %s", why)
	}
	return verdict.Reportf("diverted, the first table of load.h")
}
