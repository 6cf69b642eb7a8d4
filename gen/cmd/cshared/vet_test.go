package main

import (
	"strings"
	"testing"
)

// A closure with a finding by name, one by a method, one that a comment accepts, one in a C file, and a
// command beside it.
var noisy = map[string]string{
	"calc/calc.go": `// Package calc adds.
package calc

import "example.com/try/quit"

//cshared:export
func Add(a, b int32) int32 {
	if a > b {
		quit.Now()
	}
	return a + b
}
`,
	"quit/quit.go": `package quit

// int answer(void);
import "C"

import (
	"log"
	"os"
)

var logger = log.New(nil, "", 0)

func Now() {
	if C.answer() == 1 {
		os.Exit(1)
	}
	logger.Fatal(os.Getenv("A")) //cshared:allow os.Getenv only tests come here
}

type result struct{ number C.int }

func (r result) wide() int64 { return int64(r.number) } // no conversion, to who does not know C's types
`,
	"quit/early.c":     "__attribute__((constructor)) static void early(void) {}\nint answer(void) { return 42; }\n",
	"quit/other.go":    "//go:build other\n\npackage quit\n\nimport \"os\"\n\nfunc Other() { os.Exit(1) }\n",
	"quit/now_test.go": "package quit\n\nimport \"os\"\n\nfunc stop() { os.Exit(1) }\n",
	"command/main.go":  "package main\n\nimport \"os\"\n\nfunc main() { os.Exit(1) }\n",
}

const (
	earlyText = "quit/early.c:1:1: `__attribute__((constructor))` runs this function while dlopen is at work, before the Go runtime has started: " +
		"if it calls an export, dlopen never returns (c-constructor, in package example.com/try/quit)\n" +
		"\tto fix: initialise at the first call, with pthread_once; if the function calls no export, accept it\n"
	fatalText = "quit/quit.go:17:2: `(*log.Logger).Fatal` ends the process of the host at once, without its atexit handlers and without writing out its stdio buffers " +
		"(log.Fatal, in package example.com/try/quit)\n\tto fix: return an error, and let the host decide\n"
	exitText = "quit/quit.go:15:3: `os.Exit` ends the process of the host at once, without its atexit handlers and without writing out its stdio buffers " +
		"(os.Exit, in package example.com/try/quit)\n\tto fix: return an error, and let the host decide\n"
	waysOut = "`cshared explain ID` says more. Accept\n" +
		"- a place: write `//cshared:allow ID REASON` on the line above it\n" +
		"- a kind: -allow ID, or in one package: -allow ID@IMPORTPATH\n"
)

func TestVetFindsInTheClosure(t *testing.T) {
	inModule(t, noisy)
	call{words("vet ./calc"), exitProblems, "", earlyText + fatalText + exitText + "findings: 3, accepted: 1, packages: 2. " + waysOut}.check(t)
	call{words("vet -allow os.Exit -allow log.Fatal@example.com/try/quit -allow c-constructor@example.com/try/calc ./calc"), exitProblems, "",
		earlyText + "findings: 1, accepted: 3, packages: 2. " + waysOut}.check(t)
	call{words("vet -allow os.Exit -allow log.Fatal -allow c-constructor ./..."), 0, "findings: 0, accepted: 4, packages: 2\n", ""}.check(t)
}

func TestVetTakesThePackageHere(t *testing.T) {
	inModule(t, map[string]string{"calc.go": calcSource, "pprof.go": "package calc\n\nimport _ \"net/http/pprof\"\n"})
	call{words("vet"), exitProblems, "", "pprof.go:3:8: `import \"net/http/pprof\"` makes CPU profiles without samples of runtime threads, because these block SIGPROF " +
		"(cpu-profile, in package example.com/try)\n\tto fix: set cpu_profile = True\nfindings: 1, accepted: 0, packages: 1. " + waysOut}.check(t)
	call{words("vet -cpu-profile"), 0, "findings: 0, accepted: 0, packages: 1\n", ""}.check(t)
}

func TestVetRefuses(t *testing.T) {
	inModule(t, map[string]string{"command/main.go": noisy["command/main.go"]})
	call{words("vet ./command"), exitProblems, "", "cshared vet: ./command has no package that can become a library: all are commands\n" +
		"Possible fixes:\n- name a package that is no `package main`, or one with //export functions\n"}.check(t)

	var stdout, stderr strings.Builder
	exit := run(words("vet ./nowhere"), &stdout, &stderr)
	for _, part := range []string{
		"cshared vet: the go command cannot compile ./nowhere, whose types are read from what the compiler writes; it says\n\t",
		"\nPossible fixes:\n- correct it until `go build ./nowhere` succeeds\n- run cshared inside the module of the package; a folder is written with a dot: ./calc\n",
	} {
		if exit != exitProblems || stdout.Len() > 0 || !strings.Contains(stderr.String(), part) {
			t.Errorf("exit code %d, prints %q and\n%s\nwhich lacks\n%s", exit, &stdout, &stderr, part)
		}
	}
}

func TestVetKnowsItsFlags(t *testing.T) {
	for flag, want := range map[string]string{
		"os.exit": "it names no finding; write os.Exit",
		"weather": "it names no finding; gen/FINDINGS.md lists them",
	} {
		var stdout, stderr strings.Builder
		exit := run([]string{"vet", "-allow", flag}, &stdout, &stderr)
		first, rest, _ := strings.Cut(stderr.String(), "\n")
		if exit != exitUsage || first != `invalid value "`+flag+`" for flag -allow: `+want || !strings.HasPrefix(rest, vetUsage) {
			t.Errorf("exit code %d, prints\n%s", exit, &stderr)
		}
	}
	var stdout, stderr strings.Builder
	if exit := run(words("help vet"), &stdout, &stderr); exit != 0 || stderr.Len() > 0 || !strings.HasPrefix(stdout.String(), vetUsage) ||
		!strings.Contains(stdout.String(), "\n  -allow ID\n") || !strings.Contains(stdout.String(), "\n  -cpu-profile\n") {
		t.Errorf("exit code %d, prints\n%s\nand\n%s", exit, &stdout, &stderr)
	}
}
