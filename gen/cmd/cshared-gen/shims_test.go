package main

import (
	"debug/elf"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shimNeighbours are the translation units of a header of shims: twice, with the library's own
// header on either side, beside the same parts of another library, and behind a header that has
// said the statuses already.
var shimNeighbours = map[string]string{
	"shims_twice":   "#include \"shims.h\"\n#include \"shims.h\"\nstatic const int ok = CALC_OK;\nint use(void);\nint use(void) { return ok; }\n",
	"shims_first":   "#include \"shims.h\"\n#include \"header.h\"\n",
	"shims_last":    "#include \"header.h\"\n#include \"shims.h\"\n",
	"shims_other":   "#include \"shims.h\"\n#include \"other_shims.h\"\n",
	"shims_defined": "#define CALC_STATUS_DEFINED\nenum calc_status { CALC_OK = 0, CALC_EXHAUSTED = 4107 };\n#include \"shims.h\"\n",
}

// compileShims compiles the header of the shims and the source of their names.
func (cc compilers) compileShims(t *testing.T, dir string) {
	t.Helper()
	out, units := filepath.Join(dir, "out"), filepath.Join(dir, "units")
	header := string(readFile(t, filepath.Join(out, "shims.h")))
	prefix := strings.ToLower(regexp.MustCompile(`#ifndef (\w+_)SHIMS_H`).FindStringSubmatch(header)[1])
	renamed := func(text, from, to string) string {
		return strings.NewReplacer(from, to, strings.ToUpper(from), strings.ToUpper(to)).Replace(text)
	}
	writeFile(t, filepath.Join(units, "shims.h"), []byte(header))
	writeFile(t, filepath.Join(units, "other_shims.h"), []byte(renamed(header, prefix, "other_")))
	texts := map[string]string{}
	for name, text := range shimNeighbours {
		texts[name] = renamed(text, "calc_", prefix)
	}
	cc.compileUnits(t, dir, texts, "-I"+dir)
	checkNames(t, header, prefix)
	cc.assembleShims(t, dir, prefix)
}

// checkNames finds names, in comments too, that nothing declares: of parts that are not exported, or
// of the shim itself.
func checkNames(t *testing.T, header, prefix string) {
	t.Helper()
	code := regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(header, "")
	name := regexp.MustCompile(`\b(?i:` + prefix + `|cshared[_/])\w*`)
	declared := name.FindAllString(code, -1)
	for _, found := range name.FindAllString(header, -1) {
		if !slices.Contains(declared, found) || !strings.EqualFold(found[:len(prefix)], prefix) {
			t.Errorf("the header of the shims mentions %s, which is no name of this library that it declares", found)
		}
	}
}

// assembler is a compiler with flags, and the property note that they ask for, "" for none.
type assembler struct {
	command []string
	note    string
}

func (cc compilers) assembleShims(t *testing.T, dir, prefix string) {
	t.Helper()
	var all []assembler
	for _, compiler := range cc.c {
		all = append(all, assembler{[]string{compiler, "-fcf-protection=none"}, ""},
			assembler{[]string{compiler, "-fcf-protection=full"}, ".note.gnu.property"})
	}
	if arm, err := exec.LookPath("aarch64-linux-gnu-gcc"); err == nil {
		all = append(all, assembler{[]string{arm}, ""},
			assembler{[]string{arm, "-mbranch-protection=standard"}, ".note.gnu.property"})
	} else {
		t.Log("no aarch64-linux-gnu-gcc: the jumps are assembled for this machine only")
	}
	var want []string
	for _, symbol := range strings.Fields(string(readFile(t, filepath.Join(dir, "out", "exports.txt")))) {
		if strings.Contains(string(readFile(t, filepath.Join(dir, "out", "shims.h"))), symbol+"(") {
			want = append(want, symbol)
		}
	}
	for _, a := range all {
		object := filepath.Join(dir, "shims.o")
		args := append(a.command[1:], "-Wall", "-Werror", "-c", "-o", object, filepath.Join(dir, "out", "shims.S"))
		if text, err := exec.Command(a.command[0], args...).CombinedOutput(); err != nil {
			t.Errorf("the source of the shims does not assemble with %v: %v\n%s", a.command, err, text)
			continue
		}
		checkJumps(t, object, prefix, want, a)
	}
}

// checkJumps compares what the object defines and refers to with the declared names.
func checkJumps(t *testing.T, object, prefix string, want []string, a assembler) {
	t.Helper()
	file, err := elf.Open(object)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	symbols, err := file.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	var defined, jumps []string
	for _, s := range symbols {
		switch {
		case elf.ST_BIND(s.Info) != elf.STB_GLOBAL:
		case s.Section == elf.SHN_UNDEF && elf.ST_VISIBILITY(s.Other) == elf.STV_HIDDEN:
			jumps = append(jumps, prefix+strings.TrimPrefix(s.Name, "cshared_"))
		case s.Section != elf.SHN_UNDEF && elf.ST_TYPE(s.Info) == elf.STT_FUNC && s.Size > 0:
			defined = append(defined, s.Name)
		default:
			t.Errorf("%v: the symbol %s is neither a function nor hidden", a.command, s.Name)
		}
	}
	slices.Sort(defined)
	slices.Sort(jumps)
	if diff := cmp.Diff([][]string{want, want}, [][]string{defined, jumps}); diff != "" {
		t.Errorf("%v: wrong names, defined and jumped to (-want +got):\n%s", a.command, diff)
	}
	if stack := file.Section(".note.GNU-stack"); stack == nil || stack.Flags&elf.SHF_EXECINSTR != 0 {
		t.Errorf("%v: the object asks for an executable stack", a.command)
	}
	if note := file.Section(".note.gnu.property"); (note != nil) != (a.note != "") {
		t.Errorf("%v: property note: %v, want %q", a.command, note != nil, a.note)
	}
}
