package serialize

import (
	"os"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"
	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/gen/manifest"
)

// The manifest says what is kept apart, and nothing where nothing is.
func TestManifest(t *testing.T) {
	for name, want := range map[string]map[string][]string{
		"API":       {"counter": {"unsafe_count"}},
		"API_STOCK": nil,
		"RAW": {
			"counters": {"own_count", "unsafe_count", "unsafe_shared_count"},
			"others": {
				"own_nested", "strtok", "unsafe_complex", "unsafe_doubles", "unsafe_fail", "unsafe_integers",
				"unsafe_larges", "unsafe_mixed", "unsafe_pairs",
			},
		},
	} {
		if os.Getenv(name) == "" {
			t.Skipf("%s is not set: ./bazelw test //tests/serialize/... runs this", name)
		}
		path, err := runfiles.Rlocation(os.Getenv(name))
		if err != nil {
			t.Fatal(err)
		}
		m, err := manifest.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, m.Serialize); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
