package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	checks "github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/stock"
)

const stockSource = `package main

import "C"

//export calc_add
func calc_add(a, b int32) int32 { return a + b }

//export calc_answer
func calc_answer() int32 { return 42 }

func main() {}
`

// built returns a file that Bazel has built, for tests that have no go command there.
func built(variable string) (path string, ok bool) {
	// Of a library and the links to it, the file itself has the longest name.
	for _, word := range words(os.Getenv(variable)) {
		if len(word) > len(path) {
			path = word
		}
	}
	return filepath.Join("../../..", path), path != ""
}

// stockLibrary is what the stock tools make of two functions, and its header. untidy: with all that they leave
// in the file by default.
func stockLibrary(t *testing.T, flags ...string) (library, header string, untidy bool) {
	t.Helper()
	if path, ok := built("STOCK_LIBRARY"); ok && flags == nil {
		return path, "", false
	}
	inModule(t, map[string]string{"main.go": stockSource})
	shell(t, "CGO_ENABLED=1 go build -buildmode=c-shared "+strings.Join(flags, " ")+" -o libcalc.so .")
	return "libcalc.so", "libcalc.h", true
}

func sorted(lists ...[]string) []string {
	all := slices.Concat(lists...)
	slices.Sort(all)
	return all
}

func TestCheckFindsTheKnownDefectsOfStockLibraries(t *testing.T) {
	path, _, untidy := stockLibrary(t)
	want := stock.Defects
	if untidy {
		want = sorted(want, stock.UntidyDefects)
	}
	one := checkJSON(t, exitProblems, "-call", "calc_answer", path)
	if diff := cmp.Diff(want, one.with("FAIL")); diff != "" {
		t.Errorf("defects (-want +got):\n%s", diff)
	}
	if one.About.Exports != 2 || !one.About.HasGo || !strings.HasPrefix(one.About.Go, "go1.") || one.About.Signals != "quiet" {
		t.Errorf("about: %+v", one.About)
	}
	for _, row := range one.Results {
		if row.Outcome == "FAIL" && (row.Why == "" || row.Fix == "" || row.Detail == "" || row.Expected == "") {
			t.Errorf("a failure that is not explained: %+v", row)
		}
	}
}

func TestCheckComparesWithHeaderAndPrefix(t *testing.T) {
	if _, ok := built("STOCK_LIBRARY"); ok {
		t.Skip("the stock library of Bazel has its header elsewhere: `go test ./gen/cmd/cshared` runs this")
	}
	path, header, _ := stockLibrary(t)
	one := checkJSON(t, exitProblems, path, "-prefix", "calc_", "-header", header, "-call", "calc_answer")
	if diff := cmp.Diff(sorted(stock.Defects, stock.UntidyDefects, stock.DeclaredDefects), one.with("FAIL")); diff != "" {
		t.Errorf("defects (-want +got):\n%s", diff)
	}
	if one.About.Exports != 2 || one.About.ExportsFrom != header {
		t.Errorf("about: %+v", one.About)
	}
	write(t, "exports.txt", "# all\ncalc_add\n\ncalc_answer\ncalc_missing\n")
	one = checkJSON(t, exitProblems, "-exports", "exports.txt", "-header", header, "-only", "binary/symbols", "-only", "header/declares", path)
	if got := one.row(t, "header/declares"); got.Detail != "exported but not declared: calc_missing. A C program cannot call them" {
		t.Errorf("header/declares: %+v", got)
	}
	if got := one.row(t, "binary/symbols"); !strings.Contains(got.Detail, "\ndeclared but not exported: calc_missing. ") {
		t.Errorf("binary/symbols: %+v", got)
	}
}

// TestFixesFix links with all flags that the explanations name.
func TestFixesFix(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skipf("no go command here to build with (%v): `go test ./gen/cmd/cshared` runs this", err)
	}
	var flags, mended []string
	for _, row := range checks.All() {
		if f := checks.Explain(row.ID).Flags; f != "" {
			flags, mended = append(flags, f), append(mended, row.ID)
		}
	}
	inModule(t, map[string]string{"main.go": stockSource, "EXPORTS.map": "{ global: calc_add; calc_answer; local: *; };\n"})
	shell(t, "CGO_ENABLED=1 go build -buildmode=c-shared -trimpath -ldflags=\"-s -w '-extldflags="+
		strings.NewReplacer("EXPORTS", here(t)+"/EXPORTS", "NAME", "calc", "MAJOR", "1").Replace(strings.Join(flags, " "))+"'\" -o libcalc.so .")
	args := []string{"-call", "calc_answer", "libcalc.so"}
	mended = append(mended, stock.UntidyDefects...)
	for _, id := range mended {
		args = append(args, "-only", id)
	}
	if diff := cmp.Diff(sorted(mended), checkJSON(t, 0, args...).with("pass")); diff != "" {
		t.Errorf("mended (-want +got):\n%s", diff)
	}
}

