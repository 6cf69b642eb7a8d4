// Package checksymbols compares the dynamic symbols of a linked library with its export list.
package checksymbols

import (
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/outfile"
)

// Options are the command line.
type Options struct{ Label, Library, Symbols, OK string }

// Parse reads the command line. An error is one of usage, and has been printed.
func Parse(args []string, stderr io.Writer) (*Options, error) {
	o := new(Options)
	fs := flag.NewFlagSet("cshared-gen checksymbols", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&o.Label, "label", "", "label of the target, for messages")
	fs.StringVar(&o.Library, "library", "", "the linked library, not stripped")
	fs.StringVar(&o.Symbols, "symbols", "", "the list of its exports, one a line")
	fs.StringVar(&o.OK, "ok", "", "file to write if the two agree")
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	if o.Label == "" || o.Library == "" || o.Symbols == "" || o.OK == "" || fs.NArg() > 0 {
		err := fmt.Errorf("cshared-gen checksymbols: needs exactly the flags -label, -library, -symbols and -ok")
		fmt.Fprintln(stderr, err)
		return nil, err
	}
	return o, nil
}

// Run does the comparison. It returns all problems, or writes the file that says that there are
// none.
func Run(o *Options) ([]diag.Diagnostic, error) {
	problem := func(id diag.ID, args diag.Args) []diag.Diagnostic {
		return []diag.Diagnostic{diag.New(id, o.Label, args)}
	}
	list, err := os.ReadFile(o.Symbols)
	if err != nil {
		return problem(diag.UnreadableInput, diag.Args{"file": o.Symbols, "why": outfile.Why(err)}), nil
	}
	if _, err := os.Stat(o.Library); err != nil {
		return problem(diag.UnreadableInput, diag.Args{"file": o.Library, "why": outfile.Why(err)}), nil
	}
	found, err := readSymbols(o.Library)
	if err != nil {
		return problem(diag.BadLibrary, diag.Args{"file": o.Library, "why": err.Error()}), nil
	}
	if problems := compare(o.Label, strings.Fields(string(list)), found); len(problems) > 0 {
		return problems, nil
	}
	if path, err := outfile.WriteAll([]outfile.File{{Path: o.OK}}); err != nil {
		return problem(diag.UnwritableOutput, diag.Args{"file": path, "why": outfile.Why(err)}), nil
	}
	return nil, nil
}

func compare(label string, declared []string, found *symbols) []diag.Diagnostic {
	var problems []diag.Diagnostic
	var extra []string
	for _, name := range found.exported {
		if !slices.Contains(declared, name) {
			extra = append(extra, name)
		}
	}
	if len(extra) > 0 {
		problems = append(problems, diag.New(diag.ExtraSymbols, label, diag.Args{"symbols": diag.Names(extra)}))
	}
	for _, name := range declared {
		if !slices.Contains(found.exported, name) {
			why, fix := found.explain(name)
			problems = append(problems, diag.New(diag.MissingSymbols, label, diag.Args{"symbol": name, "why": why, "fix": fix}))
		}
	}
	return problems
}
