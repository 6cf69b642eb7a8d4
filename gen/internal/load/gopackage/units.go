package gopackage

import (
	"bufio"
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/gcexportdata"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// Package says where one package of the library is.
type Package struct {
	ImportPath string
	ExportData string
	Sources    []string
	Prefix     string // what its names start with, "" for the library's
}

// unit is one package of the library, with what the loader knows of it.
type unit struct {
	from       Package
	own        string // prefix of its names; that of the library's fixed names is loader.prefix
	pkg        *types.Package
	sources    *sources
	importName string // in the glue
	mark       *Mark
}

// units reads all packages. They share one set of types, so that a type of one is the same in the
// signatures of another.
func (l *loader) readUnits(in *Input) bool {
	packages := slices.SortedFunc(slices.Values(in.Packages), func(a, b Package) int { return cmp.Compare(a.ImportPath, b.ImportPath) })
	ok := true
	for i, p := range packages {
		if i > 0 && packages[i-1].ImportPath == p.ImportPath {
			l.problems = append(l.problems, diag.New(diag.PackageTwice, in.Label, diag.Args{"package": p.ImportPath}))
			ok = false
			continue
		}
		u := &unit{from: p, own: cmp.Or(p.Prefix, in.Prefix)}
		l.unit = u
		l.packagePrefix(u)
		l.sources = newSources()
		l.parse(u.sources, p.Sources, in.Target)
		if u.sources.name == "main" {
			l.problems = append(l.problems, diag.New(diag.MainPackage, in.Label, diag.Args{"package": p.ImportPath}))
			ok = false
		}
		l.units = append(l.units, u)
	}
	shared := map[string]*types.Package{}
	for _, u := range l.units {
		ok = ok && l.readTypes(u, shared)
	}
	l.qualifiers()
	return ok
}

func (l *loader) readTypes(u *unit, shared map[string]*types.Package) bool {
	fail := func(why string) bool {
		l.problems = append(l.problems, diag.New(diag.NoPackageData, l.in.Label, diag.Args{"file": u.from.ExportData, "why": why}))
		return false
	}
	f, err := os.Open(u.from.ExportData)
	if err != nil {
		return fail(err.Error())
	}
	defer f.Close()
	r, err := gcexportdata.NewReader(bufio.NewReader(f))
	if err != nil {
		return fail(err.Error())
	}
	u.pkg, err = gcexportdata.Read(r, token.NewFileSet(), shared, u.from.ImportPath)
	if err != nil {
		return fail(err.Error())
	}
	return true
}

// qualifiers gives each package the name by which the glue imports it.
func (l *loader) qualifiers() {
	if len(l.units) == 1 {
		l.units[0].importName = "lib"
		return
	}
	taken := map[string]bool{}
	for _, u := range l.units {
		if u.pkg == nil {
			continue
		}
		name := "lib_" + u.pkg.Name()
		for i := 2; taken[name]; i++ {
			name = fmt.Sprintf("lib_%s_%d", u.pkg.Name(), i)
		}
		u.importName, taken[name] = name, true
	}
}

// packagePrefix: all names of a library start with its prefix, also those of each of its packages.
func (l *loader) packagePrefix(u *unit) {
	part := ir.Library{Label: l.in.Label, Name: u.from.ImportPath[strings.LastIndexByte(u.from.ImportPath, '/')+1:], Prefix: u.own}
	switch {
	case u.own == l.prefix:
	case !strings.HasPrefix(u.own, l.prefix):
		l.problems = append(l.problems, diag.New(diag.BadPackagePrefix, l.in.Label, diag.Args{
			"package": u.from.ImportPath, "prefix": u.own, "library": l.prefix, "suggestion": l.prefix + part.SuggestPrefix(),
		}))
	default:
		l.problems = append(l.problems, part.ValidatePrefix()...)
	}
}

// enter makes the package of a type the current one, until the returned function is called: its names,
// comments and positions are there. A package that is no part of the library has none.
func (l *loader) enter(p *types.Package) (leave func()) {
	before := l.unit
	if p != before.pkg {
		l.unit = l.outside
		for _, u := range l.units {
			if u.pkg == p {
				l.unit = u
			}
		}
	}
	return func() { l.unit = before }
}

func (l *loader) unitOf(p *types.Package) *unit {
	for _, u := range l.units {
		if u.pkg == p {
			return u
		}
	}
	return nil
}

// unprefixed is a C name without the prefix of its package.
func (l *loader) unprefixed(name string) string {
	longest := l.prefix
	for _, u := range l.units {
		if strings.HasPrefix(name, u.own) && len(u.own) > len(longest) {
			longest = u.own
		}
	}
	return strings.TrimPrefix(name, longest)
}

// goName is how messages and abi.json call something of the current package.
func (l *loader) goName(name string) string {
	if len(l.units) < 2 || l.pkg == nil {
		return name
	}
	return l.pkg.Name() + "." + name
}

// nothingMarked reports each package that gives C nothing.
func (l *loader) nothingMarked() {
	if len(l.problems) > 0 {
		return
	}
	for _, u := range l.units {
		marked := false
		for _, d := range u.sources.decls {
			marked = marked || d.find("export") != nil
		}
		if !marked {
			l.problems = append(l.problems, diag.New(diag.NothingMarked, l.in.Label, diag.Args{"package": u.from.ImportPath}))
		}
	}
}

// isOwn says whether a type takes its names from the current package: those of the library's other
// packages have their own prefix.
func (l *loader) isOwn(t *types.Named) bool {
	u := l.unitOf(t.Obj().Pkg())
	return u == nil || u == l.unit
}

// sameType reports that two types get one name: what is made of the first would be used for both.
func (l *loader) sameType(name string, t *types.Named) {
	other, used := l.typeUse[name]
	if !used || types.Identical(other, t) {
		return
	}
	first, second := l.describe(other), l.describe(t)
	if first == second {
		first, second = types.TypeString(other, nil), types.TypeString(t, nil)
	}
	leave := l.enter(other.Obj().Pkg())
	first = claim{what: "the type " + first, pos: l.posOf(other.Obj().Name())}.where()
	leave()
	l.report(diag.CNameTwice, l.posOf(t.Obj().Name()), diag.Args{
		"name": name, "first": first, "second": "the type " + second, "suggestion": snake(t.Obj().Name()) + "2",
	})
}

// cNames claims the C functions that the library exports beside what is generated.
func (l *loader) cNames() {
	for _, name := range l.in.CNames {
		if other, taken := l.claims[name]; taken {
			l.problems = append(l.problems, diag.New(diag.ExportOfAPI, l.in.Label, diag.Args{"export": name, "why": "it is " + other.what, "prefix": l.prefix}))
			continue
		}
		l.claims[name] = claim{what: "a C function that `exports` names"}
	}
}

// describeArg renders a type argument for a name: it does not depend on where the instance is used.
func (l *loader) describeArg(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == l.pkg || len(l.units) == 1 && p == l.units[0].pkg {
			return ""
		}
		return p.Name()
	})
}
