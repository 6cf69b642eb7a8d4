// Package manifest reads and writes manifest.json, in which every library made by these rules says
// what it is: for the conformance test, the packager, and the tools of users.
package manifest

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// Schema is the version of the form that this package writes, and the only one that it reads. It
// changes when a field changes its meaning or goes; new fields do not change it.
const Schema = 1

// Modes of a library.
const (
	// Raw libraries export their `//export` functions as cgo makes them, without wrappers.
	Raw = "raw"
	// API libraries have a C API that is generated from the directives of an ordinary package.
	API = "api"
)

// Manifest describes one library.
type Manifest struct {
	Schema        int               `json:"schema"`
	Label         string            `json:"label"`
	Mode          string            `json:"mode"`
	Name          string            `json:"name"`
	Prefix        string            `json:"prefix"` // "" where none is demanded
	Version       string            `json:"version"`
	SOVersion     string            `json:"soversion"`
	SOName        string            `json:"soname"`
	File          string            `json:"file"`
	Header        string            `json:"header"`
	Exports       []string          `json:"exports"`        // sorted: the defined dynamic symbols
	Shims         []string          `json:"shims"`          // sorted: parts of the runtime shim among the exports
	SymbolVersion string            `json:"symbol_version"` // version node of the exports, or ""
	Linker        string            `json:"linker"`
	Go            Go                `json:"go"`
	GoDebug       map[string]string `json:"godebug"`
	Needed        []string          `json:"needed"`      // sorted: patterns (path.Match) of DT_NEEDED
	RunPath       string            `json:"runpath"`     // "" or "$ORIGIN"
	MinGlibc      string            `json:"min_glibc"`   // "" where no floor was asked for
	CTLS          uint64            `json:"c_tls"`       // bytes of static TLS of the C parts
	Signals       string            `json:"signals"`     // policy for the host's signals: "quiet" or "go"
	CPUProfile    bool              `json:"cpu_profile"` // SIGPROF is left unblocked
	CPUs          string            `json:"cpus"`        // of runtime threads: those of the "loader", or of the "process"
	Sanitizers    []string          `json:"sanitizers"`  // of the C parts, as in -fsanitize=

	// These are written last, by an action that nothing which is linked waits for; nil before.
	Findings []Finding `json:"findings,omitzero"` // sorted by id, package and position
	Load     *Load     `json:"load,omitzero"`
	// C functions that Go calls one at a time, by domain, sorted; nil if there are none.
	Serialize map[string][]string `json:"serialize,omitzero"`
}

// Finding is one use in the Go closure of what cannot work, or surprises, in a library.
type Finding struct {
	ID       string `json:"id"`                 // of gen/FINDINGS.md
	Weight   string `json:"weight"`             // "breaks" or "surprises"
	Package  string `json:"package"`            // import path
	Position string `json:"position"`           // file:line:col, the file below the root of its repository
	Text     string `json:"text"`               // what happens in the host
	Accepted string `json:"accepted,omitempty"` // the reason of the comment, or "allow_findings"
}

// How the Go runtime is led to the shim.
const (
	Complete     = "complete"     // each of its calls of libc
	Constructors = "constructors" // constructors around its initialisation, where the calls cannot be told apart
)

// Load is the way in which the library keeps the load contract.
type Load struct {
	Diversion string          `json:"diversion"`
	Why       string          `json:"why,omitempty"` // the diversion is not complete
	Aliases   map[string]bool `json:"aliases"`       // symbols of the Go runtime: found or not
}

// Go names the toolchain and its target.
type Go struct {
	Version string `json:"version"`
	GOOS    string `json:"goos"`
	GOARCH  string `json:"goarch"`
}

// Read reads the manifest in the file.
func Read(path string) (*Manifest, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	m := new(Manifest)
	if err := json.Unmarshal(data, m); err != nil {
		return nil, fmt.Errorf("manifest: %s: %w", path, err)
	}
	if m.Schema != Schema {
		return nil, fmt.Errorf("manifest: %s has schema %d, but this program reads schema %d: use the release of rules_go_cshared that made the library", path, m.Schema, Schema)
	}
	return m, nil
}

// Write writes the manifest with a stable order and layout.
func Write(w io.Writer, m *Manifest) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(m)
}
