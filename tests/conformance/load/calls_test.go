package load

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/config"
)

// vectorsOf runs a script in the place of the program: it lists the vectors, or runs those of a file.
func vectorsOf(t *testing.T, list, files string) map[string]string {
	t.Helper()
	program := script(t, `case $1 in
vectors) `+list+` ;;
`+files+`
esac`)
	library := filepath.Join(t.TempDir(), "libx.so")
	if err := os.WriteFile(library, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, r := range Vectors(&artefact.Artefact{Config: &config.Config{Calls: program, Library: library, TimeoutSeconds: 10}}) {
		got[r.ID] = string(r.Outcome) + ": " + r.Detail
	}
	return got
}

const twoFiles = `for v in "0 a" "0 b" "1 c"; do set -- $v; echo "{\"ok\": true, \"lines\": [\"$1\", \"$2\", \"calc_$2()\"]}"; done`

func TestVectorsOfTwoFiles(t *testing.T) {
	for _, c := range []struct {
		name, files string
		want        map[string]string
	}{
		{"all pass", `
vectors/0) echo '{"ok": true}'; echo '{"ok": true, "lines": ["b"]}'; echo '{"ok": true, "lines": ["2 vectors"]}' ;;
vectors/1) echo '{"ok": true}'; echo '{"ok": true, "lines": ["1 vector"]}' ;;`, map[string]string{
			"vectors/a": "pass: ", "vectors/b": "pass: b", "vectors/c": "pass: ", "vectors/leaks": "pass: 2 vectors; 1 vector",
		}},
		{"one fails, one is skipped", `
vectors/0) echo '{"ok": false, "why": "no"}'; echo '{"ok": true, "skip": "later"}'; echo '{"ok": true}'; exit 1 ;;
vectors/1) echo '{"ok": true}'; echo '{"ok": true}' ;;`, map[string]string{
			"vectors/a": "FAIL: no", "vectors/b": "skip: later", "vectors/c": "pass: ", "vectors/leaks": "pass: ",
		}},
		{"a leak of the first file stays one", `
vectors/0) echo '{"ok": true}'; echo '{"ok": true}'; echo '{"ok": false, "why": "1 lives"}'; exit 1 ;;
vectors/1) echo '{"ok": true}'; echo '{"ok": true}' ;;`, map[string]string{
			"vectors/a": "pass: ", "vectors/b": "pass: ", "vectors/c": "pass: ", "vectors/leaks": "FAIL: 1 lives",
		}},
		{"the first file ends early", `
vectors/0) echo '{"ok": true}'; kill -SEGV $$ ;;
vectors/1) echo '{"ok": true}'; echo '{"ok": true}' ;;`, map[string]string{
			"vectors/a": "pass: ", "vectors/b": "FAIL: calc_b(): the process was killed by SIGSEGV", "vectors/c": "pass: ", "vectors/leaks": "skip: vectors/b has ended the process",
		}},
		{"exits in mid-call", `
vectors/0) exit 0 ;;
vectors/1) exit 3 ;;`, map[string]string{
			"vectors/a":     "FAIL: calc_a(): the process ended before it came back: does something in the library call exit?",
			"vectors/b":     "skip: vectors/a has ended the process",
			"vectors/c":     "FAIL: calc_c(): the process ended with exit status 3",
			"vectors/leaks": "skip: vectors/a has ended the process",
		}},
		{"ends after the last answer", `
vectors/0) echo '{"ok": true}'; echo '{"ok": true}'; echo '{"ok": true}'; exit 1 ;;
vectors/1) echo '{"ok": true}'; echo '{"ok": true}' ;;`, map[string]string{
			"vectors/a": "pass: ", "vectors/b": "pass: ", "vectors/c": "pass: ", "vectors/leaks": "FAIL: the process ended with exit status 1",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, vectorsOf(t, twoFiles, c.files)); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

func TestVectorsThatCannotBeListed(t *testing.T) {
	for list, want := range map[string]string{
		":":      "skip: the test has no `vectors`",
		"exit 3": "FAIL: they cannot be listed: the process ended with exit status 3",
	} {
		if diff := cmp.Diff(map[string]string{"vectors/*": want}, vectorsOf(t, list, "")); diff != "" {
			t.Errorf("%s: rows (-want +got):\n%s", list, diff)
		}
	}
}
