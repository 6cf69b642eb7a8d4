package findings

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
	"github.com/gocshared/rules_go_cshared/gen/internal/findings/scan"
)

// Options are the command line.
type Options struct {
	Label, Manifest, DivertReport, Out string
	Packages                           []scan.Package
	GoTags, Allow                      []string
	Exports                            map[string]string // export data by import path
	Stdlib                             []string          // archives of the standard library
}

// Parse reads the command line. An error is one of usage, and has been printed.
func Parse(args []string, stderr io.Writer) (*Options, error) {
	o := new(Options)
	fs := flag.NewFlagSet("cshared-gen findings", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&o.Label, "label", "", "label of the target, for messages")
	fs.StringVar(&o.Manifest, "manifest", "", "the manifest to complete")
	fs.StringVar(&o.DivertReport, "divert-report", "", "what `cshared-gen divert` reported")
	fs.StringVar(&o.Out, "out", "", "the manifest to write")
	many := func(list *[]string, name, usage string) {
		fs.Func(name, usage+" (repeatable)", func(s string) error { *list = append(*list, s); return nil })
	}
	many(&o.GoTags, "go-tag", "build tag that selects sources")
	many(&o.Allow, "allow", "a finding to accept: id, or id@importpath")
	o.Exports = map[string]string{}
	fs.Func("export", "IMPORTPATH=FILE: what the compiler wrote down of a package (repeatable)", func(s string) error {
		importPath, file, ok := strings.Cut(s, "=")
		if !ok {
			return fmt.Errorf("it must be IMPORTPATH=FILE")
		}
		o.Exports[importPath] = file
		return nil
	})
	many(&o.Stdlib, "stdlib", "archive pkg/GOOS_GOARCH/IMPORTPATH.a of the standard library; without any, types are unknown")
	fs.Func("package", "import path of the package of the -src flags behind it (repeatable)", func(s string) error {
		o.Packages = append(o.Packages, scan.Package{ImportPath: s})
		return nil
	})
	fs.Func("src", "Go, C or C++ source of the package (repeatable)", func(s string) error {
		if len(o.Packages) == 0 {
			return fmt.Errorf("it must stand behind a -package")
		}
		last := &o.Packages[len(o.Packages)-1]
		last.Files = append(last.Files, s)
		return nil
	})
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	if o.Label == "" || o.Manifest == "" || o.DivertReport == "" || o.Out == "" || fs.NArg() > 0 {
		err := fmt.Errorf("cshared-gen findings: needs the flags -label, -manifest, -divert-report and -out, and no arguments")
		fmt.Fprintln(stderr, err)
		return nil, err
	}
	return o, nil
}

// acceptance reads the entries of allow_findings.
func acceptance(o *Options) (map[allowance]bool, []diag.Diagnostic) {
	accept := map[allowance]bool{}
	var problems []diag.Diagnostic
	for _, entry := range o.Allow {
		id, importPath, qualified := strings.Cut(entry, "@")
		_, known := catalogue.Lookup(catalogue.ID(id))
		if !known || qualified && importPath == "" {
			problems = append(problems, diag.New(diag.UnknownFinding, o.Label, diag.Args{"entry": entry, "ids": idList()}))
			continue
		}
		accept[allowance{catalogue.ID(id), importPath}] = true
	}
	return accept, problems
}

func idList() string {
	var ids []string
	for _, id := range catalogue.IDs() {
		ids = append(ids, string(id))
	}
	return strings.Join(ids, ", ")
}
