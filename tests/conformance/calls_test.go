package conformance_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/gocshared/rules_go_cshared/gen/calls"
	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/config"
)

// callsFolder is where the programs are that call generated libraries.
var callsFolder = sync.OnceValue(func() string {
	folder, err := os.MkdirTemp("", "calls")
	if err != nil {
		panic(err)
	}
	return folder
})

// callsPrograms are the programs by what they are made of: fixtures share them.
var callsPrograms sync.Map

type callsBuild struct {
	once sync.Once
	path string
	err  error
}

// callsProgram generates and compiles the program that calls the fixture's library, as the rule does.
func callsProgram(t *testing.T, f fixture, folder string) string {
	t.Helper()
	sum := sha256.New()
	described := false
	for _, file := range f.files {
		if slices.Contains([]string{"abi.json", "vectors.json", "good.h"}, file.Name) {
			fmt.Fprintf(sum, "%s\n%s\n", file.Name, file.Data)
		}
		described = described || file.Name == "abi.json"
	}
	if !described {
		return ""
	}
	entry, _ := callsPrograms.LoadOrStore(string(sum.Sum(nil)), new(callsBuild))
	b := entry.(*callsBuild)
	b.once.Do(func() { b.path, b.err = buildCalls(f, folder) })
	if b.err != nil {
		t.Fatal(b.err)
	}
	return b.path
}

func buildCalls(f fixture, folder string) (string, error) {
	out, err := os.MkdirTemp(callsFolder(), "")
	if err != nil {
		return "", err
	}
	args := []string{
		"-label", "//tests/conformance:" + f.name, "-abi", filepath.Join(folder, "abi.json"), "-header", "good.h",
		"-out-c", filepath.Join(out, "calls.c"), "-out-cxx", filepath.Join(out, "calls_cxx.cc"),
	}
	if slices.ContainsFunc(f.files, func(file txtar.File) bool { return file.Name == "vectors.json" }) {
		args = append(args, "-vectors", filepath.Join(folder, "vectors.json"))
	}
	var stderr bytes.Buffer
	options, err := calls.Parse(args, &stderr)
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, &stderr)
	}
	problems, err := calls.Run(options)
	if err != nil || len(problems) > 0 {
		return "", fmt.Errorf("%s: %v %v", f.name, err, problems)
	}
	return compileCalls(out, folder)
}

// compileCalls compiles with the warnings that the generated sources promise to be free of.
func compileCalls(sources, headers string, flags ...string) (string, error) {
	out, err := os.MkdirTemp(sources, "")
	if err != nil {
		return "", err
	}
	warnings := append([]string{"-Wall", "-Wextra", "-Wpedantic", "-Werror"}, flags...)
	object, program := filepath.Join(out, "calls_cxx.o"), filepath.Join(out, "calls")
	cxx := append([]string{"-x", "c++", "-std=c++11", "-fno-exceptions", "-fno-rtti", "-I" + headers, "-c", filepath.Join(sources, "calls_cxx.cc"), "-o", object}, warnings...)
	c := append([]string{"-std=gnu11", "-O1", "-D_GNU_SOURCE", "-I" + headers, "-Ihost/calls", "-o", program, filepath.Join(sources, "calls.c"), object}, warnings...)
	support, err := filepath.Glob("host/calls/*.c")
	if err != nil {
		return "", err
	}
	c = append(append(c, support...), "host/answer.c", "host/library.c", "host/process.c", "-ldl", "-lpthread", "-lm")
	c = append(c, strings.Fields(os.Getenv("CSHARED_HOST_FLAGS"))...)
	for _, args := range [][]string{cxx, c} {
		if text, err := exec.Command(compiler(), args...).CombinedOutput(); err != nil {
			return "", fmt.Errorf("%s %s: %w\n%s", compiler(), strings.Join(args, " "), err, text)
		}
	}
	return program, nil
}

