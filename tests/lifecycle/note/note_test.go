// Package note reads the ELF notes of built libraries.
package note

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"

	"github.com/gocshared/rules_go_cshared/gen/abi"
)

func file(t *testing.T, variable string) string {
	t.Helper()
	rlocation := os.Getenv(variable)
	if rlocation == "" {
		t.Skipf("%s is not set: the library is built by Bazel; run bazel test //tests/lifecycle/...", variable)
	}
	path, err := runfiles.Rlocation(rlocation)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestNoteIsThatOfTheABI compares the library with the abi.json that was made with it.
func TestNoteIsThatOfTheABI(t *testing.T) {
	library := file(t, "LIBRARY")
	a, err := abi.Read(file(t, "ABI"))
	if err != nil {
		t.Fatal(err)
	}
	want := abi.NoteOf(a)
	if want.Hash == "" || want.Library != os.Getenv("NAME") || want.Panics != os.Getenv("PANICS") || want.Version != os.Getenv("VERSION") {
		t.Errorf("abi.json says %+v", want)
	}
	compare(t, library, want)
	compare(t, withoutSections(t, library), want)
}

func compare(t *testing.T, path string, want abi.Note) {
	t.Helper()
	got, err := abi.ReadNote(path)
	if err != nil {
		t.Fatal(err)
	}
	if *got != want {
		t.Errorf("%s has the note\n%+v\nwant that of abi.json\n%+v", path, *got, want)
	}
}

// withoutSections is a copy of a 64-bit file that has segments only.
func withoutSections(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const sections, entrySize = 40, 58
	binary.NativeEndian.PutUint64(data[sections:], 0)
	clear(data[entrySize:64])
	copied := filepath.Join(t.TempDir(), "stripped.so")
	if err := os.WriteFile(copied, data, 0o666); err != nil {
		t.Fatal(err)
	}
	return copied
}
