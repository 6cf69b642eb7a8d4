package divert

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
)

// options are those of a run on an archive, and what it prints.
func options(t *testing.T, archive []byte, shim string) (*Options, *bytes.Buffer) {
	t.Helper()
	dir, stderr := t.TempDir(), new(bytes.Buffer)
	o := &Options{Label: "//x:y", Archive: filepath.Join(dir, "in.a"), Out: filepath.Join(dir, "out.a"), Report: filepath.Join(dir, "out.txt"), Shim: shim, stderr: stderr}
	if archive != nil {
		if err := os.WriteFile(o.Archive, archive, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return o, stderr
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestRunWritesArchiveAndReport(t *testing.T) {
	known, unknown := cArchive(t), without(t, 2)
	for _, test := range []struct {
		name             string
		in               []byte
		shim             string
		unchanged        bool
		fallback, stderr string
	}{
		{name: "known", in: known, shim: shimAuto},
		{name: "known and required", in: known, shim: shimDiverted},
		{
			name: "unknown", in: unknown, shim: shimAuto, unchanged: true,
			fallback: "fallback constructors: no member defines x_cgo_sigaction and refers to sigaction\n",
			stderr: "//x:y: note: no member defines x_cgo_sigaction and refers to sigaction, so constructors take the place of the diverted calls: " +
				"weaker guarantees for preemption of host threads, os/signal, CPU profiles, masks of CHLD, PROF, STKFLT and 34, and RLIMIT_NOFILE " +
				"(runtime_shim/include/cshared/load.h); a newer rules_go_cshared may know this Go\n",
		},
		{
			name: "asked for", in: known, shim: shimConstructors, unchanged: true,
			fallback: "fallback constructors: shim = \"constructors\" asks for it\n",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			o, stderr := options(t, test.in, test.shim)
			if problems, err := Run(o); err != nil || len(problems) != 0 {
				t.Fatalf("%v, %v", problems, err)
			}
			if unchanged := read(t, o.Out) == string(test.in); unchanged != test.unchanged {
				t.Errorf("unchanged is %v", unchanged)
			}
			report, ok := strings.CutPrefix(read(t, o.Report), test.fallback)
			if !ok || !strings.HasPrefix(report, "divert sigaction ") {
				t.Errorf("report:\n%s", read(t, o.Report))
			}
			if diff := cmp.Diff(test.stderr, stderr.String()); diff != "" {
				t.Errorf("stderr (-want +got):\n%s", diff)
			}
		})
	}
}

func TestProblems(t *testing.T) {
	for _, test := range []struct {
		name string
		in   []byte
		shim string
		want string
	}{
		{"no archive", nil, shimAuto, `//x:y: cannot read IN: no such file or directory [CSHARED401]
Possible fixes:
- build the target again
- file an issue with the file: https://github.com/gocshared/rules_go_cshared/issues
`},
		{"garbage", []byte("x"), shimAuto, `//x:y: IN is not a c-archive of Go that this release can read: not a System V archive [CSHARED406]
Possible fixes:
- build the target again
- file an issue with the file: https://github.com/gocshared/rules_go_cshared/issues
`},
		{"garbage for constructors", []byte("x"), shimConstructors, `//x:y: IN is not a c-archive of Go that this release can read: not a System V archive [CSHARED406]
Possible fixes:
- build the target again
- file an issue with the file: https://github.com/gocshared/rules_go_cshared/issues
`},
		{"unknown and required", without(t, 2), shimDiverted, `//x:y: shim = "diverted" cannot be had with this version of Go: in IN no member defines x_cgo_sigaction and refers to sigaction [CSHARED407]
Possible fixes:
- use a newer rules_go_cshared, which may know this version of Go
- use a version of Go that this release knows
- write ` + "`shim = \"auto\"`" + ` to accept the weaker guarantees
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			o, _ := options(t, test.in, test.shim)
			problems, err := Run(o)
			if err != nil || len(problems) != 1 {
				t.Fatalf("%v, %v", problems, err)
			}
			if diff := cmp.Diff(test.want, strings.ReplaceAll(problems[0].String(), o.Archive, "IN")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if _, err := os.Stat(o.Out); err == nil {
				t.Error("an archive was written")
			}
		})
	}
	o, _ := options(t, cArchive(t), shimAuto)
	o.Out = filepath.Join(filepath.Dir(o.Out), "missing", "out.a")
	if problems, err := Run(o); err != nil || len(problems) != 1 || problems[0].ID != diag.UnwritableOutput {
		t.Errorf("output that cannot be written: %v, %v", problems, err)
	}
}

func TestParse(t *testing.T) {
	all := []string{"-label", "x", "-archive", "a", "-out", "b", "-report", "c"}
	for _, test := range []struct {
		args []string
		want string
	}{
		{all[:2], "cshared-gen divert: needs exactly the flags -label, -archive, -out and -report, and may have -shim\n"},
		{append(all, "-shim", "none"), "cshared-gen divert: -shim is \"none\", not one of auto, diverted, constructors\n"},
	} {
		var stderr bytes.Buffer
		if _, err := Parse(test.args, &stderr); err == nil || stderr.String() != test.want {
			t.Errorf("%q: %v, printed %q, want %q", test.args, err, stderr.String(), test.want)
		}
	}
	stderr := new(bytes.Buffer)
	o, err := Parse(all, stderr)
	want := &Options{Label: "x", Archive: "a", Out: "b", Report: "c", Shim: shimAuto, stderr: stderr}
	if err != nil || !reflect.DeepEqual(o, want) {
		t.Errorf("%+v, %v", o, err)
	}
}
