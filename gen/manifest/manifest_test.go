package manifest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWriteThenRead(t *testing.T) {
	want := &Manifest{
		Schema: Schema, Label: "//a:a", Mode: Raw, Name: "a", Exports: []string{"a_f"},
		Go: Go{Version: "go1.26.8", GOOS: "linux", GOARCH: "amd64"}, GoDebug: map[string]string{"panicnil": "1"},
		Needed: []string{"lib<x>&*.so"}, CTLS: 64,
		Findings: []Finding{{ID: "os.Exit", Weight: "breaks", Package: "a.org/b", Position: "b/b.go:1:2", Text: "`os.Exit` ends it", Accepted: "tool"}},
		Load:     &Load{Diversion: Constructors, Why: "no member defines x", Aliases: map[string]bool{"runtime.tlsg": true}},
	}
	var b bytes.Buffer
	if err := Write(&b, want); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), `"lib<x>&*.so"`) {
		t.Errorf("patterns are escaped for HTML: %s", &b)
	}
	got, err := Read(write(t, b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A manifest without findings is not one in which nobody has looked for them.
func TestNoFindingsIsNotUnknown(t *testing.T) {
	for want, m := range map[string]*Manifest{
		`"findings": []`: {Schema: Schema, Findings: []Finding{}},
		"":               {Schema: Schema},
	} {
		var b bytes.Buffer
		if err := Write(&b, m); err != nil {
			t.Fatal(err)
		}
		if has := strings.Contains(b.String(), "findings"); has != (want != "") || !strings.Contains(b.String(), want) {
			t.Errorf("want %q in %s", want, &b)
		}
		got, err := Read(write(t, b.String()))
		if err != nil {
			t.Fatal(err)
		}
		if (got.Findings == nil) != (m.Findings == nil) {
			t.Errorf("read %#v, want %#v", got.Findings, m.Findings)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"other schema": {`{"schema": 2}`, "manifest: PATH has schema 2, but this program reads schema 1: use the release of rules_go_cshared that made the library"},
		"no schema":    {`{}`, "manifest: PATH has schema 0, but this program reads schema 1: use the release of rules_go_cshared that made the library"},
		"no JSON":      {`x`, "manifest: PATH: invalid character 'x' looking for beginning of value"},
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, c.text)
			_, err := Read(path)
			if err == nil {
				t.Fatal("no error")
			}
			if got := strings.ReplaceAll(err.Error(), path, "PATH"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	if _, err := Read(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a missing file is no error")
	}
}

func TestReadTakesNewFields(t *testing.T) {
	if _, err := Read(write(t, `{"schema": 1, "of_a_later_release": true}`)); err != nil {
		t.Error(err)
	}
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "manifest.json")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
