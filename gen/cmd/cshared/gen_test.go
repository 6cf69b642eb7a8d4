package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const (
	calcSource = `// Package calc adds.
package calc

// Add adds.
//
//cshared:export
func Add(a, b int32) int32 { return a + b }
`
	extraSource = "//go:build extra\n\npackage calc\n\n//cshared:export\nfunc Extra() int64 { return 1 }\n"
	otherSource = "package other\n\nfunc F() int { return 1 }\n"
)

// inModule makes a module of these files, and works in it. It needs the go command.
func inModule(t *testing.T, files map[string]string) {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skipf("no go command here to find packages with (%v): `go test ./gen/cmd/cshared` runs this", err)
	}
	dir := t.TempDir()
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	if files["go.mod"] == "" {
		write(t, filepath.Join(dir, "go.mod"), "module example.com/try\n\ngo 1.26\n")
	}
	t.Chdir(dir)
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOWORK", "off")
	t.Setenv("GOTOOLCHAIN", "local")
	if out, err := exec.Command("go", "list", "-export", "errors").CombinedOutput(); err != nil {
		t.Skipf("the go command cannot compile here: %v\n%s", err, out)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// folder returns the names in a folder, "" for none.
func folder(t *testing.T, dir string) string {
	t.Helper()
	entries, _ := os.ReadDir(dir)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

const fiveFiles = "abi.json calc.h calc_cshared.c calc_cshared.go exports.txt"

func TestGenWritesAll(t *testing.T) {
	inModule(t, map[string]string{"calc/calc.go": calcSource, "calc/extra.go": extraSource})
	out := t.TempDir()
	call{[]string{"gen", "-prefix", "calc_", "-o", out, "./calc"}, 0, out + ": wrote calc.h, calc_cshared.go, calc_cshared.c, exports.txt, abi.json\n" +
		"\nThe rule go_cshared_library links all of it under Bazel. Without Bazel, `go build` must find the folder:\n" +
		"write to one in the module of example.com/try/calc.\n", ""}.check(t)
	if got := folder(t, out); got != fiveFiles {
		t.Errorf("the folder has %s", got)
	}
	if header := read(t, filepath.Join(out, "calc.h")); !strings.Contains(header, "/* Add adds. */\ncalc_status calc_add(int32_t a, int32_t b, int32_t *result, calc_error **err)") ||
		!strings.Contains(header, "#define CALC_VERSION \"0.0.0\"\n") || strings.Contains(header, "calc_extra") {
		t.Errorf("wrong header:\n%s", header)
	}
	if glue := read(t, filepath.Join(out, "calc_cshared.go")); !strings.Contains(glue, "\tlib \"example.com/try/calc\"\n") {
		t.Errorf("the Go glue does not import the package:\n%s", glue)
	}
	if got := folder(t, "."); got != "calc go.mod" {
		t.Errorf("something is left behind: %s", got)
	}
}

func TestGenTakesNameVersionPanicsAndTags(t *testing.T) {
	inModule(t, map[string]string{"calc.go": calcSource, "extra.go": extraSource})
	t.Setenv("GOFLAGS", "-tags=extra")
	var stdout, stderr strings.Builder
	args := words("gen -prefix my_ -name my -version 2.3.4 -panics abort")
	if exit := run(args, &stdout, &stderr); exit != 0 {
		t.Fatalf("exit code %d\n%s", exit, &stderr)
	}
	header := read(t, "my_cshared/my.h")
	for _, want := range []string{"my_extra(", "#define MY_VERSION \"2.3.4\"\n", "A panic ends the process."} {
		if !strings.Contains(header, want) {
			t.Errorf("the header lacks %q:\n%s", want, header)
		}
	}
}

// TestGenRecordsOriginsOnRequest: the library then has one more function, and its C half needs one more
// part of the shim.
func TestGenRecordsOriginsOnRequest(t *testing.T) {
	inModule(t, map[string]string{"calc.go": calcSource})
	for flag, has := range map[string]bool{"": false, "-leak-origins ": true} {
		var stdout, stderr strings.Builder
		if exit := run(words("gen "+flag+"-prefix calc_"), &stdout, &stderr); exit != 0 {
			t.Fatalf("exit code %d\n%s", exit, &stderr)
		}
		for what, text := range map[string]string{
			"calc_leaks\n": read(t, "calc_cshared/exports.txt"), "calc_leaks(": read(t, "calc_cshared/calc.h"),
			"cshared_origins_add(": read(t, "calc_cshared/calc_cshared.c"), `"$shim"/src/origins.c `: stdout.String(),
		} {
			if strings.Contains(text, what) != has {
				t.Errorf("with %q there is to be %q: %t, in\n%s", flag, what, has, text)
			}
		}
	}
}

const prefixMissing = `: the library has no prefix, so its C functions would be called like those of any other library [CSHARED614]
Possible fixes:
- write in the rule: prefix = "calc_"
- on the command line of cshared gen: -prefix calc_
`

func TestGenProblems(t *testing.T) {
	inModule(t, map[string]string{
		"calc/calc.go": calcSource, "other/other.go": otherSource, "bad/bad.go": "package bad\n\nvar X int = \"\"\n",
		"main/main.go": "package main\n\nfunc main() {}\n", "taken/abi.json/x": "", "docs/x.txt": "",
	})
	for _, c := range []call{
		{words("gen ./calc"), 1, "", "example.com/try/calc" + prefixMissing},
		{words("gen -prefix other_ ./other"), 1, "", `example.com/try/other: package example.com/try/other has no ` + "`//cshared:export`" + `, so its library would have no function to call [CSHARED601]
Possible fixes:
- write ` + "`//cshared:export`" + ` in the doc comment of each function, method, type or constant that C programs are to have
- for a ` + "`package main` with `//export`" + ` functions: mode = "raw"
`},
		{words("gen -prefix main_ ./main"), 1, "", `example.com/try/main: ` + "example.com/try/main is a `package main`, which no other Go package can import, so no C API can be generated for it [CSHARED602]" + `
Possible fixes:
- if the package has ` + "`//export` functions: mode = \"raw\"" + `
- give the package another name, and mark what to export by ` + "`//cshared:export`" + `
`},
		{words("gen -prefix bad_ ./bad"), 1, "", `cshared gen: the go command cannot compile ./bad, whose API is read from what the compiler writes; it says
	# example.com/try/bad
	bad/bad.go:3:13: cannot use "" (untyped string constant) as int value in variable declaration
Possible fixes:
- correct it until ` + "`go build ./bad`" + ` succeeds
- run cshared inside the module of the package; a folder is written with a dot: ./calc
`},
		{words("gen -prefix calc_ ./cal"), 1, "", `cshared gen: the go command cannot compile ./cal, whose API is read from what the compiler writes; it says
	stat ` + here(t) + `/cal: directory not found
Possible fixes:
- correct it until ` + "`go build ./cal`" + ` succeeds
- run cshared inside the module of the package; a folder is written with a dot: ./calc
`},
		{words("gen ./calc -prefix calc_"), 2, "", `cshared gen: -prefix stands behind a package, where no flag can be
Possible fixes:
- write flags before the packages: ` + "`cshared gen -prefix calc_ ./calc`" + `
`},
		{words("gen -prefix calc_ ./calc="), 2, "", `cshared gen: "./calc=" is neither a package nor PACKAGE=PREFIX
Possible fixes:
- write the folder and what its names start with: ./url=net_url_
`},
		{words("gen -prefix calc_ calc/calc.go"), 1, "", `cshared gen: calc/calc.go is a file, and the generated code imports a package
Possible fixes:
- name its folder: ./calc
`},
		{words("gen -prefix calc_ ./docs/..."), 1, "", `cshared gen: ./docs/... matches no package
Possible fixes:
- name the folder of one package: ./calc
`},
		{words("gen -prefix calc_ -o other ./calc"), 1, "", "cshared gen: -o other has the Go file other.go, and what is generated is a `package main` of its own, which cannot lie in one folder with it\n" + `Possible fixes:
- leave -o out, or name a folder without Go files
- if an earlier run with another -name wrote it, remove it
`},
		{words("gen -prefix calc_ -o taken ./calc"), 1, "", `cshared gen: -o taken has a folder abi.json, which is the name of a file to write
Possible fixes:
- name another folder
`},
		{words("gen -prefix calc_ -o no/such/folder ./calc"), 1, "", `cshared gen: cannot write to no/such/folder: no such file or directory
Possible fixes:
- name a folder whose parent is there and can be written to: -o DIR
`},
		{words("gen -prefix calc_ -o go.mod ./calc"), 1, "", `cshared gen: cannot write to go.mod: not a directory
Possible fixes:
- name a folder whose parent is there and can be written to: -o DIR
`},
		{words("gen -panics exit ./calc"), 2, "", `cshared gen: -panics "exit" is none of errno, poison and abort
Possible fixes:
- write -panics errno, or leave it out
`},
		{words("gen -name a/b ./calc"), 2, "", `cshared gen: -name "a/b" cannot be the name of a library: liba/b.so would not be a plain file name
Possible fixes:
- use letters, digits, ".", "_", "-" and "+" only, and start with a letter
- the same goes for the name in ` + "`//cshared:library`\n"},
	} {
		c.check(t)
	}
	if got := folder(t, "."); got != "bad calc docs go.mod main other taken" {
		t.Errorf("a run with problems left something behind: %s", got)
	}
}

func TestGenOfSeveralPackages(t *testing.T) {
	inModule(t, map[string]string{"calc/calc.go": calcSource, "other/other.go": otherSource})
	call{words("gen -prefix calc_ ./..."), 1, "", `cshared gen: ./... matches 2 packages, example.com/try/calc and example.com/try/other among them, and an argument names one
Possible fixes:
- name each of them: ` + "`cshared gen -prefix net_ ./url ./ip`" + `
- export what belongs together from one package, which calls the others
`}.check(t)
}

func here(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestGenWithoutGo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	call{words("gen -prefix calc_ ./calc"), 1, "", "cshared gen: there is no `go` on PATH, which finds and compiles the package\n" + `Possible fixes:
- install Go (https://go.dev/doc/install), and add its folder bin to PATH
- under Bazel use go_cshared_library, which brings its own
`}.check(t)
}

func TestGenUnknownFlag(t *testing.T) {
	var help strings.Builder
	genHelp(&help)
	call{words("gen -soname x"), 2, "", "flag provided but not defined: -soname\n" + help.String()}.check(t)
}

// TestGenLeavesTheOldFiles: what an earlier run wrote is still there after one with problems.
func TestGenLeavesTheOldFiles(t *testing.T) {
	inModule(t, map[string]string{"calc.go": calcSource})
	args := words("gen -prefix calc_")
	var stdout, stderr strings.Builder
	if exit := run(args, &stdout, &stderr); exit != 0 {
		t.Fatalf("exit code %d\n%s", exit, &stderr)
	}
	before := read(t, "calc_cshared/calc.h")
	write(t, "calc.go", "package calc\n\n//cshared:export\nfunc Add(a chan int) int32 { return 0 }\n")
	call{args, 1, "", "calc.go:4:10: parameter a of Add has type `chan int`, which cannot cross: C has no channels [CSHARED607]\n" + `Possible fixes:
- as a result, a channel to receive from is an iterator; a parameter can be a function that is called for each value
` + "- remove `//cshared:export`, and export a function without this type\n"}.check(t)
	if got := folder(t, "."); got != "calc.go calc_cshared go.mod" || folder(t, "calc_cshared") != fiveFiles || read(t, "calc_cshared/calc.h") != before {
		t.Errorf("the files of the first run are not as they were: %s; %s", got, folder(t, "calc_cshared"))
	}
	write(t, "calc.go", calcSource+"\n//cshared:export\nfunc More() {}\n")
	if exit := run(args, &stdout, &stderr); exit != 0 || !strings.Contains(read(t, "calc_cshared/calc.h"), "calc_more(") {
		t.Errorf("the third run did not write anew: exit code %d\n%s", exit, &stderr)
	}
}
