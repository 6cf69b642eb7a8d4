package binary

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/config"
)

func TestShim(t *testing.T) {
	for _, test := range []struct{ report, want string }{
		{"", "no report: the library was not linked by rules_go_cshared"},
		{"divert sigaction cshared_load_sigaction 1\n", "diverted, the first table of load.h"},
		{
			"fallback constructors: no member defines x\ndivert sigaction cshared_load_sigaction 0\n",
			`constructors, the table "fallback" of load.h: no member defines x`,
		},
	} {
		a := &artefact.Artefact{Config: new(config.Config)}
		if test.report != "" {
			a.Config.ShimReport = filepath.Join(t.TempDir(), "report")
			if err := os.WriteFile(a.Config.ShimReport, []byte(test.report), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got := shim(a).Detail; got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
