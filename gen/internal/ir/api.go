package ir

import "slices"

// API is the C API of an ordinary Go package: what gen made of its directives.
type API struct {
	Library *Library
	Package GoPackage
	Panics  string // policy: errno, poison or abort

	Funcs   []Func
	Structs []Struct // in the order in which they can be declared
	Enums   []Enum
	Handles []Handle
}

// GoPackage is the package that the API is made of.
type GoPackage struct {
	Path string // to import it by
	Name string
	Doc  string
	// Others are the packages whose types the glue has to name, by import path.
	Others []string
}

// Func is an exported function or method.
type Func struct {
	Name       string // of the C function
	Go         string // "Add", "(*Store).Get": for messages and for abi.json
	Call       string // what the glue calls: "lib.Add", or ".Get" of the receiver
	Pos        string
	Doc        string
	Deprecated string
	Receiver   *Value // of kind KindHandle
	Params     []Value
	Results    []Value // without the error
	Fails      bool    // the last result is an error
	Infallible bool
	Variadic   bool
	Panics     string // policy
}

// Value is one parameter or result.
type Value struct {
	Name   string // in C
	Go     string // in Go, for the docs; "" if it has none
	Type   Type
	Borrow bool // Go sees the caller's memory
}

// Struct is a struct that crosses by value.
type Struct struct {
	Name   string // in C
	Go     string // in the glue
	Doc    string
	Fields []StructField
}

// StructField is one field of a Struct.
type StructField struct {
	Name string // in C
	Go   string
	Doc  string
	Type Type
}

// Enum is a named type with constants.
type Enum struct {
	Name   string // in C
	Go     string
	Doc    string
	Type   Type // the underlying one
	Values []EnumValue
}

// EnumValue is one constant.
type EnumValue struct {
	Name  string // of the macro or enumerator
	Go    string
	Doc   string
	Value string // in decimal
}

// Handle is a type whose objects C knows by handles.
type Handle struct {
	Name string // of the opaque struct in C
	Go   string // in the glue, without the star
	Doc  string
}

// HasOutputs says whether the function has results of no fixed size.
func (f *Func) HasOutputs() bool { return slices.ContainsFunc(f.Results, func(v Value) bool { return v.Type.IsSized() }) }
