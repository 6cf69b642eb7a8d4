// Package artefact opens the files that a conformance test is about.
package artefact

import (
	"bytes"
	"debug/elf"
	"fmt"
	"os"

	"github.com/gocshared/rules_go_cshared/gen/abi"
	"github.com/gocshared/rules_go_cshared/gen/manifest"
	"github.com/gocshared/rules_go_cshared/tests/conformance/config"
)

// Artefact is a library with all that came out of its build.
type Artefact struct {
	Config   *config.Config
	Manifest *manifest.Manifest
	Library  *elf.File
	Bytes    []byte    // of the library
	Debug    *elf.File // nil when the test has no debug file
	ABI      *abi.ABI  // nil of a library without a generated API
	Header   string
	Hdrs     []string // texts of the user's headers that Header includes

	// System maps each symbol that the C library of this host defines to the file that defines it.
	// It is empty until SystemSymbols has filled it in, see package load.
	System map[string]string
}

// Open reads everything that the config names.
func Open(c *config.Config) (*Artefact, error) {
	a := &Artefact{Config: c}
	var err error
	if a.Manifest = c.Claims; a.Manifest == nil {
		if a.Manifest, err = manifest.Read(c.Manifest); err != nil {
			return nil, fmt.Errorf("artefact: manifest: %w", err)
		}
	}
	if c.ABI != "" {
		if a.ABI, err = abi.Read(c.ABI); err != nil {
			return nil, fmt.Errorf("artefact: abi: %w", err)
		}
	}
	if a.Bytes, err = os.ReadFile(c.Library); err != nil {
		return nil, fmt.Errorf("artefact: library: %w", err)
	}
	if a.Library, err = parse("library", c.Library, a.Bytes); err != nil {
		return nil, err
	}
	if c.Header != "" {
		header, err := os.ReadFile(c.Header)
		if err != nil {
			return nil, fmt.Errorf("artefact: header: %w", err)
		}
		a.Header = string(header)
	}
	for _, path := range c.Hdrs {
		hdr, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("artefact: header: %w", err)
		}
		a.Hdrs = append(a.Hdrs, string(hdr))
	}
	if c.Debug == "" {
		return a, nil
	}
	debug, err := os.ReadFile(c.Debug)
	if err != nil {
		return nil, fmt.Errorf("artefact: debug file: %w", err)
	}
	a.Debug, err = parse("debug file", c.Debug, debug)
	return a, err
}

// parse also refuses what is ELF but no shared library, since every check would fail for one reason.
func parse(what, path string, content []byte) (*elf.File, error) {
	f, err := elf.NewFile(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("artefact: %s %s is not an ELF file: %w", what, path, err)
	}
	if f.Type != elf.ET_DYN {
		return nil, fmt.Errorf("artefact: %s %s is of type %v, want ET_DYN, a shared library", what, path, f.Type)
	}
	return f, nil
}
