// Package raw makes the C side of a package that has its own `//export` functions: it reads what
// cgo and the build say about them, and prints header, symbol list, version script, stub and
// manifest. Either all of them are written, or all problems are reported and nothing is.
package raw

import (
	"flag"
	"fmt"
	"io"
	"strings"
)

// Options are the command line.
type Options struct {
	Label, Name, Prefix              string
	Version, SOVersion, SOName, File string
	Exports, Headers, Shims          []string
	CgoHeaders, Sources, DocSources  []string
	GoTags                           []string
	ExportData                       string
	Stamps                           []string
	SymbolVersion, Linker, RunPath   string
	Needed, GoDebug, Sanitizers      []string
	MinGlibc, Signals, CPUs          string
	CPUProfile                       bool
	CTLS                             uint64
	APISymbols                       string
	Probe                            bool
	Out                              Outputs

	prefixGiven bool
}

// Outputs are the paths of what is written.
type Outputs struct {
	Header, Symbols, VersionScript, Stub, Manifest string
	ShimHeader, ShimSource                         string // with Shims only
}

// list is a flag that may be repeated.
type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func (o *Options) flags(stderr io.Writer) *flag.FlagSet {
	fs := flag.NewFlagSet("cshared-gen raw", flag.ContinueOnError)
	fs.SetOutput(stderr)
	one := func(p *string, name, usage string) { fs.StringVar(p, name, "", usage) }
	many := func(p *[]string, name, usage string) { fs.Var((*list)(p), name, usage+" (repeatable)") }
	one(&o.Label, "label", "label of the target, for messages")
	one(&o.Name, "name", "name of the library, without lib and .so")
	one(&o.Prefix, "prefix", "what every export must start with")
	one(&o.Version, "version", "semantic version, may refer to {KEYS} of the stamp files")
	one(&o.SOVersion, "soversion", "version in the SONAME")
	one(&o.SOName, "soname", "the SONAME")
	one(&o.File, "file", "file name of the library")
	many(&o.Exports, "export", "a symbol to export, instead of all that cgo found")
	many(&o.Headers, "hdr", "public header that the generated one includes")
	many(&o.Shims, "shim", "part of the runtime shim to export under the prefix")
	many(&o.CgoHeaders, "cgo-header", "header that cgo wrote for a package of the closure")
	one(&o.APISymbols, "api-symbols", "symbols of a generated API, which takes the place of cgo's exports")
	many(&o.Sources, "src", "Go source of the main package")
	many(&o.DocSources, "doc-src", "Go source of another package, for its doc comments")
	many(&o.GoTags, "go-tag", "build tag that selects sources")
	one(&o.ExportData, "export-data", "export data of the main package")
	many(&o.Stamps, "stamp", "status file with stamp keys")
	one(&o.SymbolVersion, "symbol-version", "version node of the symbols")
	one(&o.Linker, "linker", "linker, for the manifest")
	many(&o.Needed, "needed", "pattern of an allowed DT_NEEDED")
	one(&o.RunPath, "runpath", "RUNPATH of the library, for the manifest")
	many(&o.GoDebug, "godebug", "name=value of the default GODEBUG")
	one(&o.MinGlibc, "min-glibc", "oldest glibc that the library must run with")
	fs.Uint64Var(&o.CTLS, "c-tls", 0, "bytes of static TLS of the C parts")
	one(&o.Signals, "signals", "policy for the host's signals, for the manifest")
	fs.BoolVar(&o.CPUProfile, "cpu-profile", false, "SIGPROF is left unblocked, for the manifest")
	one(&o.CPUs, "cpus", "whose CPUs runtime threads have, for the manifest")
	fs.BoolVar(&o.Probe, "probe", false, "for the twin of a test: exports "+probePrefix+"* beside the symbols, and speaks of them nowhere else")
	many(&o.Sanitizers, "sanitizer", "sanitizer of the C parts, for the manifest")
	one(&o.Out.Header, "out-header", "the header to write")
	one(&o.Out.Symbols, "out-symbols", "the symbol list to write")
	one(&o.Out.VersionScript, "out-version-script", "the version script to write")
	one(&o.Out.Stub, "out-stub", "the C source of the interface library to write")
	one(&o.Out.Manifest, "out-manifest", "the manifest to write")
	one(&o.Out.ShimHeader, "out-shim-header", "with -shim: the header of these parts to write")
	one(&o.Out.ShimSource, "out-shim-source", "with -shim: the assembly source of their names to write")
	return fs
}

// Parse reads the command line. An error is one of usage; package flag has printed its own.
func Parse(args []string, stderr io.Writer) (*Options, error) {
	o := new(Options)
	fs := o.flags(stderr)
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	var missing []string
	required := []string{
		"label", "name", "version", "soversion", "soname", "file", "export-data",
		"out-symbols", "out-version-script", "out-stub", "out-manifest",
	}
	if o.APISymbols == "" {
		required = append(required, "out-header") // a generated API has its own
	}
	if len(o.Shims) > 0 {
		required = append(required, "out-shim-header", "out-shim-source")
	}
	for _, name := range required {
		if fs.Lookup(name).Value.String() == "" {
			missing = append(missing, "-"+name)
		}
	}
	fs.Visit(func(f *flag.Flag) { o.prefixGiven = o.prefixGiven || f.Name == "prefix" })
	switch {
	case len(missing) > 0:
		return nil, usageError(stderr, "missing flags: %s", strings.Join(missing, ", "))
	case fs.NArg() > 0:
		return nil, usageError(stderr, "unexpected argument %q: all arguments are flags", fs.Arg(0))
	}
	return o, nil
}

func usageError(stderr io.Writer, format string, args ...any) error {
	err := fmt.Errorf("cshared-gen raw: "+format, args...)
	fmt.Fprintln(stderr, err)
	return err
}
