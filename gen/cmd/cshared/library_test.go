package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const storeSource = `// Package calc adds.
package calc

import "example.com/try/root"

// Add adds.
//
//cshared:export
//cshared:batch
//cshared:serialize adding
func Add(a, b int32) int32 { return a + b }

//cshared:export
func Root(x float64) (float64, error) { return root.Cube(x), nil }

// Store keeps text.
type Store struct{ text string }

//cshared:export
func NewStore(text string) *Store { return &Store{text} }

//cshared:export
func (s *Store) Text() (string, error) { return s.text, nil }
`

// A C library of the closure: the lines must find it.
const rootSource = `package root

// #cgo LDFLAGS: -lm
// #include <math.h>
import "C"

// Cube returns the cube root.
func Cube(x float64) float64 { return float64(C.cbrt(C.double(x))) }
`

const hostSource = `#include <stdio.h>
#include <string.h>

#include "calc.h"

int main(void) {
  int32_t sum = 0;
  if (calc_add(40, 2, &sum, NULL) != CALC_OK || sum != 42) {
    return 1;
  }
  calc_add_item items[] = {{.a = 1, .b = 2}, {.a = 3, .b = 4}};
  if (calc_add_batch(items, 2, NULL, NULL) != CALC_OK || items[1].result != 7) {
    return 6;
  }
  double root = 0;
  if (calc_root(27, &root, NULL) != CALC_OK || root < 2.999 || root > 3.001) {
    return 5;
  }
  calc_store *store = NULL;
  if (calc_store_new("text", CALC_NUL_TERMINATED, &store, NULL) != CALC_OK) {
    return 2;
  }
  char *text = NULL;
  if (calc_store_text(store, &text, NULL, NULL) != CALC_OK) {
    return 3;
  }
  printf("%s %s\n", calc_version(), text);
  calc_free(text);
  return calc_store_free(store) != CALC_OK || calc_store_text(store, &text, NULL, NULL) != CALC_STALE_HANDLE ? 4 : 0;
}
`

// moduleWithShim makes a module that requires ours, and works in it. It returns the folder of ours.
func moduleWithShim(t *testing.T, files map[string]string) string {
	t.Helper()
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Skipf("the module with the shim is not here (%v): `go test ./gen/cmd/cshared` runs this", err)
	}
	files["go.mod"] = "module example.com/try\n\ngo 1.26.0\n\nrequire " + ownModule + " v0.0.0\n\nreplace " + ownModule + " => " + root + "\n"
	files["go.sum"] = string(sum)
	inModule(t, files)
	return root
}

// generated runs gen, and returns the commands that it prints.
func generated(t *testing.T, args string) string {
	t.Helper()
	var stdout, stderr strings.Builder
	if exit := run(words(args), &stdout, &stderr); exit != 0 || stderr.Len() > 0 {
		t.Fatalf("exit code %d\n%s", exit, &stderr)
	}
	var script strings.Builder
	for line := range strings.Lines(stdout.String()) {
		if command, ok := strings.CutPrefix(line, "    "); ok {
			script.WriteString(command)
		}
	}
	return script.String()
}

// TestNextCommandsMakeALibrary runs the lines that gen prints, and a C program with what they make.
func TestNextCommandsMakeALibrary(t *testing.T) {
	moduleWithShim(t, map[string]string{"calc/calc.go": storeSource, "root/root.go": rootSource, "host.c.txt": hostSource})
	shell(t, generated(t, "gen -prefix calc_ -version 1.2.3 -o _calc ./calc"))
	symbols := shell(t, "nm -D --defined-only _calc/libcalc.so | sed 's/.* //' | LC_ALL=C sort")
	if want := read(t, "_calc/exports.txt"); symbols != want {
		t.Errorf("the library has the symbols\n%s\nwant\n%s", symbols, want)
	}
	got := shell(t, `${CC:-cc} -std=c11 -Wall -Werror -I_calc -o host -x c host.c.txt -x none -L_calc -lcalc "-Wl,-rpath,$PWD/_calc"
./host
readelf -d _calc/libcalc.so | grep -o 'soname: .*'
readelf -p .note.cshared.abi _calc/libcalc.so | grep -o 'prefix=.*'`)
	if want := "1.2.3 text\nsoname: [libcalc.so.1]\nprefix=calc_\n"; got != want {
		t.Errorf("the program printed %q, want %q", got, want)
	}
	if report := read(t, "_calc/diverted.txt"); strings.Contains(report, "fallback") {
		t.Errorf("the runtime was not led to the shim:\n%s", report)
	}
	// The underscore keeps the glue out of it, which needs a flag to be compiled.
	shell(t, "go build ./... && go vet ./...")
}

// TestNextCommandsBeginWithTheModule: a module that does not require ours is told to.
func TestNextCommandsBeginWithTheModule(t *testing.T) {
	inModule(t, map[string]string{"calc/calc.go": calcSource})
	var stdout, stderr strings.Builder
	if exit := run(words("gen -prefix calc_ ./calc"), &stdout, &stderr); exit != 0 {
		t.Fatalf("exit code %d\n%s", exit, &stderr)
	}
	want := "\n\n    go get -tool " + ownModule + "/gen/cmd/cshared-gen\n    shim=$(go list"
	if !strings.Contains(stdout.String(), want) {
		t.Errorf("prints\n%s\nwhich lacks\n%s", &stdout, want)
	}
}

func TestSoversion(t *testing.T) {
	for version, want := range map[string]string{"1.2.3": "1", "0.4.2": "0.4", "0.0.7": "0.0.7", "10.0.0-rc.1": "10", "0.0.0+b": "0.0.0"} {
		if got := soversion(version); got != want {
			t.Errorf("the SONAME of version %s ends in %s, want %s", version, got, want)
		}
	}
}

func TestQuote(t *testing.T) {
	for word, want := range map[string]string{"./calc_cshared": "./calc_cshared", "a b": "'a b'", "it's": `'it'\''s'`, "": "''"} {
		if got := quote(word); got != want {
			t.Errorf("%q is quoted %s, want %s", word, got, want)
		}
	}
}

func shell(t *testing.T, script string) string {
	t.Helper()
	cmd := exec.Command("sh", "-eu", "-c", script)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s\n%v\n%s%s", script, err, out, &stderr)
	}
	return string(out)
}
