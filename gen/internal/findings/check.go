package findings

import (
	"flag"
	"fmt"
	"io"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
	"github.com/gocshared/rules_go_cshared/gen/internal/outfile"
	"github.com/gocshared/rules_go_cshared/gen/manifest"
)

// CheckOptions are the command line of the check.
type CheckOptions struct{ Label, Manifest, OK string }

// ParseCheck reads the command line. An error is one of usage, and has been printed.
func ParseCheck(args []string, stderr io.Writer) (*CheckOptions, error) {
	o := new(CheckOptions)
	fs := flag.NewFlagSet("cshared-gen checkfindings", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&o.Label, "label", "", "label of the target, for messages")
	fs.StringVar(&o.Manifest, "manifest", "", "the manifest with the findings")
	fs.StringVar(&o.OK, "ok", "", "file to write if all of them are accepted")
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	if o.Label == "" || o.Manifest == "" || o.OK == "" || fs.NArg() > 0 {
		err := fmt.Errorf("cshared-gen checkfindings: needs exactly the flags -label, -manifest and -ok")
		fmt.Fprintln(stderr, err)
		return nil, err
	}
	return o, nil
}

// RunCheck returns the findings that nobody has accepted, or writes the file that says that there
// are none.
func RunCheck(o *CheckOptions) ([]diag.Diagnostic, error) {
	m, err := manifest.Read(o.Manifest)
	if err != nil {
		return []diag.Diagnostic{diag.New(diag.UnreadableInput, o.Label, diag.Args{"file": o.Manifest, "why": outfile.Why(err)})}, nil
	}
	var problems []diag.Diagnostic
	for _, f := range m.Findings {
		if f.Accepted != "" {
			continue
		}
		row, ok := catalogue.Lookup(catalogue.ID(f.ID))
		if !ok {
			return nil, fmt.Errorf("%s: %s has a finding %s that this program does not know", o.Label, o.Manifest, f.ID)
		}
		problems = append(problems, diag.New(diag.UnacceptedFinding, f.Position, diag.Args{
			"text": f.Text, "package": f.Package, "id": f.ID, "fix": row.Fix, "label": o.Label,
		}))
	}
	if len(problems) > 0 {
		return problems, nil
	}
	return write(o.Label, outfile.File{Path: o.OK}), nil
}
