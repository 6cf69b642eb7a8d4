// Package packages_test reads abi.json and the manifest of a library of two Go packages.
package packages_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"
	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/gen/abi"
	"github.com/gocshared/rules_go_cshared/gen/manifest"
)

func path(t *testing.T, variable string) string {
	t.Helper()
	name := os.Getenv(variable)
	if name == "" {
		t.Skipf("%s is not set: ./bazelw test //tests/packages/... runs this", variable)
	}
	file, err := runfiles.Rlocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestABIKnowsThePackagesAndTheCFunction reads what bindings would read of the library.
func TestABIKnowsThePackagesAndTheCFunction(t *testing.T) {
	a, err := abi.Read(path(t, "ABI"))
	if err != nil {
		t.Fatal(err)
	}
	const root = "github.com/gocshared/rules_go_cshared/tests/packages/"
	if diff := cmp.Diff([]abi.Package{
		{Path: root + "address", Prefix: "routes_address_", Doc: "Package address has blocks of IPv4 addresses.\n"},
		{Path: root + "table", Prefix: "routes_table_", Doc: "Package table has tables of routes.\n"},
	}, a.Packages); diff != "" {
		t.Errorf("the packages (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([][]string{{"routes_ip_parse"}, {"routes_ip.h"}}, [][]string{a.CFunctions, a.Headers}); diff != "" {
		t.Errorf("the C function and its header (-want +got):\n%s", diff)
	}
	for _, f := range a.Functions {
		if want := strings.Split(f.Name, "_")[1]; f.Package != root+want {
			t.Errorf("%s is of the package %s", f.Name, f.Package)
		}
	}
	names := make([]string, 0, len(a.Handles))
	for _, h := range a.Handles {
		names = append(names, h.Name)
	}
	if !slices.Equal(names, []string{"routes_address_block", "routes_table_table"}) {
		t.Errorf("the handles are %v: a type of both packages has one name", names)
	}
}

func TestManifestHasTheCFunction(t *testing.T) {
	m, err := manifest.Read(path(t, "MANIFEST"))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(m.Exports, "routes_ip_parse") || !slices.Contains(m.Exports, "routes_table_size") || m.Mode != manifest.API {
		t.Errorf("mode %s, exports %v", m.Mode, m.Exports)
	}
}
