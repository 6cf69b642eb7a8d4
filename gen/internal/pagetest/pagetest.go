// Package pagetest is for the tests of packages that write a page of the documentation from a table.
package pagetest

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the page instead of comparing")

// Compare fails the test if the page's file has other text than want. With -update it writes the file first.
func Compare(t *testing.T, file, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s needs updating. Run `go test . -update` in the folder of this test", file)
	}
}