// TestCheckPassesOurs checks a library of the commands that gen prints, and knows it by its note.
func TestCheckPassesOurs(t *testing.T) {
	path, ok := built("OWN_LIBRARY")
	if !ok {
		moduleWithShim(t, map[string]string{"calc/calc.go": calcSource})
		shell(t, generated(t, "gen -prefix calc_ -version 1.2.3 -o _calc ./calc")+"\nstrip _calc/libcalc.so.1\n")
		path = "_calc/libcalc.so.1"
	}
	one := checkJSON(t, 0, path)
	// What only a manifest, a header and a debug file tell.
	want := []string{"binary/debug-file", "binary/file", "binary/linker", "binary/symbol-version", "header/declares", "header/generated", "header/guard", "load/main-never-runs"}
	if diff := cmp.Diff(want, withoutThorough(one.with("skip"))); diff != "" {
		t.Errorf("skipped (-want +got):\n%s", diff)
	}
	if one.About.Note == nil || one.About.Call != one.About.Note.Prefix+"init" || one.About.Note.Panics != "errno" {
		t.Errorf("about: %+v, note %+v", one.About, one.About.Note)
	}
	if !ok {
		one = checkJSON(t, 0, "-exports", "_calc/exports.txt", "-header", "_calc/calc.h", path)
		if got := one.row(t, "header/declares"); got.Outcome != "pass" {
			t.Errorf("header/declares: %+v", got)
		}
	}
}

// withoutThorough leaves out the checks that run on request only.
func withoutThorough(ids []string) []string {
	return slices.DeleteFunc(ids, func(id string) bool {
		row, ok := checks.Lookup(id)
		return ok && row.Thorough
	})
}

// TestCheckTakesTheManifest: only what the debug file tells is left to derive then.
func TestCheckTakesTheManifest(t *testing.T) {
	path, ok := built("OWN_LIBRARY")
	manifest, _ := built("OWN_MANIFEST")
	header, _ := built("OWN_HEADER")
	if !ok {
		t.Skip("the rules write manifests, under Bazel: `bazel test //gen/cmd/cshared:all` runs this")
	}
	one := checkJSON(t, 0, "-manifest", manifest, "-header", header, path)
	skipped := slices.DeleteFunc(withoutThorough(one.with("skip")), func(id string) bool { return id == "binary/linker" })
	if diff := cmp.Diff([]string{"binary/debug-file", "load/main-never-runs"}, skipped); diff != "" {
		t.Errorf("skipped (-want +got):\n%s", diff)
	}
	one = checkJSON(t, exitProblems, "-manifest", manifest, "-min-glibc", "2.1", path)
	if diff := cmp.Diff([]string{"binary/glibc-floor"}, one.with("FAIL")); diff != "" {
		t.Errorf("failures (-want +got):\n%s", diff)
	}
}

const plainSource = "int plain_answer(void) { return 42; }\n"

// plainLibrary is a library of C, in a folder in which the test then works.
func plainLibrary(t *testing.T, source string, flags ...string) {
	t.Helper()
	t.Chdir(t.TempDir())
	write(t, "plain.c", source)
	shell(t, "${CC:-cc} -shared -fPIC "+strings.Join(flags, " ")+" -o libplain.so plain.c")
}

func TestCheckOfALibraryWithoutGo(t *testing.T) {
	plainLibrary(t, plainSource, "-s -Wl,-soname,libplain.so.1 -Wl,-z,relro,-z,now -Wl,--build-id=sha1 -Wl,--disable-new-dtags")
	one := checkJSON(t, 0, "libplain.so", "-call", "plain_answer")
	if one.About.HasGo || one.About.Exports != 1 {
		t.Errorf("about: %+v", one.About)
	}
	for _, id := range []string{"binary/nodelete", "load/dlclose"} {
		if got := one.row(t, id); got.Outcome != "skip" || got.Detail != "no Go runtime is inside, so it may be unloaded" {
			t.Errorf("%s: %+v", id, got)
		}
	}
	if got := one.row(t, "load/late-thread"); got.Outcome != "pass" {
		t.Errorf("load/late-thread: %+v", got)
	}
	plainLibrary(t, plainSource)
	one = checkJSON(t, exitProblems, "libplain.so", "-min-glibc", "2.2", "-prefix", "other_")
	if diff := cmp.Diff([]string{"binary/now", "binary/prefix", "binary/soname", "binary/stripped"}, one.with("FAIL")); diff != "" {
		t.Errorf("failures (-want +got):\n%s", diff)
	}
}

// noteOfLater is a note whose form no version has yet.
const noteOfLater = `
__attribute__((section(".note.cshared.abi"), used, aligned(4))) static const struct {
  unsigned name_size, size, type;
  char name[8];
  unsigned format;
} note = {8, 4, 2, "cshared", 9};
`

func TestCheckSaysThatItCannotReadTheNote(t *testing.T) {
	plainLibrary(t, plainSource+noteOfLater)
	one := checkJSON(t, 0, "-only", "binary/relro", "libplain.so")
	const want = "the note has format 9, and this program reads format 1: use the version of rules_go_cshared that made the library"
	if one.About.Note != nil || one.About.NoteProblem != want {
		t.Errorf("about: %+v", one.About)
	}
	var stdout, stderr strings.Builder
	run(words("check -only binary/relro libplain.so"), &stdout, &stderr)
	if !strings.Contains(stdout.String(), "\n  its note cannot be read: "+want+"\n") {
		t.Errorf("prints\n%s", &stdout)
	}
}

// TestCheckOfManyExports: more names than a program can have as arguments.
func TestCheckOfManyExports(t *testing.T) {
	var source strings.Builder
	for i := range 12_000 {
		fmt.Fprintf(&source, "char plain_%0200d;\n", i)
	}
	plainLibrary(t, source.String())
	one := checkJSON(t, 0, "-only", "load/exports-resolve", "libplain.so")
	if got := one.row(t, "load/exports-resolve"); got.Outcome != "pass" || one.About.Exports != 12_000 {
		t.Errorf("%+v", got)
	}
}
