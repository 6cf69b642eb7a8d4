package built

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/gen/manifest"
	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

func finding(id, pkg, position, accepted string) manifest.Finding {
	return manifest.Finding{ID: id, Weight: "breaks", Package: pkg, Position: position, Text: "`" + id + "` is bad", Accepted: accepted}
}

func TestReports(t *testing.T) {
	for _, c := range []struct {
		name, id string
		manifest manifest.Manifest
		want     string
	}{
		{"nobody looked", "built/findings", manifest.Manifest{}, "not measured: the manifest has no `findings`"},
		{"none", "built/findings", manifest.Manifest{Findings: []manifest.Finding{}}, "none"},
		{"grouped by kind and package", "built/findings", manifest.Manifest{Findings: []manifest.Finding{
			finding("log.Fatal", "a.org/a", "a.go:1:1", "a tool"),
			finding("os.Exit", "a.org/a", "a.go:2:1", "a tool"),
			finding("os.Exit", "a.org/a", "a.go:3:1", ""),
			finding("os.Exit", "a.org/a", "a.go:4:1", ""),
			finding("os.Exit", "a.org/b", "b.go:1:1", ""),
		}}, "5, of which 2 accepted\n" +
			"log.Fatal (accepted: a tool) in a.org/a: a.go:1:1: `log.Fatal` is bad\n" +
			"os.Exit (breaks, 1 accepted) in a.org/a: a.go:3:1 and 2 more: `os.Exit` is bad\n" +
			"os.Exit (breaks) in a.org/b: b.go:1:1: `os.Exit` is bad"},
		{"no mechanism", "built/load", manifest.Manifest{}, "not measured: the manifest has no `load`"},
		{"complete", "built/load", manifest.Manifest{Load: &manifest.Load{
			Diversion: manifest.Complete, Aliases: map[string]bool{"runtime.text": true},
		}}, "diversion complete"},
		{"fallback", "built/load", manifest.Manifest{Load: &manifest.Load{
			Diversion: manifest.Constructors, Why: "no member defines x",
			Aliases: map[string]bool{"runtime.sigtable": false, "runtime.etext": false, "runtime.text": true},
		}}, "diversion constructors: no member defines x\nnot found: runtime.etext\nnot found: runtime.sigtable"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Checks()[c.id](&artefact.Artefact{Manifest: &c.manifest})
			if diff := cmp.Diff(verdict.Reportf("%s", c.want), got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