// A vector has no row of the catalogue, so only a run can tell that one does not exist.
func TestMainKnowsVectors(t *testing.T) {
	t.Parallel()
	path := build(t, base(t, "good_api"))
	const rows = "the rows of vectors are answer, new, next, overflow, watch, upto, negative, echo, add, leaks\n"
	for _, c := range []struct {
		name   string
		change map[string]any
		code   int
		stderr string
	}{
		{"allowed", map[string]any{"allow": []string{"vectors/add: it is there"}}, 0, ""},
		{"allowed, but not there", map[string]any{"allow": []string{"vectors/ad: no"}}, 2, "conformance: there is no row \"vectors/ad\"; " + rows},
		{"expected, but not there", map[string]any{"expect_failures": []string{"vectors/*"}}, 2, "conformance: there is no row \"vectors/*\"; " + rows},
		{"no program", map[string]any{"calls": ""}, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, stdout, stderr, xml := runMain(t, path, c.change)
			if code != c.code || stderr != c.stderr {
				t.Errorf("exit status %d, want %d; stderr %q, want %q\n%s", code, c.code, stderr, c.stderr, stdout)
			}
			if c.code == 0 && c.change["calls"] == nil && !strings.Contains(xml, `<testcase name="add" classname="vectors"`) {
				t.Errorf("the XML has no row for vectors/add:\n%s", xml)
			}
		})
	}
}

// TestCallsAreCleanUnderSanitizers runs all checks of the program, and the vectors, with a library that is right.
func TestCallsAreCleanUnderSanitizers(t *testing.T) {
	t.Parallel()
	path := build(t, base(t, "good_api"))
	c, err := config.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	// The sources lie in the folder around that of the program.
	program, err := compileCalls(filepath.Dir(filepath.Dir(c.Calls)), filepath.Dir(path), "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
	if err != nil {
		t.Skipf("%s has no sanitizers here: %v", compiler(), err)
	}
	names := []string{"vectors", "vectors/0"}
	for _, check := range catalogue.All() {
		if check.API && check.Group() != "vectors" {
			names = append(names, check.ID)
		}
	}
	for _, name := range names {
		if text, err := exec.Command(program, name, c.Library).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
	}
}

func TestCallsUsage(t *testing.T) {
	t.Parallel()
	c, err := config.Read(build(t, base(t, "good_api")))
	if err != nil {
		t.Fatal(err)
	}
	const list = "\nusage: calls CHECK LIBRARY\nCHECK is one of: vectors vectors/N errors/status-names "
	for want, args := range map[string][]string{
		"calls: want two arguments" + list:               {"load/dlopen"},
		"calls: there is no check load/dlopen" + list:    {"load/dlopen", "x"},
		"calls: there is no check vectors/1" + list:      {"vectors/1", "x"},
		"calls: there is no check vectors/0x" + list:     {"vectors/0x", "x"},
		"calls: there is no check errors/nothing" + list: {"errors/nothing", "x"},
	} {
		cmd := exec.Command(c.Calls, args...)
		text, _ := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != 2 || !strings.HasPrefix(string(text), want) {
			t.Errorf("%v: exit status %d, output %q, want 2, %q", args, cmd.ProcessState.ExitCode(), text, want)
		}
	}
}

// TestCallsOfAllAPIs compiles the program for each API that the generator has a golden of, against the golden
// header: so it knows each form of abi.json.
func TestCallsOfAllAPIs(t *testing.T) {
	t.Parallel()
	const cases = "../../gen/testdata/api"
	entries, err := os.ReadDir(cases)
	if err != nil {
		t.Fatal(err)
	}
	compiled := 0
	for _, entry := range entries {
		files := map[string][]byte{}
		for _, file := range parse(t, filepath.Join(cases, entry.Name())).Files {
			files[file.Name] = file.Data
		}
		if files["want/abi.json"] == nil {
			continue // an API that is refused
		}
		compiled++
		t.Run(entry.Name(), func(t *testing.T) {
			folder := t.TempDir()
			for name, data := range files {
				if name = strings.TrimPrefix(name, "want/"); filepath.Ext(name) == ".h" || name == "abi.json" {
					write(t, filepath.Join(folder, filepath.Base(name)), data)
				}
			}
			compileOnly(t, folder)
		})
	}
	if compiled < 20 {
		t.Errorf("only %d APIs in %s: is that the right folder?", compiled, cases)
	}
}

func compileOnly(t *testing.T, folder string) {
	t.Helper()
	c, cxx := filepath.Join(folder, "calls.c"), filepath.Join(folder, "calls_cxx.cc")
	problems, err := calls.Run(&calls.Options{Label: "//x:y", ABI: filepath.Join(folder, "abi.json"), Header: "calc.h", C: c, Cxx: cxx})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	for _, args := range [][]string{
		{"-std=gnu11", c},
		{"-x", "c++", "-std=c++11", "-fno-exceptions", "-fno-rtti", cxx},
	} {
		args = append(args, "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I"+folder, "-Ihost/calls")
		if text, err := exec.Command(compiler(), args...).CombinedOutput(); err != nil {
			t.Errorf("%s %s: %v\n%s", compiler(), strings.Join(args, " "), err, text)
		}
	}
}
