// Package abi reads and writes abi.json, in which a library says what its C API is: for the conformance
// test, for the comparison of two versions, and for generators of bindings, none of which reads Go.
package abi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// Schema is the version of the form that this package writes, and the only one that it reads. It
// changes when a field changes its meaning or goes; new fields do not change it.
const Schema = 1

// ABI is the C API of one library.
type ABI struct {
	Schema    int        `json:"schema"`
	Library   string     `json:"library"`
	Prefix    string     `json:"prefix"`
	Version   string     `json:"version"`
	Hash      string     `json:"hash"`    // of all that follows, without docs
	Panics    string     `json:"panics"`  // what a panic does unless a function says otherwise
	Package   string     `json:"package"` // the first one, where there are several
	Doc       string     `json:"doc"`
	Functions []Function `json:"functions"` // sorted by name
	Structs   []Struct   `json:"structs"`   // in the order of declaration
	Enums     []Enum     `json:"enums"`     // sorted by name
	Handles   []Handle   `json:"handles"`   // sorted by name
	Callbacks []Callback `json:"callbacks"` // sorted by name
	Constants []Constant `json:"constants"`

	Packages   []Package `json:"packages,omitzero"`    // sorted by path; only where there are several
	CFunctions []string  `json:"c_functions,omitzero"` // sorted: C code that is exported, too, as Headers declare it
	Headers    []string  `json:"headers,omitzero"`     // that the header includes
}

// Package is one of several Go packages that the API is made of.
type Package struct {
	Path   string `json:"path"`
	Prefix string `json:"prefix"` // of its names in C
	Doc    string `json:"doc"`
}

// Function is an exported function. Its C parameters are the inputs, the outputs, and `err` last; a
// sized value is two of them, the pointer and the size, and a callback is the function, the pointer for it,
// and, unless it is borrowed, the function that is called at the end.
type Function struct {
	Name       string  `json:"name"`
	Go         string  `json:"go"`
	Package    string  `json:"package,omitzero"` // import path, where there are several
	Doc        string  `json:"doc"`
	Deprecated string  `json:"deprecated"`
	Panics     string  `json:"panics"`     // "errno", "poison" or "abort"
	Infallible bool    `json:"infallible"` // returns its output, has no err
	Inputs     []Value `json:"inputs"`
	Outputs    []Value `json:"outputs"`

	// What only some functions have is left out in the others.

	Serialize string `json:"serialize,omitempty"` // the domain of functions that never run at once
	Batch     *Batch `json:"batch,omitempty"`     // the form that takes an array of calls
	// Into is the form that fills memory of the caller. In the place of the one sized output it has the
	// memory, how much fits (its name and `_room`), and a pointer to the size.
	Into string `json:"into,omitempty"`
}

// Batch is the form of a function that takes an array of calls. Its C parameters are the receiver if that
// is a handle, `items`, `count`, `failed`, and `err` last.
type Batch struct {
	Name     string  `json:"name"`
	Item     string  `json:"item"`     // the struct of one call
	Receiver string  `json:"receiver"` // name of the parameter with the object, "" where there is none
	Size     uint64  `json:"size"`     // of the struct
	Align    uint64  `json:"align"`
	Fields   []Field `json:"fields"` // inputs, outputs, and `status` last; a sized input is two of them
}

// Value is a parameter or result.
type Value struct {
	Name   string `json:"name"`
	Size   string `json:"size"`   // name of the parameter with the size, "" where there is none
	Kind   string `json:"kind"`   // scalar, enum, struct, handle, time, duration, text, bytes, slice, context, callback
	Type   string `json:"type"`   // in C; of one element for text, bytes and slices
	Borrow bool   `json:"borrow"` // Go sees the caller's memory, or calls the function during the call only
}

// Callback is a type of functions that C passes. Their C parameters are a pointer, the inputs, and the
// outputs, unless the only one is what they return.
type Callback struct {
	Name    string  `json:"name"`
	Go      string  `json:"go"`
	Doc     string  `json:"doc"`
	Status  bool    `json:"status"`  // they return a status
	Returns bool    `json:"returns"` // they return their output
	Inputs  []Value `json:"inputs"`
	Outputs []Value `json:"outputs"`
}

// Struct is a struct by value, and its layout.
type Struct struct {
	Name   string  `json:"name"`
	Go     string  `json:"go"`
	Doc    string  `json:"doc"`
	Size   uint64  `json:"size"`
	Align  uint64  `json:"align"`
	Fields []Field `json:"fields"`
}

// Field is a field of a struct.
type Field struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Count  int64  `json:"count"` // elements of an array, 0 for a plain field
	Offset uint64 `json:"offset"`
}

// Enum is a type with named values.
type Enum struct {
	Name   string      `json:"name"`
	Go     string      `json:"go"`
	Doc    string      `json:"doc"`
	Type   string      `json:"type"`
	Values []EnumValue `json:"values"`
}

// EnumValue is one of them; the value is in decimal.
type EnumValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Handle is an opaque type; Free is the function that frees its objects.
type Handle struct {
	Name string `json:"name"`
	Go   string `json:"go"`
	Doc  string `json:"doc"`
	Free string `json:"free"`
}

// Constant is a macro.
type Constant struct {
	Name  string `json:"name"`
	Kind  string `json:"kind"` // int, uint, float, bool or text
	Value string `json:"value"`
}

// Seal computes the hash: of the API as a C program sees it. Docs and the version do not count.
func (a *ABI) Seal() error {
	bare := *a
	bare.Hash, bare.Version, bare.Doc = "", "", ""
	bare.Functions = append([]Function(nil), a.Functions...)
	for i := range bare.Functions {
		bare.Functions[i].Doc, bare.Functions[i].Deprecated = "", ""
	}
	bare.Structs = append([]Struct(nil), a.Structs...)
	for i := range bare.Structs {
		bare.Structs[i].Doc = ""
	}
	bare.Enums = append([]Enum(nil), a.Enums...)
	for i := range bare.Enums {
		bare.Enums[i].Doc = ""
	}
	bare.Handles = append([]Handle(nil), a.Handles...)
	for i := range bare.Handles {
		bare.Handles[i].Doc = ""
	}
	bare.Callbacks = append([]Callback(nil), a.Callbacks...)
	for i := range bare.Callbacks {
		bare.Callbacks[i].Doc = ""
	}
	bare.Packages = append([]Package(nil), a.Packages...)
	for i := range bare.Packages {
		bare.Packages[i].Doc = ""
	}
	data, err := json.Marshal(bare)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	a.Hash = hex.EncodeToString(sum[:16])
	return nil
}

// Write writes it.
func (a *ABI) Write(w io.Writer) error {
	data, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

// Read reads the file.
func Read(path string) (*ABI, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	a := new(ABI)
	if err := json.Unmarshal(data, a); err != nil {
		return nil, fmt.Errorf("%s: not an abi.json: %w", path, err)
	}
	if a.Schema != Schema {
		return nil, fmt.Errorf("%s: has schema %d, and this program reads schema %d: use the version of rules_go_cshared that made the file", path, a.Schema, Schema)
	}
	return a, nil
}
