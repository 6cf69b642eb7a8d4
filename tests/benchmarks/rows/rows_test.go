package rows

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestTableIsComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range Table {
		if seen[row.Name] || row.Unit == "" || row.Kind == "" || row.Limit <= 0 || row.Rounds < 1 || row.Measure == nil {
			t.Errorf("row %+v is there twice or lacks something", row.Budget)
		}
		seen[row.Name] = true
	}
}

func TestSelect(t *testing.T) {
	for _, test := range []struct{ pattern, want, wantErr string }{
		{"", "call/scalar call/string_in call/string_out call/handle_method call/callback batch/per_item load/dlopen_first_call size/stripped build/clean build/body_change timer/now mutex/uncontended mutex/uncontended_errorcheck mutex/uncontended_recursive module/acquire_release handle/lookup conformance/one_artifact gazelle/2000_packages", ""},
		{"^build/", "build/clean build/body_change", ""},
		{"gazette", "", `-row "gazette" matches no row; the rows are: call/scalar, call/string_in, call/string_out, call/handle_method, call/callback, batch/per_item, load/dlopen_first_call, size/stripped, build/clean, build/body_change, timer/now, mutex/uncontended, mutex/uncontended_errorcheck, mutex/uncontended_recursive, module/acquire_release, handle/lookup, conformance/one_artifact, gazelle/2000_packages`},
		{"(", "", "-row \"(\" is not a regular expression: error parsing regexp: missing closing ): `(`"},
	} {
		rows, err := Select(Table, test.pattern)
		var names []string
		for _, row := range rows {
			names = append(names, row.Name)
		}
		if got := strings.Join(names, " "); got != test.want || message(err) != test.wantErr {
			t.Errorf("Select(%q) = %q, %v; want %q, %q", test.pattern, got, err, test.want, test.wantErr)
		}
	}
}

func TestInnerNeedsBazelRun(t *testing.T) {
	t.Setenv("BUILD_WORKSPACE_DIRECTORY", "")
	_, err := new(Run).Inner()
	want := "BUILD_WORKSPACE_DIRECTORY is not set, so the repository to build from is unknown. Start the benchmarks with: ./bazelw run -c opt //tests/benchmarks"
	if message(err) != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestArtefactNeedsBazelRun(t *testing.T) {
	_, err := artefact("BENCHMARK_NONE")
	want := "BENCHMARK_NONE is not set: the artefact that it names is built by Bazel. Start the benchmarks with: ./bazelw run -c opt //tests/benchmarks"
	if message(err) != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// program writes a shell script that stands for the C loader.
func program(t *testing.T, text string) string {
	path := filepath.Join(t.TempDir(), "load")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadOnce(t *testing.T) {
	got, err := loadOnce(t.Context(), program(t, `test "$2" = subject_ready && echo 2500000`), "lib.so")
	if got != 2.5 || err != nil {
		t.Errorf("loadOnce = %v, %v; want 2.5 ms", got, err)
	}
	failing, silent := program(t, "echo load: no such file >&2; exit 1"), program(t, "echo soon")
	for _, test := range []struct{ program, want string }{
		{failing, failing + " lib.so subject_ready: exit status 1\nload: no such file\n"},
		{silent, silent + ` lib.so subject_ready printed "soon\n", want nanoseconds`},
	} {
		if _, err := loadOnce(t.Context(), test.program, "lib.so"); message(err) != test.want {
			t.Errorf("error %v, want %s", err, test.want)
		}
	}
}

func TestRunPair(t *testing.T) {
	both := program(t, `for i in $(seq "$1"); do echo "$i.5 2"; done`)
	samples, err := runPair(t.Context(), 2, []string{both, "2"})
	if err != nil || !slices.Equal(samples.Ours, []float64{1.5, 2.5}) || !slices.Equal(samples.Baseline, []float64{2, 2}) {
		t.Errorf("samples %v, %v; want ours [1.5 2.5], baseline [2 2]", samples, err)
	}
	failing, one := program(t, "echo pair: no clock >&2; exit 1"), program(t, "echo 3.5")
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{failing, "2"}, failing + " 2: exit status 1\npair: no clock\n"},
		{[]string{one, "2"}, one + ` 2 printed "3.5\n", want two numbers: ours and the baseline`},
		{[]string{both, "1"}, both + " 1 printed 1 lines, want 2, one for each round"},
	} {
		if _, err := runPair(t.Context(), 2, test.args); message(err) != test.want {
			t.Errorf("error %v, want %s", err, test.want)
		}
	}
}

func TestFoldersAreNew(t *testing.T) {
	next := folders("clean")
	if a, b, c := next(), next(), folders("clean")(); a == b || a == c {
		t.Errorf("folder names repeat: %s, %s, %s", a, b, c)
	}
}
