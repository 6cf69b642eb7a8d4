// Package gopackage makes the C API of an ordinary Go package out of two things: what the compiler
// wrote down of its types, and what the sources say in comments. No other package that generates knows
// go/types.
package gopackage

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/gosource"
)

const tokenLess = token.LSS

// Input says where the packages are.
type Input struct {
	Label    string // of the target, for messages
	Packages []Package
	Target   gosource.Target
	Prefix   string
	Panics   string   // policy of functions that say nothing
	Library  Mark     // what `//cshared:library` has to agree with
	CNames   []string // C functions that the library exports, too
}

type loader struct {
	*unit    // the current package
	units    []*unit
	outside  *unit // stands for all packages that are no part of the library
	in       *Input
	prefix   string // of the library; that of the current package is own
	api      *ir.API
	problems []diag.Diagnostic
	at       token.Position // of the declaration that is being exported

	imports map[string]bool
	enums   map[string]ir.Enum
	structs map[string]ir.Type
	handles map[string]ir.Handle
	typeUse map[string]*types.Named
	// iterators are the functions that go with iterator types, by the types' names.
	iterators map[string]ir.Func
	callbacks map[string]ir.Callback
	claims    map[string]claim
}

// claim is who has a name in C.
type claim struct {
	what string
	goes string // the Go name, "" where there is none
	pos  token.Position
}

// where is what the claim is for, with its place.
func (c claim) where() string {
	if !c.pos.IsValid() {
		return c.what
	}
	return c.what + " (" + c.pos.String() + ")"
}

// Load returns the API, and everything that is wrong with it.
func Load(in *Input) (*ir.API, []diag.Diagnostic) {
	l := &loader{
		in: in, prefix: in.Prefix, api: &ir.API{Panics: in.Panics}, outside: &unit{own: in.Prefix, sources: newSources()},
		imports: map[string]bool{}, enums: map[string]ir.Enum{}, structs: map[string]ir.Type{},
		handles: map[string]ir.Handle{}, typeUse: map[string]*types.Named{}, claims: map[string]claim{},
		iterators: map[string]ir.Func{}, callbacks: map[string]ir.Callback{},
	}
	if !l.readUnits(in) {
		return nil, l.problems
	}
	l.fixedNames()
	for _, u := range l.units {
		l.unit = u
		for _, name := range l.sources.order {
			l.declaration(name, l.sources.decls[name])
		}
	}
	l.nothingMarked()
	l.finish()
	return l.api, l.problems
}

func (l *loader) report(id diag.ID, pos token.Position, args diag.Args) {
	l.problems = append(l.problems, diag.New(id, pos.String(), args))
}

func (l *loader) docOf(name string) string {
	if d := l.sources.decls[name]; d != nil {
		return d.doc
	}
	return ""
}

func (l *loader) posOf(name string) token.Position {
	if d := l.sources.decls[name]; d != nil {
		return d.pos
	}
	return token.Position{Filename: l.in.Label}
}

// renamed returns the argument of //cshared:rename, "" if there is none.
func (l *loader) renamed(name string) string {
	d := l.sources.decls[name]
	if d == nil {
		return ""
	}
	if r := d.find("rename"); r != nil && len(r.Args) == 1 {
		return r.Args[0]
	}
	return ""
}

// fixedNames claims what every generated library has.
func (l *loader) fixedNames() {
	for _, name := range ir.FixedFunctions(l.prefix) {
		l.claims[name] = claim{what: "a function of every generated library"}
	}
	for _, name := range ir.FixedTypes(l.prefix) {
		l.claims[name] = claim{what: "a type of every generated library"}
	}
	l.cNames()
}

// claim takes a name in C, or reports that somebody has it.
func (l *loader) claim(name, what, goName string, pos token.Position) {
	other, taken := l.claims[name]
	if taken && other.what == what && other.pos == pos {
		return
	}
	if taken {
		if goName == "" {
			goName = other.goes
		}
		suggestion := snake(goName) + "2"
		if other.goes == "" && other.pos == (token.Position{}) {
			l.report(diag.CNameTaken, pos, diag.Args{"name": name, "what": what, "why": "it is " + other.what, "suggestion": suggestion})
			return
		}
		l.report(diag.CNameTwice, pos, diag.Args{"name": name, "first": other.where(), "second": what, "suggestion": suggestion})
		return
	}
	l.claims[name] = claim{what, goName, pos}
	if why := ir.NameProblem(name); why != "" {
		l.report(diag.CNameTaken, pos, diag.Args{"name": name, "what": what, "why": why, "suggestion": snake(goName) + "_value"})
	}
}

// claimShared is claim for what several declarations need and is there once.
func (l *loader) claimShared(name, what, goName string) {
	if l.claims[name].what != what {
		l.claim(name, what, goName, l.at)
	}
}

// finish brings what was collected into its one order.
func (l *loader) finish() {
	for _, name := range sortedKeys(l.enums) {
		l.api.Enums = append(l.api.Enums, l.enums[name])
	}
	for _, name := range sortedKeys(l.handles) {
		l.api.Handles = append(l.api.Handles, l.handles[name])
	}
	for _, name := range sortedKeys(l.callbacks) {
		l.api.Callbacks = append(l.api.Callbacks, l.callbacks[name])
	}
	for _, name := range sortedKeys(l.iterators) {
		l.api.Funcs = append(l.api.Funcs, l.iterators[name])
	}
	slices.SortStableFunc(l.api.Funcs, func(a, b ir.Func) int { return strings.Compare(a.Name, b.Name) })
	for _, u := range l.units {
		l.api.Packages = append(l.api.Packages, ir.GoPackage{
			Path: u.from.ImportPath, Name: u.pkg.Name(), Doc: u.sources.doc, Prefix: u.own, Import: u.importName,
		})
	}
	l.api.Others = sortedKeys(l.imports)
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
