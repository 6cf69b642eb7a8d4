package hygiene

import (
	"os/exec"
	"path"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
)

// needsGo skips where there is no go command, which loads the packages: in Bazel's sandbox.
func needsGo(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("there is no go command; continuous integration runs: go test ./gen/hygiene")
	}
}

// TestAnalyzer reads what each package of testdata/src expects, in its comments.
func TestAnalyzer(t *testing.T) {
	needsGo(t)
	for _, name := range []string{"methods", "names", "load", "cgo", "accepted", "command", "library", "profile", "pairs"} {
		t.Run(name, func(t *testing.T) {
			analysistest.Run(t, analysistest.TestData(), Analyzer, name)
		})
	}
}

func TestFlags(t *testing.T) {
	needsGo(t)
	defer func(before string) { flags.allow = before }(flags.allow)
	if err := Analyzer.Flags.Set("allow", "os.Exit,os.Args@listed,os.Getenv@other"); err != nil {
		t.Fatal(err)
	}
	analysistest.Run(t, analysistest.TestData(), Analyzer, "listed")
}

// TestEveryMethodIsRaised keeps a case for each finding that only types can tell.
func TestEveryMethodIsRaised(t *testing.T) {
	needsGo(t)
	var said strings.Builder
	for _, result := range analysistest.Run(t, analysistest.TestData(), Analyzer, "methods") {
		for _, d := range result.Diagnostics {
			said.WriteString(d.Message + "\n")
		}
	}
	methods := 0
	for _, row := range catalogue.Table() {
		for _, use := range row.Uses {
			for _, name := range use.Names {
				receiver, method, ok := strings.Cut(name, ".")
				if !ok {
					continue
				}
				methods++
				if want := row.Message("(*" + path.Base(use.Package) + "." + receiver + ")." + method); !strings.Contains(said.String(), want) {
					t.Errorf("%s: testdata/src/methods does not raise it by %s %s", row.ID, use.Package, name)
				}
			}
		}
	}
	if methods == 0 {
		t.Error("the catalogue has no methods")
	}
}
