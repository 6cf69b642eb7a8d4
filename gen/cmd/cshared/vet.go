package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
	"github.com/gocshared/rules_go_cshared/gen/internal/findings/scan"
	"github.com/gocshared/rules_go_cshared/gen/internal/nearest"
)

// vetOptions are the command line of vet.
type vetOptions struct {
	allow      map[string]bool // id, or id@importpath
	cpuProfile bool
	patterns   []string
}

func vetFlags(o *vetOptions, output io.Writer) *flag.FlagSet {
	fs := flag.NewFlagSet("cshared vet", flag.ContinueOnError)
	fs.SetOutput(output)
	fs.Func("allow", "a finding to accept: `ID`, or ID@IMPORTPATH for one package (repeatable)", func(s string) error {
		id, importPath, qualified := strings.Cut(s, "@")
		if _, known := catalogue.Lookup(catalogue.ID(id)); !known || qualified && importPath == "" {
			return unknownFinding(id)
		}
		o.allow[s] = true
		return nil
	})
	fs.BoolVar(&o.cpuProfile, "cpu-profile", false, "CPU profiles work in the library, as with cpu_profile = True of the rule")
	fs.Usage = func() {
		io.WriteString(output, vetUsage)
		fs.PrintDefaults()
	}
	return fs
}

func unknownFinding(id string) error {
	var ids []string
	for _, known := range catalogue.IDs() {
		ids = append(ids, string(known))
	}
	if near := nearest.Of(id, ids); near != "" {
		return fmt.Errorf("it names no finding; write %s", near)
	}
	return errors.New("it names no finding; gen/FINDINGS.md lists them")
}

const vetUsage = `usage: cshared vet [FLAGS] [PACKAGE]...

Looks in Go packages, and in all that they import but the standard library, for what cannot work or
surprises inside somebody else's process, as go_cshared_library does under Bazel. It fails for what is
not accepted: by a comment //cshared:allow ID REASON on the line or above it, or by a flag. PACKAGE is
as for go build, the one in the current folder by default; commands, which become no library, are
passed over. The findings are in gen/FINDINGS.md, and explained by cshared explain.

`

func vetHelp(w io.Writer) { vetFlags(&vetOptions{}, w).Usage() }

func runVet(args []string, stdout, stderr io.Writer) int {
	o := &vetOptions{allow: map[string]bool{}}
	fs := vetFlags(o, stderr)
	if len(args) > 0 && (args[0] == "-h" || args[0] == "-help" || args[0] == "--help") {
		vetHelp(stdout)
		return 0
	}
	if err := fs.Parse(args); err != nil {
		return exitUsage
	}
	if o.patterns = fs.Args(); len(o.patterns) == 0 {
		o.patterns = []string{"."}
	}
	closure, err := findClosure(o.patterns)
	if err != nil {
		report(stderr, "vet", err)
		return exitProblems
	}
	return printFindings(o, closure, stdout, stderr)
}

// printFindings fails if anything is not accepted.
func printFindings(o *vetOptions, closure []*goPackage, stdout, stderr io.Writer) int {
	exports := map[string]string{}
	var packages []scan.Package
	for _, p := range closure {
		exports[p.ImportPath] = p.Export
		if !p.Standard {
			packages = append(packages, scan.Package{ImportPath: p.ImportPath, Files: p.scanned()})
		}
	}
	found, failed := scan.Scan(packages, scan.Settings{
		CPUProfile: o.cpuProfile, Types: &scan.Types{Exports: exports, GOARCH: runtime.GOARCH},
	})
	for _, p := range failed {
		fail(stderr, "cshared vet", fmt.Sprintf("cannot read %s: %v", p.File, p.Err), "correct it until `go vet` has nothing to say")
	}
	accepted, others := 0, 0
	for _, f := range found {
		if id := string(f.Row.ID); f.Reason != "" || o.allow[id] || o.allow[id+"@"+f.Package] {
			accepted++
			continue
		}
		others++
		fmt.Fprintf(stderr, "%s:%d:%d: %s (%s, in package %s)\n\tto fix: %s\n", f.File, f.Line, f.Column, f.Text, f.Row.ID, f.Package, f.Row.Fix)
	}
	switch {
	case others > 0:
		fmt.Fprintf(stderr, "findings: %d, accepted: %d, packages: %d. `cshared explain ID` says more. Accept\n"+
			"- a place: write `//cshared:allow ID REASON` on the line above it\n"+
			"- a kind: -allow ID, or in one package: -allow ID@IMPORTPATH\n", others, accepted, len(packages))
		return exitProblems
	case len(failed) > 0:
		return exitProblems
	}
	fmt.Fprintf(stdout, "findings: 0, accepted: %d, packages: %d\n", accepted, len(packages))
	return 0
}

// findClosure lists the packages, and all that they import. The go command compiles them, which tells
// their types.
func findClosure(patterns []string) ([]*goPackage, error) {
	roots, err := listPackages(patterns, "list", listFields)
	if err != nil {
		return nil, err
	}
	var libraries []string
	for _, p := range roots {
		if p.Name != "main" || len(p.CgoFiles) > 0 {
			libraries = append(libraries, p.ImportPath)
		}
	}
	if len(libraries) == 0 {
		return nil, &problem{
			strings.Join(patterns, " ") + " has no package that can become a library: all are commands",
			[]string{"name a package that is no `package main`, or one with //export functions"},
		}
	}
	return listPackages(libraries, "list", "-deps", "-export", listFields)
}

func listPackages(patterns []string, args ...string) ([]*goPackage, error) {
	out, complaint, err := goCommand(append(append(args, "--"), patterns...)...)
	if err != nil {
		return nil, &problem{fmt.Sprintf("the go command cannot compile %s, whose types are read from what the compiler writes; it says\n%s", strings.Join(patterns, " "), indent(complaint)), []string{
			"correct it until `go build " + strings.Join(patterns, " ") + "` succeeds",
			"run cshared inside the module of the package; a folder is written with a dot: ./calc",
		}}
	}
	packages, err := decode(out)
	if err != nil {
		return nil, &problem{fmt.Sprintf("`go list` prints what is not JSON: %v", err), []string{"use a Go version that this release knows"}}
	}
	return packages, nil
}

// scanned returns the files in which something can be found.
func (p *goPackage) scanned() []string {
	all := p.sources()
	for _, names := range [][]string{p.CFiles, p.CXXFiles, p.HFiles} {
		for _, name := range names {
			all = append(all, filepath.Join(p.folder(), name))
		}
	}
	return all
}
