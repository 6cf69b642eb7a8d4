// Package hygiene looks in a Go package for what cannot work, or surprises, once it runs inside
// somebody else's process, as a shared library does. gen/FINDINGS.md lists all of it.
//
// [Analyzer] is the one implementation: the rules run it over the Go closure of each library, `cshared
// check` does so outside Bazel, and as any analyzer it goes into nogo, or into a tool for
// `go vet -vettool`, such as gen/cmd/cshared-vet. Where types are not known it does what the syntax
// allows, if the parser has resolved names: methods are then not seen.
package hygiene

import (
	"go/token"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
)

// Finding is one use, accepted or not.
type Finding struct {
	ID   string // of gen/FINDINGS.md
	Text string // what happens in the host
	Fix  string
	Pos  token.Pos
	// Reason is why a comment //cshared:allow accepts it, "" where none does.
	Reason string
}

// Analyzer reports what no comment and no flag accepts. Its result is a []Finding of everything.
var Analyzer = &analysis.Analyzer{
	Name: "cshared",
	Doc: "report what cannot work, or surprises, inside the process of another program\n\n" +
		"A Go package that becomes a C shared library shares signals, environment, descriptors and exit with its host.\n" +
		"Accept one place, on its line or on the line above: //cshared:allow <id> <reason>.\n" +
		"Tests are passed over, and so are programs: a package main without //export.",
	URL:        "https://github.com/gocshared/rules_go_cshared/blob/main/gen/FINDINGS.md",
	Run:        run,
	ResultType: reflect.TypeFor[[]Finding](),
}

var flags struct {
	allow      string
	cpuProfile bool
}

func init() {
	Analyzer.Flags.StringVar(&flags.allow, "allow", "", "findings to accept, with commas between them: id, or id@importpath")
	Analyzer.Flags.BoolVar(&flags.cpuProfile, "cpu-profile", false, "CPU profiles work in the library: cpu_profile = True")
}

func run(pass *analysis.Pass) (any, error) {
	s := newScan(pass)
	s.goFiles()
	for _, name := range pass.OtherFiles {
		if err := s.cFile(name); err != nil {
			return nil, err
		}
	}
	if s.failed != nil {
		return nil, s.failed
	}
	findings := s.judged()
	if s.isProgram() {
		return findings, nil
	}
	for _, f := range findings {
		if f.Reason == "" && !acceptedByFlag(f.ID, pass.Pkg.Path()) {
			pass.Report(analysis.Diagnostic{Pos: f.Pos, Category: f.ID, Message: f.Text + " (" + f.ID + "); " + f.Fix})
		}
	}
	return findings, nil
}

func acceptedByFlag(id, importPath string) bool {
	row, _ := catalogue.Lookup(catalogue.ID(id))
	if row.Except == catalogue.CPUProfile && flags.cpuProfile {
		return true
	}
	accepted := strings.Split(flags.allow, ",")
	return slices.Contains(accepted, id) || slices.Contains(accepted, id+"@"+importPath)
}
