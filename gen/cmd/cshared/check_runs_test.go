package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	checks "github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
)

// asProgram is the variable that makes the program of the tests be cshared, for what needs a process.
const asProgram = "CSHARED_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

func TestCheckLeavesNothingBehind(t *testing.T) {
	plainLibrary(t, plainSource)
	t.Setenv("TMPDIR", t.TempDir())
	checkJSON(t, exitProblems, "libplain.so")
	if got := folder(t, os.Getenv("TMPDIR")); got != "" {
		t.Errorf("left behind: %s", got)
	}
}

// hangingSource says which process hosts it, and keeps that.
const hangingSource = `#include <stdio.h>
#include <unistd.h>

static void __attribute__((constructor)) hang(void) {
  FILE *out = fopen("host.pid.new", "w");
  fprintf(out, "%ld\n", (long)getpid());
  fclose(out);
  rename("host.pid.new", "host.pid");
  for (;;) {
    pause();
  }
}
`

// TestCheckStopsAtASignal: neither files nor processes are left.
func TestCheckStopsAtASignal(t *testing.T) {
	for _, stop := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(stop.String(), func(t *testing.T) { stopsAt(t, stop) })
	}
}

func stopsAt(t *testing.T, stop syscall.Signal) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	plainLibrary(t, hangingSource)
	temporary := t.TempDir()
	cmd := exec.Command(program, "check", "-timeout", "10m", "libplain.so")
	cmd.Env = append(os.Environ(), asProgram+"=1", "TMPDIR="+temporary)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer time.AfterFunc(2*time.Minute, func() { _ = cmd.Process.Kill() }).Stop()
	host := 0
	for wait := time.Now().Add(time.Minute); host == 0; time.Sleep(10 * time.Millisecond) {
		text, _ := os.ReadFile("host.pid")
		host, _ = strconv.Atoi(strings.TrimSpace(string(text)))
		if time.Now().After(wait) {
			t.Fatalf("no host has loaded the library\n%s", &stderr)
		}
	}
	if folder(t, temporary) == "" {
		t.Error("there is no folder for temporary files, so this test sees nothing")
	}
	if err := cmd.Process.Signal(stop); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	const want = "cshared check: stopped by a signal, before all was checked\nPossible fixes:\n- run it again\n"
	if cmd.ProcessState.ExitCode() != exitUsage || stderr.String() != want {
		t.Errorf("%v, prints\n%s\nwant\n%s", cmd.ProcessState, &stderr, want)
	}
	if got := folder(t, temporary); got != "" {
		t.Errorf("left behind: %s", got)
	}
	if syscall.Kill(host, 0) == nil {
		t.Errorf("the host %d is still running", host)
	}
}

func TestCheckHasATimeLimit(t *testing.T) {
	plainLibrary(t, hangingSource)
	one := checkJSON(t, exitProblems, "-timeout", "300ms", "-only", "load", "libplain.so")
	if got := one.row(t, "load/dlopen"); got.Outcome != "FAIL" || got.Detail != "still running after 300ms: killed with its process group" {
		t.Errorf("load/dlopen: %+v", got)
	}
}

