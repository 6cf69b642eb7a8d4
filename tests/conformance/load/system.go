package load

import (
	"debug/elf"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
)

// SystemSymbols fills in what the C library of this host defines. The files are those that a
// process of the host has mapped, so this is the very C library that the checks run with.
func SystemSymbols(a *artefact.Artefact) error {
	answer, err := ask(a, "libraries", "-")
	if err == nil && !answer.OK {
		err = errors.New(answer.Why)
	}
	if err != nil {
		return fmt.Errorf("load: cannot list the libraries of the host: %w", err)
	}
	a.System = map[string]string{}
	for _, path := range answer.Lines {
		if err := addDefined(a.System, path); err != nil {
			return fmt.Errorf("load: %s: %w", path, err)
		}
	}
	return nil
}

func addDefined(system map[string]string, path string) error {
	f, err := elf.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	symbols, err := f.DynamicSymbols()
	if err != nil {
		return err
	}
	for _, s := range symbols {
		// An absolute symbol names a version node, as in GLIBC_2.34.
		if s.Section == elf.SHN_UNDEF || s.Section == elf.SHN_ABS || elf.ST_BIND(s.Info) == elf.STB_LOCAL {
			continue
		}
		if _, known := system[s.Name]; !known {
			system[s.Name] = filepath.Base(path)
		}
	}
	return nil
}
