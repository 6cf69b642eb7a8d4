package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var strict = []string{"-Wall", "-Wextra", "-Wpedantic", "-Werror"}

// compilers are those of this machine. gcc must be there; clang is used if it is.
type compilers struct{ c, cpp []string }

func (cc compilers) String() string { return strings.Join(append(cc.c, cc.cpp...), ", ") }

func findCompilers(t *testing.T) compilers {
	t.Helper()
	var cc compilers
	for _, pair := range [][2]string{{"gcc", "g++"}, {"clang", "clang++"}} {
		c, err := exec.LookPath(pair[0])
		cpp, err2 := exec.LookPath(pair[1])
		if err == nil && err2 == nil {
			cc.c, cc.cpp = append(cc.c, c), append(cc.cpp, cpp)
		} else if pair[0] == "gcc" {
			t.Fatalf("this test compiles every generated header and needs gcc and g++ on PATH: %v %v", err, err2)
		}
	}
	return cc
}

// otherHeader is a second header of ours, with all of Go's types and names of its own.
const otherHeader = "other.h"

// neighbours are the translation units that each header must compile in: alone, twice, before and
// after another one of ours and a stock one of cgo.
var neighbours = map[string]string{
	"first":  "#include \"header.h\"\n#include \"header.h\"\n#include \"other.h\"\n#include <stock.h>\n",
	"last":   "#include <stock.h>\n#include \"other.h\"\n#include \"header.h\"\n",
	"middle": "#include \"other.h\"\n#include \"header.h\"\n#include <stock.h>\n",
}

// compileHeader compiles the header in each standard by each compiler. A stock header comes as a
// system header, because cgo's own text is not clean under -Wpedantic in C++.
func (cc compilers) compileHeader(t *testing.T, dir, header string) {
	t.Helper()
	stock := filepath.Join(dir, "stock")
	writeFile(t, filepath.Join(stock, "stock.h"), cgoHeader(t, string(readFile(t, "../../testdata/cgo/stock.cgo"))))
	writeFile(t, filepath.Join(dir, "units", otherHeader), readFile(t, "../../testdata/cgo/other.h"))
	writeFile(t, filepath.Join(dir, "units", "header.h"), readFile(t, header))
	cc.compileUnits(t, dir, neighbours, "-I"+dir, "-isystem", stock)
}

// compileUnits compiles each text in each standard by each compiler.
func (cc compilers) compileUnits(t *testing.T, dir string, texts map[string]string, flags ...string) {
	t.Helper()
	for _, lang := range []struct {
		ext       string
		compilers []string
		standards []string
	}{
		// The working names: older releases know no others, newer ones still do.
		{".c", cc.c, []string{"c99", "c11", "c17", "c2x"}},
		{".cc", cc.cpp, []string{"c++11", "c++14", "c++17", "c++20", "c++2b"}},
	} {
		var units []string
		for name, text := range texts {
			unit := filepath.Join(dir, "units", name+lang.ext)
			writeFile(t, unit, []byte(text))
			units = append(units, unit)
		}
		for _, compiler := range lang.compilers {
			for _, standard := range lang.standards {
				for _, unit := range units {
					compileUnit(t, compiler, standard, unit, flags...)
				}
			}
		}
	}
}

func compileUnit(t *testing.T, compiler, standard, unit string, flags ...string) {
	t.Helper()
	args := append([]string{"-std=" + standard, "-fsyntax-only"}, strict...)
	args = append(append(args, flags...), unit)
	if out, err := exec.Command(compiler, args...).CombinedOutput(); err != nil {
		t.Errorf("the header does not compile with %s -std=%s in %s: %v\n%s", compiler, standard, filepath.Base(unit), err, out)
	}
}

// compileStub links the stub under the version script, and compares the result with the symbols:
// the stub stands for the library in the link of its dependents.
func (cc compilers) compileStub(t *testing.T, dir string) {
	t.Helper()
	library, object, out := filepath.Join(dir, "libstub.so"), filepath.Join(dir, "stub.o"), filepath.Join(dir, "out")
	for _, compiler := range cc.c {
		args := append([]string{"-std=c11", "-Wmissing-prototypes", "-fPIC", "-c", "-o", object, filepath.Join(out, "stub.c")}, strict...)
		if text, err := exec.Command(compiler, args...).CombinedOutput(); err != nil {
			t.Errorf("the stub does not compile with %s: %v\n%s", compiler, err, text)
			continue
		}
		link := exec.Command(cc.c[0], "-shared", "-nostdlib", "-o", library, object, "-Wl,--version-script="+filepath.Join(out, "exports.map"))
		if text, err := link.CombinedOutput(); err != nil {
			t.Errorf("the stub does not link: %v\n%s", err, text)
			continue
		}
		var stderr bytes.Buffer
		if exit := run([]string{
			"checksymbols", "-label", "//stub", "-library", library,
			"-symbols", filepath.Join(out, "exports.txt"), "-ok", filepath.Join(dir, "ok"),
		}, &stderr); exit != 0 {
			t.Errorf("the stub by %s has other symbols than the list:\n%s", compiler, &stderr)
		}
	}
}
