// Package scan runs the analyzer of gen/hygiene over the sources of a Go closure.
package scan

import (
	"cmp"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/tools/go/analysis"

	"github.com/gocshared/rules_go_cshared/gen/hygiene"
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
	Target     *gosource.Target // nil: all of them do
	CPUProfile bool
	Types      *Types // nil: all is done by syntax
}

// Finding is one use. Reason is why a comment in the source accepts it, "" where none does.
type Finding struct {
	Row          catalogue.Row
	Text         string
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
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Text, b.Text))
	})
	return findings, problems
}

// packageScan is the work on one package.
type packageScan struct {
	importPath string
	settings   Settings
	findings   []Finding
	problems   []Problem
}

func (p *packageScan) run(files []string) {
	// The analyzer reads C files, and Go files with C in them, once more.
	sources := map[string][]byte{}
	var names []string
	worth := false
	for _, name := range files {
		ok, err := true, error(nil)
		if p.settings.Target != nil {
			ok, err = p.settings.Target.Selects(name)
		}
		if err == nil && ok {
			sources[name], err = os.ReadFile(name)
		}
		switch {
		case err != nil:
			p.problems = append(p.problems, Problem{name, err})
		case ok:
			names = append(names, name)
			worth = worth || worthParsing(sources[name])
		}
	}
	if worth {
		slices.Sort(names)
		p.analyze(names, sources)
	}
}

func (p *packageScan) analyze(names []string, sources map[string][]byte) {
	pass := &analysis.Pass{
		Analyzer: hygiene.Analyzer, Fset: token.NewFileSet(), Report: func(analysis.Diagnostic) {},
		ReadFile: func(name string) ([]byte, error) { return sources[name], nil },
	}
	for _, name := range names {
		if path.Ext(name) != ".go" {
			pass.OtherFiles = append(pass.OtherFiles, name)
			continue
		}
		// The parser's own resolution tells a local name from an import. It is deprecated because it sees
		// one file only; imports are of one file only.
		file, err := parser.ParseFile(pass.Fset, name, sources[name], parser.ParseComments)
		if err != nil {
			p.problems = append(p.problems, Problem{name, err})
			continue
		}
		pass.Files = append(pass.Files, file)
	}
	if p.settings.Types != nil {
		pass.Pkg, pass.TypesInfo = p.settings.Types.check(p.importPath, pass.Fset, pass.Files)
	}
	if pass.Pkg == nil {
		pass.Pkg = types.NewPackage(p.importPath, "") // its path is all that counts
	}
	result, err := hygiene.Analyzer.Run(pass)
	if err != nil {
		p.problems = append(p.problems, Problem{p.importPath, err})
		return
	}
	for _, f := range result.([]hygiene.Finding) {
		row, _ := catalogue.Lookup(catalogue.ID(f.ID))
		if row.Except == catalogue.CPUProfile && p.settings.CPUProfile {
			continue
		}
		at := pass.Fset.PositionFor(f.Pos, false)
		p.findings = append(p.findings, Finding{
			Row: row, Text: f.Text, Package: p.importPath, File: portable(at.Filename), Line: at.Line, Column: at.Column,
			Reason: f.Reason,
		})
	}
}

// Where Bazel keeps what it made, and other repositories: not the same in two builds.
var machine = regexp.MustCompile(`^(?:bazel-out/[^/]+/bin/)?(?:external/[^/]+/)?`)

// portable is the path below the root of the file's repository.
func portable(file string) string {
	return strings.TrimPrefix(file, machine.FindString(file))
}
