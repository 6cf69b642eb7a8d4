// Package findings_test reads the findings that the rule has put into manifests: of the main package,
// of its dependencies, with the build tags of the library.
package findings_test

import (
	"os"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"
	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/gen/manifest"
)

const folder = "tests/rules/findings/"

func TestFindings(t *testing.T) {
	for name, want := range map[string][]string{
		"reported": {
			"c-constructor " + folder + "library/early.c:1:1",
			"c-constructor " + folder + "library/noisy.go:4:16",
			"log.Fatal " + folder + "dependency/method.go:6:28",
			"os.Exit " + folder + "dependency/dependency.go:10:15",
			"stdout " + folder + "library/noisy.go:15:2 (the test reads it)",
		},
		"tagged": {
			"c-constructor " + folder + "library/early.c:1:1",
			"c-constructor " + folder + "library/noisy.go:4:16",
			"log.Fatal " + folder + "dependency/method.go:6:28",
			"log.Fatal " + folder + "dependency/tagged.go:8:16",
			"os.Exit " + folder + "dependency/dependency.go:10:15",
			"stdout " + folder + "library/noisy.go:15:2 (the test reads it)",
		},
		"accepted": {
			"c-constructor " + folder + "library/early.c:1:1 (allow_findings)",
			"c-constructor " + folder + "library/noisy.go:4:16 (allow_findings)",
			"log.Fatal " + folder + "dependency/method.go:6:28 (allow_findings)",
			"os.Exit " + folder + "dependency/dependency.go:10:15 (allow_findings)",
			"stdout " + folder + "library/noisy.go:15:2 (the test reads it)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := read(t, name)
			var got []string
			for _, f := range m.Findings {
				line := f.ID + " " + f.Position
				if f.Accepted != "" {
					line += " (" + f.Accepted + ")"
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if m.Load == nil || m.Load.Diversion != manifest.Complete || !m.Load.Aliases["runtime.tlsg"] {
				t.Errorf("load is %+v", m.Load)
			}
		})
	}
}

func read(t *testing.T, name string) *manifest.Manifest {
	t.Helper()
	rlocation := os.Getenv("MANIFEST_" + name)
	if rlocation == "" {
		t.Skip("the libraries are built by Bazel: run bazel test //tests/rules/findings:findings_test")
	}
	path, err := runfiles.Rlocation(rlocation)
	if err != nil {
		t.Fatal(err)
	}
	m, err := manifest.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
