// Package toolchain writes down what a stock library does, by Go's minor version: what the shim is there
// to change, and what it leans on. A version that does something else is seen here first.
package toolchain

import (
	"debug/buildinfo"
	"debug/elf"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

var update = flag.Bool("update", false, "write the table of this Go version")

func TestMain(m *testing.M) { fixture.Main(m) }

// minor is "go1.26" of the Go that has built the library.
func minor(t *testing.T, library string) string {
	t.Helper()
	info, err := buildinfo.ReadFile(library)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.SplitN(info.GoVersion, ".", 3)
	if len(parts) < 2 {
		t.Fatalf("no version: %q", info.GoVersion)
	}
	return parts[0] + "." + parts[1]
}

// dynamic reads what the file says without being loaded.
func dynamic(t *testing.T, library string) map[string]string {
	t.Helper()
	file, err := elf.Open(library)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	symbols, err := file.DynamicSymbols()
	if err != nil {
		t.Fatal(err)
	}
	leaked := 0
	for _, s := range symbols {
		internal := strings.HasPrefix(s.Name, "_cgo") || strings.HasPrefix(s.Name, "x_cgo") || strings.HasPrefix(s.Name, "crosscall")
		if s.Section != elf.SHN_UNDEF && elf.ST_BIND(s.Info) == elf.STB_GLOBAL && internal && !strings.HasPrefix(s.Name, "_cgoexp_") {
			leaked++
		}
	}
	flag := func(tag elf.DynTag, bit uint64) string {
		values, err := file.DynValue(tag)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(len(values) == 1 && values[0]&bit != 0)
	}
	soname, err := file.DynString(elf.DT_SONAME)
	if err != nil {
		t.Fatal(err)
	}
	facts := map[string]string{
		// The linker has a say in how many.
		"leaks_runtime_symbols": fmt.Sprint(leaked > 40),
		"nodelete":              flag(elf.DT_FLAGS_1, uint64(elf.DF_1_NODELETE)),
		"symbolic":              flag(elf.DT_FLAGS, uint64(elf.DF_SYMBOLIC)),
		"static_tls":            flag(elf.DT_FLAGS, uint64(elf.DF_STATIC_TLS)),
		"soname":                fmt.Sprint(len(soname) != 0),
		// Go asks for the first; the second shows a C compiler that asks by itself.
		"relro": "false",
		"now":   flag(elf.DT_FLAGS, uint64(elf.DF_BIND_NOW)),
	}
	for _, p := range file.Progs {
		switch p.Type {
		case elf.PT_TLS:
			facts["tls_bytes"] = fmt.Sprint(p.Memsz)
		case elf.PT_GNU_RELRO:
			facts["relro"] = fmt.Sprint(p.Memsz > 0)
		}
	}
	return facts
}

func TestFacts(t *testing.T) {
	library := fixture.Stock(t)
	facts := dynamic(t, library)
	r := fixture.Run(t, nil, fixture.Host(t, "toolchain/testdata/facts.c"), library)
	if !r.Status.Exited() || r.Status.ExitStatus() != 0 {
		t.Fatalf("status %#x\n%s", uint32(r.Status), r.Output)
	}
	maps.Copy(facts, r.Values)
	var table strings.Builder
	for _, name := range slices.Sorted(maps.Keys(facts)) {
		fmt.Fprintf(&table, "%-26s %s\n", name, facts[name])
	}
	path := filepath.Join("testdata", minor(t, library)+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v\nNo table of this Go version: look at what differs, then go test ./tests/shim/toolchain -update\n%s", err, table.String())
	}
	if table.String() != string(want) {
		t.Errorf("a stock library of this Go does\n%s\nand %s says\n%s", table.String(), path, want)
	}
}
