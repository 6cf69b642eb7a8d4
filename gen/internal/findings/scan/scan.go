// Package scan looks for what the catalogue names in the sources of a Go closure.
package scan

import (
	"cmp"
	"errors"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/gosource"
)

// Package is one Go package of the closure.
type Package struct {
	ImportPath string
	Files      []string // Go, C and C++; what else there is, is passed over
}

// Settings say which files count, and which findings the library's options rule out.
type Settings struct {
	Target     gosource.Target
	CPUProfile bool
}

// Finding is one use. Reason is why a comment in the source accepts it, "" where none does.
type Finding struct {
	Row          catalogue.Row
	Use          string // what was written
	Package      string
	File         string // below the root of its repository
	Line, Column int
	Reason       string
}

// Problem is a source that cannot be read.
type Problem struct {
	File string
	Err  error
}

// Scan returns the findings in all packages, sorted, and the sources that cannot be read.
func Scan(packages []Package, settings Settings) ([]Finding, []Problem) {
	results := make([]packageScan, len(packages))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(packages)) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(packages)); i = next.Add(1) - 1 {
				results[i] = packageScan{importPath: packages[i].ImportPath, settings: settings}
				results[i].run(packages[i].Files)
			}
		})
	}
	workers.Wait()
	var findings []Finding
	var problems []Problem
	for _, r := range results {
		findings = append(findings, r.findings...)
		problems = append(problems, r.problems...)
	}
	slices.SortFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Row.ID, b.Row.ID), cmp.Compare(a.Package, b.Package), cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Use, b.Use))
	})
	return findings, problems
}

// packageScan is the work on one package.
type packageScan struct {
	importPath string
	settings   Settings
	files      []string // those that the build selects
	findings   []Finding
	problems   []Problem
	declared   func() map[string]bool // names at package level, found out when they are needed
}

func (p *packageScan) run(files []string) {
	for _, file := range files {
		ok, err := p.settings.Target.Selects(file)
		if err != nil {
			p.problems = append(p.problems, Problem{file, err})
		} else if ok {
			p.files = append(p.files, file)
		}
	}
	p.declared = sync.OnceValue(func() map[string]bool { return declaredNames(p.files) })
	for _, file := range p.files {
		var err error
		if path.Ext(file) == ".go" {
			err = p.goFile(file)
		} else {
			err = p.cFile(file)
		}
		if err != nil {
			p.problems = append(p.problems, Problem{file, err})
		}
	}
}

// place is a use, before it is known whether it is accepted.
type place struct {
	id           catalogue.ID
	use          string
	line, column int
}

// add makes findings of the places in one file, and of its comments that accept nothing.
func (p *packageScan) add(file string, places []place, allowed *allowed) {
	for _, bad := range allowed.bad {
		places = append(places, place{"bad-allow", bad.text, bad.line, bad.column})
	}
	for _, at := range places {
		row, ok := catalogue.Lookup(at.id)
		if !ok {
			p.problems = append(p.problems, Problem{file, errors.New("no finding has the id " + string(at.id))})
			continue
		}
		if row.Except == catalogue.CPUProfile && p.settings.CPUProfile {
			continue
		}
		p.findings = append(p.findings, Finding{
			Row: row, Use: at.use, Package: p.importPath, File: portable(file), Line: at.line, Column: at.column,
			Reason: allowed.reason(at.id, at.line),
		})
	}
}

// Where Bazel keeps what it made, and other repositories: not the same in two builds.
var machine = regexp.MustCompile(`^(?:bazel-out/[^/]+/bin/)?(?:external/[^/]+/)?`)

// portable is the path below the root of the file's repository.
func portable(file string) string {
	return strings.TrimPrefix(file, machine.FindString(file))
}
