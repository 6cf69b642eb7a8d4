// Command cnames writes gen/internal/cnames/glibc.txt: the names that glibc's shared objects
// define. Maintainers run it when a new glibc comes out, and merge with the names already known,
// because a name that once was glibc's stays taken in old systems:
//
//	go run ./tools/cnames -merge gen/internal/cnames/glibc.txt -o gen/internal/cnames/glibc.txt \
//	  /lib/x86_64-linux-gnu/{libc.so.6,libm.so.6,libpthread.so.0,libdl.so.2,librt.so.1,libresolv.so.2,ld-linux-x86-64.so.2}
package main

import (
	"bufio"
	"bytes"
	"debug/elf"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

const head = `# Names that glibc's shared objects define for programs; made by tools/cnames.
`

func main() {
	out := flag.String("o", "", "the table to write")
	merge := flag.String("merge", "", "a table whose names are kept")
	flag.Parse()
	if *out == "" || flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*out, *merge, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "cnames:", err)
		os.Exit(1)
	}
}

func run(out, merge string, libraries []string) error {
	names := map[string]bool{}
	if merge != "" {
		if err := readTable(merge, names); err != nil {
			return err
		}
	}
	for _, path := range libraries {
		if err := readLibrary(path, names); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	var b bytes.Buffer
	b.WriteString(head)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		fmt.Fprintln(&b, name)
	}
	return os.WriteFile(out, b.Bytes(), 0o644)
}

func readTable(path string, names map[string]bool) error {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for s := bufio.NewScanner(bytes.NewReader(data)); s.Scan(); {
		if line := s.Text(); line != "" && !strings.HasPrefix(line, "#") {
			names[line] = true
		}
	}
	return nil
}

// readLibrary adds what programs can be linked with: versioned, and not of a version that glibc
// keeps for its own objects.
func readLibrary(path string, names map[string]bool) error {
	f, err := elf.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	symbols, err := f.DynamicSymbols()
	if err != nil {
		return err
	}
	found := 0
	for _, s := range symbols {
		defined := s.Section != elf.SHN_UNDEF && s.Section != elf.SHN_ABS
		global := elf.ST_BIND(s.Info) != elf.STB_LOCAL
		if defined && global && s.Version != "" && s.Version != "GLIBC_PRIVATE" {
			names[s.Name] = true
			found++
		}
	}
	if found == 0 {
		return errors.New("no versioned symbols: not a shared object of glibc")
	}
	return nil
}
