// Package api makes the C API of an ordinary Go package: header, Go and C glue, symbols and abi.json.
// Either all of them are written, or all problems are reported and nothing is.
package api

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/gopackage"
)

// Options are the command line.
type Options struct {
	Label, Name, Prefix, Version string
	Stamps                       []string
	Packages                     []gopackage.Package
	GoTags                       []string
	Panics                       string
	Exports, Headers             []string // C functions that are exported, too, and who declares them
	LeakOrigins                  bool
	Out                          Outputs
}

// Outputs are the paths of what is written.
type Outputs struct{ Header, Go, C, Symbols, ABI string }

var optional = []string{"prefix", "stamp", "go-tag", "export", "hdr", "importpath", "export-data", "package-prefix", "src"}

// list is a flag that may be repeated.
type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

// Parse reads the command line. An error is one of usage, and has been printed.
func Parse(args []string, stderr io.Writer) (*Options, error) {
	o := new(Options)
	fs := flag.NewFlagSet("cshared-gen api", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&o.Label, "label", "", "label of the target, for messages")
	fs.StringVar(&o.Name, "name", "", "name of the library, without lib and .so")
	fs.StringVar(&o.Prefix, "prefix", "", "what every C name starts with")
	fs.StringVar(&o.Version, "version", "", "semantic version, may refer to {KEYS} of the stamp files")
	fs.Var((*list)(&o.Stamps), "stamp", "status file with stamp keys (repeatable)")
	o.packageFlags(fs)
	fs.Var((*list)(&o.GoTags), "go-tag", "build tag that selects sources (repeatable)")
	fs.Var((*list)(&o.Exports), "export", "a C function to export, too (repeatable)")
	fs.Var((*list)(&o.Headers), "hdr", "public header that the generated one includes (repeatable)")
	fs.StringVar(&o.Panics, "panics", "errno", "what a panic does: errno, poison or abort")
	fs.BoolVar(&o.LeakOrigins, "leak-origins", false, "record where what C owns was made")
	fs.StringVar(&o.Out.Header, "out-header", "", "the header to write")
	fs.StringVar(&o.Out.Go, "out-go", "", "the Go half of the glue to write")
	fs.StringVar(&o.Out.C, "out-c", "", "the C half of the glue to write")
	fs.StringVar(&o.Out.Symbols, "out-symbols", "", "the symbol list to write")
	fs.StringVar(&o.Out.ABI, "out-abi", "", "abi.json to write")
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	var missing []string
	fs.VisitAll(func(f *flag.Flag) {
		if f.Value.String() == "" && !slices.Contains(optional, f.Name) {
			missing = append(missing, "-"+f.Name)
		}
	})
	missing = append(missing, o.missingOfPackages()...)
	switch {
	case len(missing) > 0:
		return nil, usageError(stderr, "missing flags: %s", strings.Join(missing, ", "))
	case !slices.Contains(ir.Panics, o.Panics):
		return nil, usageError(stderr, "-panics %q is none of %s", o.Panics, strings.Join(ir.Panics, ", "))
	case fs.NArg() > 0:
		return nil, usageError(stderr, "unexpected argument %q: all arguments are flags", fs.Arg(0))
	}
	return o, nil
}

func usageError(stderr io.Writer, format string, args ...any) error {
	err := fmt.Errorf("cshared-gen api: "+format, args...)
	fmt.Fprintln(stderr, err)
	return err
}
