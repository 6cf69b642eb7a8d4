package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/gocshared/rules_go_cshared/gen/internal/api"
	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/gopackage"
)

// genOptions are the command line of gen.
type genOptions struct {
	prefix, name, version, panics, dir string
	leakOrigins                        bool
	arguments                          []argument
}

func genFlags(o *genOptions, output io.Writer) *flag.FlagSet {
	fs := flag.NewFlagSet("cshared gen", flag.ContinueOnError)
	fs.SetOutput(output)
	fs.StringVar(&o.prefix, "prefix", "", "what every C name starts with, for example calc_ (default: of the package's //cshared:library)")
	fs.StringVar(&o.name, "name", "", "name of the library, without lib and .so (default: of //cshared:library, else the first package's)")
	fs.StringVar(&o.version, "version", "", "semantic version of the library (default: of //cshared:library, else 0.0.0)")
	fs.StringVar(&o.panics, "panics", "errno", "what a panic does: errno (a status for the caller), poison (also for every later call) or abort (the end of the process)")
	fs.BoolVar(&o.leakOrigins, "leak-origins", false, "for debugging: record where each buffer, error, handle, iterator and context was made; <prefix>leaks reports those that live")
	fs.StringVar(&o.dir, "o", "", "folder to write to; one that starts with _ is not part of ./... (default: ./<name>_cshared)")
	fs.Usage = func() {
		io.WriteString(output, genUsage)
		fs.PrintDefaults()
	}
	return fs
}

const genUsage = `usage: cshared gen [FLAGS] [PACKAGE[=PREFIX]]...

Generates the C API that the comments //cshared:export of Go packages ask for, as go_cshared_library
does under Bazel: the header, the glue in Go and C, the list of symbols and abi.json; all of them, or
none. PACKAGE is a path as for go build, the one in the current folder by default; it is compiled with
the go command on PATH. Several packages become one library: -prefix then starts its fixed names, and
each PREFIX those of the package, which begins as -prefix does; by default it is -prefix with the name of
the package. The directives are in gen/DIRECTIVES.md, and explained by cshared explain.

`

func genHelp(w io.Writer) { genFlags(new(genOptions), w).Usage() }

// libraryName is what lib<name>.so and <name>_cshared.go can have in them.
var libraryName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._+-]*$`)

func parseGen(args []string, stdout, stderr io.Writer) (*genOptions, error) {
	o := new(genOptions)
	fs := genFlags(o, stderr)
	if len(args) > 0 && (args[0] == "-h" || args[0] == "-help" || args[0] == "--help") {
		fs.SetOutput(stdout)
		genHelp(stdout)
		return nil, flag.ErrHelp
	}
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	var err error
	if o.arguments, err = arguments(fs.Args()); err != nil {
		return nil, err
	}
	switch {
	case !slices.Contains(ir.Panics, o.panics):
		return nil, &problem{fmt.Sprintf("-panics %q is none of errno, poison and abort", o.panics), []string{"write -panics errno, or leave it out"}}
	}
	return o, checkName(o.name)
}

// A problem is what this program itself finds, beside the diagnostics of the generator.
type problem struct {
	what  string
	fixes []string
}

func (p *problem) Error() string { return p.what }

func runGen(args []string, stdout, stderr io.Writer) int {
	o, err := parseGen(args, stdout, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		report(stderr, "gen", err)
		return exitUsage
	}
	packages, err := findPackages(o)
	if err != nil {
		report(stderr, "gen", err)
		return exitProblems
	}
	if o.dir == "" {
		o.dir = "." + string(filepath.Separator) + o.name + "_cshared"
	}
	problems, err := generate(o, packages)
	switch {
	case err != nil:
		report(stderr, "gen", err)
		return exitProblems
	case len(problems) > 0:
		diag.Print(stderr, problems)
		return exitProblems
	}
	printNext(stdout, o, packages)
	return 0
}

// report prints a problem of ours; the package flag has printed its own.
func report(stderr io.Writer, command string, err error) {
	var p *problem
	if errors.As(err, &p) {
		fail(stderr, "cshared "+command, p.what, p.fixes...)
	}
}

// generate runs the code of the build action into a folder of its own, and moves what it wrote to where it
// was asked for: problems leave an earlier run's files as they were.
func generate(o *genOptions, packages []*goPackage) ([]diag.Diagnostic, error) {
	if err := checkDir(o); err != nil {
		return nil, err
	}
	parent := filepath.Dir(filepath.Clean(o.dir))
	dir, err := os.MkdirTemp(parent, ".cshared-")
	if err != nil {
		return nil, unwritable(o.dir, err)
	}
	defer os.RemoveAll(dir)
	out := outputsIn(dir, o.name)
	var inputs []gopackage.Package
	for _, pkg := range packages {
		inputs = append(inputs, pkg.input())
	}
	problems, err := api.Run(&api.Options{
		Label: labelOf(packages), Name: o.name, Prefix: o.prefix, Version: o.version,
		Packages: inputs, GoTags: packages[0].tags,
		Panics: o.panics, LeakOrigins: o.leakOrigins, Out: out,
	})
	if err != nil {
		return nil, &problem{"internal error: " + err.Error(), []string{"file an issue with the package: https://github.com/gocshared/rules_go_cshared/issues"}}
	}
	if len(problems) > 0 {
		return problems, nil
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return nil, unwritable(o.dir, err)
	}
	for _, path := range []string{out.Header, out.Go, out.C, out.Symbols, out.ABI} {
		if err := os.Rename(path, filepath.Join(o.dir, filepath.Base(path))); err != nil {
			return nil, unwritable(o.dir, err)
		}
	}
	return nil, nil
}

func outputsIn(dir, name string) api.Outputs {
	return api.Outputs{
		Header: filepath.Join(dir, name+".h"), Go: filepath.Join(dir, name+"_cshared.go"), C: filepath.Join(dir, name+"_cshared.c"),
		Symbols: filepath.Join(dir, "exports.txt"), ABI: filepath.Join(dir, "abi.json"),
	}
}
