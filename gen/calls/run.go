package calls

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/gocshared/rules_go_cshared/gen/abi"
	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/outfile"
)

// Options are the command line.
type Options struct {
	Label   string
	ABI     string
	Header  string   // as the sources include it
	Vectors []string // files
	C, Cxx  string   // to write
}

// Parse reads the command line. An error is one of usage, and has been printed.
func Parse(args []string, stderr io.Writer) (*Options, error) {
	o := new(Options)
	fs := flag.NewFlagSet("cshared-gen calls", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&o.Label, "label", "", "label of the test, for messages")
	fs.StringVar(&o.ABI, "abi", "", "abi.json of the library")
	fs.StringVar(&o.Header, "header", "", "the library's header, as the program includes it")
	fs.Func("vectors", "a JSON file of test vectors; may be repeated", func(path string) error {
		o.Vectors = append(o.Vectors, path)
		return nil
	})
	fs.StringVar(&o.C, "out-c", "", "the C source to write")
	fs.StringVar(&o.Cxx, "out-cxx", "", "the C++ source to write")
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	if o.Label == "" || o.ABI == "" || o.Header == "" || o.C == "" || o.Cxx == "" || fs.NArg() > 0 {
		err := fmt.Errorf("cshared-gen calls: needs the flags -label, -abi, -header, -out-c and -out-cxx, and takes no arguments but flags")
		fmt.Fprintln(stderr, err)
		return nil, err
	}
	return o, nil
}

// Run writes the sources of the program, or returns all that is wrong with the vectors.
func Run(o *Options) ([]diag.Diagnostic, error) {
	a, err := abi.Read(o.ABI)
	if err != nil {
		return []diag.Diagnostic{diag.New(diag.BadABI, o.Label, diag.Args{"why": err.Error()})}, nil
	}
	l := newLibrary(a)
	var files []file
	var problems []diag.Diagnostic
	names, slots := map[string]bool{}, 0
	for i, path := range o.Vectors {
		data, err := os.ReadFile(path)
		if err != nil {
			problems = append(problems, diag.New(diag.UnreadableInput, o.Label, diag.Args{"file": path, "why": outfile.Why(err)}))
			continue
		}
		r := &reader{
			checker: &checker{library: l, path: path}, objects: map[string]saved{}, names: names, slots: &slots,
			base: fmt.Sprintf("function_%d_", i),
		}
		f := file{filepath.Base(path), r.read(data)}
		if len(f.vectors) == 0 && len(r.problems) == 0 {
			r.problem(1, diag.BadVectors, diag.Args{"why": "it has no vector"})
		}
		files, problems = append(files, f), append(problems, r.problems...)
	}
	if len(problems) > 0 {
		return problems, nil
	}
	c, cxx := emit(l, o.Header, files)
	path, err := outfile.WriteAll([]outfile.File{{Path: o.C, Data: []byte(c)}, {Path: o.Cxx, Data: []byte(cxx)}})
	if err != nil {
		return []diag.Diagnostic{diag.New(diag.UnwritableOutput, o.Label, diag.Args{"file": path, "why": outfile.Why(err)})}, nil
	}
	return nil, nil
}
