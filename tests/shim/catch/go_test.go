package catch

import (
	"debug/elf"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

func library(t *testing.T) string {
	t.Helper()
	return fixture.StockOf(t, "CATCH", "catch/testdata/lib")
}

// Without cshared_catch the host ends; with it Go gets an error, and the host goes on.
func TestBelowGo(t *testing.T) {
	for _, with := range append(slices.Clone(toolchains), hidden) {
		t.Run(with.name, func(t *testing.T) {
			host := with.program(t, "go_host.cc", nil)
			aborts(t, host, library(t), "plain")
			passes(t, host, library(t), "caught", "10000")
			passes(t, host, library(t), "threads", "2000")
			passes(t, host, library(t), "reentered")
		})
	}
}

func TestBelowGoInAPlugin(t *testing.T) {
	host := fixture.Host(t, "catch/testdata/c_host.c")
	for _, with := range toolchains {
		t.Run(with.name, func(t *testing.T) {
			plugin := with.program(t, "plugin.cc", nil, "-shared", "-fPIC")
			passes(t, host, library(t), plugin)
		})
	}
}

// The library asks for no C++ runtime and no unwinder.
func TestNeedsNothing(t *testing.T) {
	file, err := elf.Open(library(t))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	libraries, err := file.ImportedLibraries()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range libraries {
		if name != "libc.so.6" && name != "libpthread.so.0" && name != "libdl.so.2" && !strings.HasPrefix(name, "ld-linux") {
			t.Errorf("NEEDED %s", name)
		}
	}
	symbols, err := file.ImportedSymbols()
	if err != nil {
		t.Fatal(err)
	}
	finds := false
	for _, symbol := range symbols {
		finds = finds || symbol.Name == "dlsym"
		for _, prefix := range []string{"_Unwind_", "__gxx_", "__gcc_", "__cxa_begin", "__cxa_end", "__cxa_demangle", "_Z"} {
			if strings.HasPrefix(symbol.Name, prefix) {
				t.Errorf("undefined symbol %s", symbol.Name)
			}
		}
	}
	if !finds {
		t.Errorf("%s does not import dlsym: it has no cshared_catch", filepath.Base(library(t)))
	}
}