// TestCheckWithoutCompiler: the file is checked all the same, and each row that is not says why.
func TestCheckWithoutCompiler(t *testing.T) {
	plainLibrary(t, plainSource)
	write(t, "broken", "#!/bin/sh\necho cc: no space left >&2\nexit 1\n")
	write(t, "other", "#!/bin/sh\nwhile [ \"$1\" != -o ]; do shift; done\necho 'exit 8' >\"$2\"\nchmod +x \"$2\"\n")
	if err := os.Chmod("broken", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod("other", 0o755); err != nil {
		t.Fatal(err)
	}
	path := os.Getenv("PATH")
	for _, c := range []struct{ cc, path, want string }{
		{"", t.TempDir(), "there is no C compiler (cc, gcc, clang, or what CC names), which compiles the program that loads it"},
		{"no-such-cc -O2", path, "there is no no-such-cc, which CC names and which compiles the program that loads it"},
		{"./broken -m32", path, here(t) + "/broken -m32 does not compile the host: exit status 1\ncc: no space left"},
		{"./other", path, "the program that " + here(t) + "/other makes does not run here: "},
	} {
		t.Setenv("CC", c.cc)
		t.Setenv("PATH", c.path)
		one := checkJSON(t, exitProblems, "libplain.so")
		if got := one.row(t, "load/dlopen"); got.Outcome != "skip" || !strings.HasPrefix(got.Detail, c.want) {
			t.Errorf("CC=%s: %+v, want %q", c.cc, got, c.want)
		}
		if got := strings.Join(one.with("FAIL"), " "); got != "binary/now binary/soname binary/stripped" {
			t.Errorf("CC=%s: %s fail", c.cc, got)
		}
	}
}

func TestCheckSelectsAndAllows(t *testing.T) {
	plainLibrary(t, plainSource)
	one := checkJSON(t, 0, "-only", "binary", "-only", "load/dlopen", "-skip", "binary/soname", "-skip", "binary/stripped",
		"-allow", "binary/now=it is loaded with RTLD_NOW", "libplain.so")
	if got := one.row(t, "binary/now"); got.Outcome != "allow" || !strings.HasSuffix(got.Detail, "\nallowed: it is loaded with RTLD_NOW") {
		t.Errorf("binary/now: %+v", got)
	}
	for _, row := range one.Results {
		if !strings.HasPrefix(row.ID, "binary/") && row.ID != "load/dlopen" || row.ID == "binary/soname" {
			t.Errorf("%s is there", row.ID)
		}
	}
	// Nothing of it runs then, and nothing is compiled.
	t.Setenv("CC", filepath.Join(t.TempDir(), "none"))
	one = checkJSON(t, 0, "-only", "binary/relro", "libplain.so")
	if got := one.row(t, "binary/relro"); got.Outcome != "pass" || len(one.Results) != 1 {
		t.Errorf("%+v", one.Results)
	}
}

// narrow leaves one blank of the many between columns, whose width is that of the longest id.
func narrow(text string) string { return regexp.MustCompile(`  +`).ReplaceAllString(text, " ") }

func TestCheckPrintsATable(t *testing.T) {
	plainLibrary(t, plainSource)
	var stdout, stderr strings.Builder
	exit := run(words("check libplain.so -only binary/soname -only binary/segments -only load/first-call"), &stdout, &stderr)
	want := strings.NewReplacer(">", " ", "~", "`").Replace(`conformance of libplain.so
>for amd64; no Go runtime is inside
>without a manifest: what it would say comes from the file and the flags
>exports: 1, all but those of Go's runtime, as no -exports, -header or -manifest names them
>signals: quiet

the artefact:
FAIL binary/soname SONAME: none, want "libplain.so". Link with -Wl,-soname,libplain.so
>want: exactly ~soname~ of the manifest
>why: Without a SONAME a program that links the library records the path of the link, and looks for the file there when it starts.
>fix: link with -Wl,-soname,libNAME.so.MAJOR (go build -buildmode=c-shared -ldflags='-extldflags=-Wl,-soname,libNAME.so.MAJOR')
pass binary/segments 4 segments
skip load/first-call nothing is known to be safe to call: -call NAME names an exported function without parameters

conformance: 1 passed, 1 failed, 1 skipped, 0 reported
`)
	want = strings.ReplaceAll(want, "amd64", runtime.GOARCH)
	if diff := cmp.Diff(want, narrow(stdout.String())); exit != exitProblems || stderr.Len() > 0 || diff != "" {
		t.Errorf("exit code %d (-want +got)\n%s%s", exit, diff, &stderr)
	}
}

// TestReadmeShowsWhatCheckPrints compares the row that README.md has as its example.
func TestReadmeShowsWhatCheckPrints(t *testing.T) {
	readme := read(t, "../../../README.md")
	plainLibrary(t, plainSource)
	var stdout, stderr strings.Builder
	if exit := run(words("check libplain.so -only binary/now"), &stdout, &stderr); exit != exitProblems {
		t.Fatalf("exit code %d\n%s", exit, &stderr)
	}
	_, row, _ := strings.Cut(stdout.String(), "\nthe artefact:\n")
	row, _, _ = strings.Cut(row, "\n\n")
	if !strings.HasPrefix(row, "FAIL ") || !strings.Contains(narrow(readme), "```\n"+narrow(row)+"\n```\n") {
		t.Errorf("README.md does not show\n%s", row)
	}
}

func TestHelpOfCheckHasEveryFlag(t *testing.T) {
	for _, args := range []string{"help check", "check -h", "check --help"} {
		var stdout, stderr strings.Builder
		if exit := run(words(args), &stdout, &stderr); exit != 0 || stderr.Len() > 0 || !strings.HasPrefix(stdout.String(), checkUsage) {
			t.Errorf("cshared %s: exit code %d, prints\n%s\nand\n%s", args, exit, &stdout, &stderr)
		}
		for _, name := range words("-allow -call -debug -exports -header -json -limit -list -manifest -min-glibc -only -prefix -signals -skip -thorough -timeout") {
			if !strings.Contains(stdout.String(), "\n  "+name+" ") && !strings.Contains(stdout.String(), "\n  "+name+"\n") {
				t.Errorf("cshared %s does not tell of %s:\n%s", args, name, &stdout)
			}
		}
	}
}

func TestCheckListsTheCatalogue(t *testing.T) {
	var stdout, stderr strings.Builder
	if exit := run(words("check -list"), &stdout, &stderr); exit != 0 || stderr.Len() > 0 {
		t.Fatalf("exit code %d, prints\n%s", exit, &stderr)
	}
	for _, line := range []string{"binary\n  binary/symbols           exact symbols\n", "\n  built/load               how the Go runtime is led to the shim (report)\n"} {
		if !strings.Contains(stdout.String(), line) {
			t.Errorf("%q is not in\n%s", line, &stdout)
		}
	}
	if got := strings.Count(stdout.String(), "\n  "); got != len(checks.All()) {
		t.Errorf("%d lines, and %d checks:\n%s", got, len(checks.All()), &stdout)
	}
}

// TestCheckLeavesProbesToTheRule: one line says how many checks there are that need the sources.
func TestCheckLeavesProbesToTheRule(t *testing.T) {
	plainLibrary(t, plainSource)
	probes := 0
	for _, c := range checks.All() {
		if c.Kind == checks.Probe || c.API {
			probes++
		}
	}
	one := checkJSON(t, exitProblems, "libplain.so")
	if one.Probes != probes {
		t.Errorf("%d checks that need sources, want %d", one.Probes, probes)
	}
	for _, row := range one.Results {
		if row.Kind == "probe" {
			t.Errorf("%s is there: %+v", row.ID, row)
		}
	}
	var stdout, stderr strings.Builder
	run(words("check libplain.so -only binary/now"), &stdout, &stderr)
	if strings.Contains(stdout.String(), "need the library's sources") {
		t.Errorf("checks are counted that are not asked for:\n%s", &stdout)
	}
	line := strconv.Itoa(probes) + " checks need the library's sources: go_cshared_test\n"
	stdout.Reset()
	if run(words("check libplain.so"), &stdout, &stderr); strings.Contains(stdout.String(), line) != (probes > 0) {
		t.Errorf("prints\n%s\nwant the line %q: %t", &stdout, line, probes > 0)
	}
}
