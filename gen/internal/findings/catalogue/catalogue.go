// Package catalogue lists everything that a Go closure may use and that cannot work, or surprises,
// inside somebody else's process. The scanner, the messages and gen/FINDINGS.md are made from it.
package catalogue

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// ID is the stable name of a kind of finding, such as os.Exit. It is never given a new meaning.
type ID string

// Weight says how bad it is.
type Weight string

const (
	// Breaks: it does not do what it does in a program, or takes the host down.
	Breaks Weight = "breaks"
	// Surprises: it works, but on what belongs to the host.
	Surprises Weight = "surprises"
)

// Where is the part of the source in which a use counts.
type Where int

const (
	// Anywhere: every reference, called or not.
	Anywhere Where = iota
	// InInit: calls that run while the library is being loaded.
	InInit
	// Literal: composite literals of a type.
	Literal
	// Import: the import itself.
	Import
	// Unpaired: calls in a function that has not the Row's Pair, too.
	Unpaired
)

// Use is what raises a finding: names of one package.
type Use struct {
	Package string
	Names   []string // none: the import; Type.Method is seen only where types are known
	Where   Where
}

// Row is one kind of finding. Text and Fix may have the hole {use}, which is what was written.
type Row struct {
	ID     ID
	Weight Weight
	Title  string
	Text   string // one line: what happens in the host
	Why    string // the mechanism, for the manual
	Fix    string // one line
	Uses   []Use
	Raised string // in words, for what is no name of a package
	Pair   string // what ends an Unpaired use: package.Name
	Except Option // with this option of the rule it is no finding
}

// Option is a setting of the library that makes a use work.
type Option string

// CPUProfile is on with `cpu_profile = True`, and where the signals are Go's.
const CPUProfile Option = "cpu_profile"

// Table returns every row, sorted by id.
func Table() []Row {
	all := slices.Concat(processRows, signalRows, stateRows, loadRows)
	slices.SortFunc(all, func(a, b Row) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// Lookup returns the row of that id.
func Lookup(id ID) (Row, bool) {
	for _, row := range Table() {
		if row.ID == id {
			return row, true
		}
	}
	return Row{}, false
}

// IDs returns the ids, sorted.
func IDs() []ID {
	var ids []ID
	for _, row := range Table() {
		ids = append(ids, row.ID)
	}
	return ids
}

// Message renders the text for one use.
func (r Row) Message(use string) string { return strings.ReplaceAll(r.Text, "{use}", use) }

// Index finds the rows that a name raises.
type Index map[Key][]Row

// Key is a name of a package, "" for its import.
type Key struct {
	Package, Name string
	Where         Where
}

// ByUse returns the index of the table.
var ByUse = sync.OnceValue(func() Index {
	index := Index{}
	for _, row := range Table() {
		for _, use := range row.Uses {
			names := use.Names
			if use.Where == Import {
				names = []string{""}
			}
			for _, name := range names {
				key := Key{use.Package, name, use.Where}
				index[key] = append(index[key], row)
			}
		}
	}
	return index
})

// Packages returns the import paths that any row names.
var Packages = sync.OnceValue(func() map[string]bool {
	packages := map[string]bool{}
	for key := range ByUse() {
		packages[key.Package] = true
	}
	return packages
})

// uses is short for the same names of several packages.
func uses(names string, packages ...string) []Use {
	var all []Use
	for _, p := range packages {
		all = append(all, Use{Package: p, Names: strings.Fields(names)})
	}
	return all
}

func inInit(names, pkg string) Use {
	return Use{Package: pkg, Names: strings.Fields(names), Where: InInit}
}

const unix = "golang.org/x/sys/unix"
