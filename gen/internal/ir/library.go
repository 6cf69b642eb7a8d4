// Package ir is what the generator knows about a library: plain data, sorted, and checked by
// Validate. Everything that is emitted comes from it.
package ir

// Mode says where a library's functions come from.
type Mode string

// The modes.
const (
	ModeRaw Mode = ""    // the package's own //export functions
	ModeAPI Mode = "api" // generated from directives
)

// Library is one C library.
type Library struct {
	Mode      Mode
	Label     string
	Name      string
	Prefix    string // "" where none is demanded
	Version   string
	SOVersion string
	SOName    string
	File      string
	Functions []Function // the Go exports that become symbols, sorted by name
	CNames    []string   // exported C functions, declared in Includes, sorted
	Includes  []string   // public headers that the header includes, in the user's order
	Shims     Shims      // parts of the runtime shim that are exported too
	IntBits   int        // size of Go's int
	Link      Link
}

// Link is what the manifest records of the link and of the toolchain.
type Link struct {
	Linker        string
	SymbolVersion string
	Needed        []string // sorted
	RunPath       string
	MinGlibc      string
	CTLS          uint64
	Signals       string
	CPUProfile    bool
	CPUs          string
	Sanitizers    []string
	GoVersion     string
	GOOS          string
	GOARCH        string
	GoDebug       map[string]string
	Pattern       string // further symbols that are global, as a version script names them; "" is none
}

// Function is one exported Go function as C sees it.
type Function struct {
	Name    string
	Package string // import path
	Doc     string // text of the Go doc comment
	Result  string // C type, "void" or "struct <name>_return"
	Params  []Param
	Fields  []Field // of the struct, where there are several results
}

// Param is one parameter.
type Param struct {
	Type string
	Name string
}

// Field is one of several results.
type Field struct {
	Type   string
	Name   string
	GoName string // "" if the Go result has none
}

// Symbols returns the names that the library defines, sorted.
func (l *Library) Symbols() []string {
	names := make([]string, 0, len(l.Functions)+len(l.CNames)+len(l.Shims.Functions))
	for _, f := range l.Functions {
		names = append(names, f.Name)
	}
	for _, shim := range l.Shims.Functions {
		names = append(names, l.ShimName(shim))
	}
	return sorted(append(names, l.CNames...))
}

// Types returns the C types in the function's signature, each with the place where it stands.
func (f *Function) Types() []TypeUse {
	var uses []TypeUse
	for _, p := range f.Params {
		uses = append(uses, TypeUse{Type: p.Type, Place: "parameter `" + p.Name + "`"})
	}
	for _, r := range f.Fields {
		uses = append(uses, TypeUse{Type: r.Type, Place: "result `" + r.Name + "`"})
	}
	if len(f.Fields) == 0 && f.Result != "void" {
		uses = append(uses, TypeUse{Type: f.Result, Place: "its result"})
	}
	return uses
}

// TypeUse is a C type at a place of a signature.
type TypeUse struct {
	Type  string
	Place string
}
