package ir

import (
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/cnames"
)

// API is the C API of ordinary Go packages: what gen made of their directives.
type API struct {
	Library  *Library
	Packages []GoPackage // sorted by path
	// Others are more packages whose types the glue has to name, by import path.
	Others []string
	Panics string // policy: errno, poison or abort
	// LeakOrigins: the library records where what C owns was made.
	LeakOrigins bool

	Funcs   []Func
	Structs []Struct // in the order in which they can be declared
	Enums   []Enum
	Handles []Handle

	Callbacks []Callback
	Constants []Constant
}

// Constant is an exported constant that belongs to no enum.
type Constant struct {
	Name  string // in C
	Go    string
	Doc   string
	Kind  Kind
	Value string // a number, true or false, or the text
}

// GoPackage is a package that the API is made of.
type GoPackage struct {
	Path   string // to import it by
	Name   string
	Doc    string
	Prefix string // what its names in C start with
	Import string // its name in the glue
}

// Func is an exported function or method.
type Func struct {
	Name       string // of the C function
	Go         string // "Add", "Store.Get", with several packages "calc.Add": for messages and for abi.json
	Package    string // import path
	Call       string // what the glue calls: "lib.Add", or ".Get" of the receiver
	Pos        string
	Doc        string
	Deprecated string
	Receiver   *Value // of kind KindHandle
	Params     []Value
	Results    []Value // without the error
	Fails      bool    // the last result is an error
	Infallible bool
	IsNext     bool // gives the next value of an iterator
	Variadic   bool
	Panics     string // policy
	Batch      bool   // has a form that takes an array of calls
	Serialize  string // domain of functions that never run at once, "" if there is none
}

// Value is one parameter or result.
type Value struct {
	Name   string // in C
	Go     string // in Go, for the docs; "" if it has none
	Type   Type
	Borrow bool // Go sees the caller's memory, or may call the function during the call only
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
	// IsIterator says that the object is an iterator, which is closed and not freed.
	IsIterator bool
}

// FreeName is the function that takes the object back.
func (h Handle) FreeName() string {
	if h.IsIterator {
		return h.Name + "_close"
	}
	return h.Name + "_free"
}

// FreeName is the function that takes objects of a handle type back.
func (a *API) FreeName(handle string) string {
	i := slices.IndexFunc(a.Handles, func(h Handle) bool { return h.Name == handle })
	return a.Handles[i].FreeName()
}

// HasOutputs says whether the function has results of no fixed size.
func (f *Func) HasOutputs() bool {
	return slices.ContainsFunc(f.Results, func(v Value) bool { return v.Type.IsSized() })
}

// FixedFunctions are the functions that every generated library has.
func FixedFunctions(prefix string) []string {
	var names []string
	for _, name := range []string{
		"error_code", "error_free", "error_message", "error_stack", "free", "init", "leaks", "shutdown",
		"stats", "status_name", "status_text", "version",
	} {
		names = append(names, prefix+name)
	}
	return names
}

// FixedTypes are the types that every generated library has, or may have.
func FixedTypes(prefix string) []string {
	return []string{prefix + "counters", prefix + "error", prefix + "leak", prefix + "options", prefix + "status", prefix + "time"}
}

// NameProblem says to whom a name belongs, "" if to nobody.
func NameProblem(name string) string {
	kind, owner := cnames.Check(name)
	switch kind {
	case cnames.Free:
		return ""
	case cnames.Keyword:
		return "it is a keyword of " + owner
	case cnames.Reserved, cnames.Mangled:
		return owner + " reserve such names"
	}
	return owner
}

// Symbols returns the names that the library defines, sorted.
func (a *API) Symbols() []string {
	names := FixedFunctions(a.Library.Prefix)
	names = slices.DeleteFunc(names, func(n string) bool { return n == a.Library.Prefix+"leaks" && !a.LeakOrigins })
	for _, f := range a.Funcs {
		names = append(names, f.Name)
		names = append(names, f.Forms()...)
	}
	for _, h := range a.Handles {
		names = append(names, h.FreeName())
	}
	if a.UsesContexts() {
		names = append(names, ContextFunctions(a.Library.Prefix)...)
	}
	if a.KeepsCallbacks() {
		names = append(names, RemoveFunction(a.Library.Prefix))
	}
	return sorted(append(names, a.Library.CNames...))
}

// UsesTime says whether a signature has a moment.
func (a *API) UsesTime() bool {
	isTime := func(v Value) bool { return v.Type.Kind == KindTime }
	return slices.ContainsFunc(a.Funcs, func(f Func) bool { return slices.ContainsFunc(slices.Concat(f.Params, f.Results), isTime) }) ||
		slices.ContainsFunc(a.Callbacks, func(c Callback) bool { return slices.ContainsFunc(slices.Concat(c.Params, c.Results), isTime) })
}

// ImportName is the name by which the glue imports another package.
func ImportName(path string) string {
	return "p_" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, path)
}

func (a *API) symbolPart() string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, a.Library.Name)
}

// GoName is the hidden symbol behind a C function.
func (a *API) GoName(name string) string {
	return "cshared_go_" + a.symbolPart() + "_" + strings.TrimPrefix(name, a.Library.Prefix)
}

// EntryName is the second name of the Go function behind GoName: gen/internal/divert.
func (a *API) EntryName(name string) string {
	return "cshared_entry_" + a.symbolPart() + "_" + strings.TrimPrefix(name, a.Library.Prefix)
}

// FixedGoName is a hidden symbol that every library has.
func (a *API) FixedGoName(name string) string {
	return "cshared_glue_go_" + a.symbolPart() + "_" + name
}
