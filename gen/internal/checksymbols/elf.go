package checksymbols

import (
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// symbols is what a library says about its names.
type symbols struct {
	exported []string        // defined dynamic symbols that are not local
	inside   map[string]bool // defined symbols of the full table
}

func readSymbols(path string) (*symbols, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return parseSymbols(file)
}

func parseSymbols(library io.ReaderAt) (*symbols, error) {
	f, err := elf.NewFile(library)
	if err != nil {
		return nil, errors.New(reason(err))
	}
	if f.Type != elf.ET_DYN {
		return nil, fmt.Errorf("its ELF type is %s, not ET_DYN", f.Type)
	}
	dynamic, err := f.DynamicSymbols()
	if err != nil {
		return nil, fmt.Errorf("its dynamic symbols cannot be read: %s", reason(err))
	}
	nodes := map[string]bool{}
	if versions, err := f.DynamicVersions(); err == nil {
		for _, v := range versions {
			nodes[v.Name] = true
		}
	}
	s := &symbols{inside: map[string]bool{}}
	for _, sym := range dynamic {
		// The linker may define an absolute symbol for each version node; it is no name of C.
		isNode := sym.Section == elf.SHN_ABS && nodes[sym.Name]
		if sym.Section != elf.SHN_UNDEF && elf.ST_BIND(sym.Info) != elf.STB_LOCAL && !isNode {
			s.exported = append(s.exported, sym.Name)
		}
	}
	// A stripped library has no full table; then the explanations are less exact.
	full, _ := f.Symbols()
	for _, sym := range full {
		if sym.Section != elf.SHN_UNDEF {
			s.inside[sym.Name] = true
		}
	}
	return s, nil
}

// reason drops the offset and the value, which only a reader of the ELF specification can use.
func reason(err error) string {
	var format *elf.FormatError
	if errors.As(err, &format) {
		text, _, _ := strings.Cut(format.Error(), " in record")
		return text
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "the file is empty or cut off"
	}
	return err.Error()
}

// explain tells why the library does not export the name, and what helps.
func (s *symbols) explain(name string) (why, fix string) {
	if s.inside[name] {
		return "the name is in the file, but it is static or of hidden visibility",
			"declare it without `static`, with `__attribute__((visibility(\"default\")))`"
	}
	var overloads []string
	for other := range s.inside {
		if isMangled(other, name) {
			overloads = append(overloads, other)
		}
	}
	if len(overloads) > 0 {
		return "there is a C++ function of that name, whose symbol is `" + slices.Min(overloads) + "`",
			"declare it `extern \"C\"` in its header, and include the header where it is defined"
	}
	return "no object of the link defines it",
		"for a C function: check its spelling, and that the cc_library that defines it is among the C dependencies, with alwayslink = True if nothing else calls it"
}

// isMangled tells whether symbol is the C++ function `name` outside all namespaces: _Z, the length,
// the name, and its parameters.
func isMangled(symbol, name string) bool {
	return strings.HasPrefix(symbol, fmt.Sprintf("_Z%d%s", len(name), name))
}
