// Package names_test checks the file names of libraries in runfiles: the real file, the SONAME's, the
// plain link, and what the manifest says of them.
package names_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"

	"github.com/gocshared/rules_go_cshared/gen/manifest"
)

func TestNames(t *testing.T) {
	for _, test := range []struct{ name, version, soversion, file, soname string }{
		{"of_attribute", "1.2.3", "1", "libcalc_of_attribute.so.1.2.3", "libcalc_of_attribute.so.1"},
		{"of_flag", "3.4.5", "3", "libcalc_of_flag.so.3.4.5", "libcalc_of_flag.so.3"},
		{"of_empty_flag", "1.2.3", "1", "libcalc_of_empty_flag.so.1.2.3", "libcalc_of_empty_flag.so.1"},
		{"of_soversion", "1.2.3", "9", "libcalc_of_soversion.so.1.2.3", "libcalc_of_soversion.so.9"},
		{"unstable", "0.0.7", "0.0.7", "libcalc_unstable.so.0.0.7", "libcalc_unstable.so.0.0.7"},
	} {
		t.Run(test.name, func(t *testing.T) {
			rlocation := os.Getenv("MANIFEST_" + test.name)
			if rlocation == "" {
				t.Skip("the libraries are built by Bazel: run bazel test //tests/rules/names:names_test")
			}
			path, err := runfiles.Rlocation(rlocation)
			if err != nil {
				t.Fatal(err)
			}
			m, err := manifest.Read(path)
			if err != nil {
				t.Fatal(err)
			}
			if m.Version != test.version || m.SOVersion != test.soversion || m.File != test.file || m.SOName != test.soname {
				t.Errorf("manifest says version %q, soversion %q, file %q, soname %q; want %+v", m.Version, m.SOVersion, m.File, m.SOName, test)
			}
			lib := filepath.Join(filepath.Dir(filepath.Dir(path)), "lib")
			for _, name := range []string{test.file, test.soname} {
				if _, err := os.Stat(filepath.Join(lib, name)); err != nil {
					t.Error(err)
				}
			}
			// A relative link: wherever the folder is copied to, it is no second library.
			plain := filepath.Join(lib, "libcalc_"+test.name+".so")
			if target, err := os.Readlink(plain); err != nil || target != test.file {
				t.Errorf("%s links to %q, %v; want %q", plain, target, err, test.file)
			}
		})
	}
}
