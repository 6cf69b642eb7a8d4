package divert

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

// What -shim can be.
const (
	shimAuto         = "auto"         // diverted, else constructors
	shimDiverted     = "diverted"     // a runtime that is not known is a problem
	shimConstructors = "constructors" // as for a runtime that is not known
)

var shims = []string{shimAuto, shimDiverted, shimConstructors}

// Options are the command line.
type Options struct {
	Label, Archive, Out, Report, Shim string

	Serialize    calls  // C functions that Go calls one at a time
	Symbols      string // with Serialize: list of the library's exports
	OutSerialize string // with Serialize: the C file with their trampolines

	stderr io.Writer
}

// Parse reads the command line. An error is one of usage, and has been printed.
func Parse(args []string, stderr io.Writer) (*Options, error) {
	o := &Options{stderr: stderr}
	fs := flag.NewFlagSet("cshared-gen divert", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&o.Label, "label", "", "label of the target, for messages")
	fs.StringVar(&o.Archive, "archive", "", "the c-archive")
	fs.StringVar(&o.Out, "out", "", "the rewritten archive to write")
	fs.StringVar(&o.Report, "report", "", "file to write what was found to, one line each")
	fs.StringVar(&o.Shim, "shim", shimAuto, "auto, diverted (an unknown runtime is an error) or constructors (leave the archive as it is)")
	fs.Var(&o.Serialize, "serialize", "domain=function: a C function that Go calls one at a time (repeatable)")
	fs.StringVar(&o.Symbols, "symbols", "", "with -serialize: the list of the library's symbols")
	fs.StringVar(&o.OutSerialize, "out-serialize", "", "with -serialize: the C source with what is called instead, to write")
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	var err error
	switch serialize := len(o.Serialize) > 0; {
	case o.Label == "" || o.Archive == "" || o.Out == "" || o.Report == "" || fs.NArg() > 0:
		err = fmt.Errorf("cshared-gen divert: needs exactly the flags -label, -archive, -out and -report, and may have -shim")
	case serialize != (o.Symbols != "") || serialize != (o.OutSerialize != ""):
		err = fmt.Errorf("cshared-gen divert: -serialize, -symbols and -out-serialize need each other")
	case !slices.Contains(shims, o.Shim):
		err = fmt.Errorf("cshared-gen divert: -shim is %q, not one of %s", o.Shim, strings.Join(shims, ", "))
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return nil, err
	}
	return o, nil
}

// One line, which Bazel shows with the action.
const note = "%s: note: %s, so constructors take the place of the diverted calls: weaker guarantees for preemption of host threads, " +
	"os/signal, CPU profiles, masks of CHLD, PROF, STKFLT and 34, and RLIMIT_NOFILE (runtime_shim/include/cshared/load.h); " +
	"a newer rules_go_cshared may know this Go\n"

// Run rewrites the archive, or says that it cannot, and leaves it as it is.
func Run(o *Options) ([]diag.Diagnostic, error) {
	problem := func(id diag.ID, args diag.Args) []diag.Diagnostic {
		return []diag.Diagnostic{diag.New(id, o.Label, args)}
	}
	in, err := os.ReadFile(o.Archive)
	if err != nil {
		return problem(diag.UnreadableInput, diag.Args{"file": o.Archive, "why": outfile.Why(err)}), nil
	}
	out, found, err := Rewrite(in)
	switch {
	case err != nil:
		return problem(diag.BadArchive, diag.Args{"file": o.Archive, "why": err.Error()}), nil
	case o.Shim == shimConstructors:
		out, found.Fallback = in, `shim = "constructors" asks for it`
	case found.Fallback != "" && o.Shim == shimDiverted:
		return problem(diag.UnknownRuntime, diag.Args{"file": o.Archive, "why": found.Fallback}), nil
	case found.Fallback != "":
		fmt.Fprintf(o.stderr, note, o.Label, found.Fallback)
	}
	report := found.String()
	var files []outfile.File
	if len(o.Serialize) > 0 {
		exports, err := os.ReadFile(o.Symbols)
		if err != nil {
			return problem(diag.UnreadableInput, diag.Args{"file": o.Symbols, "why": outfile.Why(err)}), nil
		}
		serialized, done, err := serialize(out, o.Serialize)
		if err != nil {
			return problem(diag.BadArchive, diag.Args{"file": o.Archive, "why": err.Error()}), nil
		}
		if problems := done.problems(o.Label, o.Serialize, strings.Fields(string(exports))); len(problems) > 0 {
			return problems, nil
		}
		out, report = serialized, report+done.report(o.Serialize)
		files = []outfile.File{{Path: o.OutSerialize, Data: []byte(o.Serialize.source())}}
	}
	files = append(files, outfile.File{Path: o.Out, Data: out}, outfile.File{Path: o.Report, Data: []byte(report)})
	if path, err := outfile.WriteAll(files); err != nil {
		return problem(diag.UnwritableOutput, diag.Args{"file": path, "why": outfile.Why(err)}), nil
	}
	return nil, nil
}
