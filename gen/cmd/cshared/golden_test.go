package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// goldenHost runs a library of which it knows the prefix only.
const goldenHost = `#include <stdio.h>
#include <string.h>

#include "calc.h"

int main(void) {
  calc_error *err = NULL;
  if (calc_init(NULL, &err) != CALC_OK) {
    puts(calc_error_message(err));
    return 1;
  }
  calc_counters counters = {.size = sizeof counters};
  if (calc_stats(&counters) != CALC_OK || counters.handles != 0 || counters.buffers != 0 || counters.errors != 0) {
    return 2;
  }
  counters.size = sizeof counters;
  if (calc_shutdown(0, &counters, &err) != CALC_OK) {
    puts(calc_error_message(err));
    return 3;
  }
  puts(calc_version());
  return 0;
}
`

// goldenFlags are those that both commands have. Cases with others are libraries of several packages, of
// build tags, of C functions: tests/packages builds and runs such a one.
var goldenFlags = []string{"-prefix", "-panics"}

// TestGoldensRun makes a library of each golden case, and runs it.
func TestGoldensRun(t *testing.T) {
	cases, err := filepath.Glob("../../testdata/api/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no golden cases: %v", err)
	}
	var runs []*txtar.Archive
	var names []string
	for _, path := range cases {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		if !strings.HasSuffix(name, "_rejected") && hasOnly(flagsOf(archive), goldenFlags) {
			runs, names = append(runs, archive), append(names, name)
		}
	}
	if len(runs) < 18 {
		t.Errorf("only %d cases can be run: %s", len(runs), strings.Join(names, " "))
	}
	root := moduleWithShim(t, map[string]string{"host.c.txt": goldenHost})
	// Once, and not for each library.
	shell(t, `mkdir _shim && cd _shim && s=`+root+`/runtime_shim
${CC:-cc} -std=c11 -O2 -fPIC -fvisibility=hidden -I"$s/include" -c $(ls "$s"/src/coexist*.c "$s"/src/dispatch*.c "$s"/src/load*.c \
  "$s"/src/sigtable*.c "$s"/src/glue*.c "$s"/src/catch*.c "$s"/src/origins.c "$s"/src/guard.c "$s"/src/error.c "$s"/src/handle.c \
  "$s"/src/mutex.c "$s"/src/status.c | grep -v recheck)`)
	for i, archive := range runs {
		t.Run(names[i], func(t *testing.T) { runGolden(t, archive) })
	}
}

// flagsOf are the lines above the files that are no comments.
func flagsOf(archive *txtar.Archive) (flags []string) {
	for line := range strings.Lines(string(archive.Comment)) {
		if !strings.HasPrefix(line, "#") {
			flags = append(flags, strings.Fields(line)...)
		}
	}
	return flags
}

func hasOnly(flags, known []string) bool {
	return !slices.ContainsFunc(flags, func(f string) bool { return strings.HasPrefix(f, "-") && !slices.Contains(known, f) })
}

func runGolden(t *testing.T, archive *txtar.Archive) {
	if err := os.RemoveAll("calc"); err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "want/") {
			continue
		}
		// The cases have a module of their own.
		text := strings.NewReplacer(`"example.com/calc"`, `"example.com/try/calc"`, `"example.com/`, `"example.com/try/`).Replace(string(f.Data))
		folder := "calc"
		if strings.HasPrefix(f.Name, "internal/") {
			folder = "." // the glue imports it, too
		}
		write(t, filepath.Join(folder, f.Name), text)
	}
	script := generated(t, "gen "+strings.Join(flagsOf(archive), " ")+" -version 1.2.3 -o _calc ./calc")
	shell(t, onlyLink(t, script))
	got := shell(t, `${CC:-cc} -std=c11 -Wall -Werror -I_calc -o host -x c host.c.txt -x none -L_calc -lcalc "-Wl,-rpath,$PWD/_calc" && ./host`)
	if got != "1.2.3\n" {
		t.Errorf("the host printed %q", got)
	}
}

// onlyLink takes the compiled shim in the place of its sources.
func onlyLink(t *testing.T, script string) string {
	t.Helper()
	var lines []string
	replaced := 0
	for line := range strings.Lines(script) {
		if strings.HasPrefix(line, `  "$shim"/src/`) {
			replaced++
			if replaced > 1 {
				continue
			}
			line = "  _shim/*.o \\\n"
		}
		lines = append(lines, line)
	}
	if replaced == 0 {
		t.Fatal(fmt.Errorf("the printed commands name no sources of the shim:\n%s", script))
	}
	return strings.Join(lines, "")
}
