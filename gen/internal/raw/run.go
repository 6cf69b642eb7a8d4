package raw

import (
	"bytes"
	"io"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/cheader"
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/manifest"
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/shimheader"
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/shimsource"
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/stub"
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/symbols"
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/versionscript"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
	"github.com/gocshared/rules_go_cshared/gen/internal/outfile"
)

// Run does the whole work. It returns all problems, or writes all outputs.
func Run(o *Options) ([]diag.Diagnostic, error) {
	l := &loader{options: o}
	library := l.load()
	l.problems = append(l.problems, validate(library, l)...)
	if len(l.problems) > 0 {
		return l.problems, nil
	}
	files, err := render(library, o.Out)
	if err != nil {
		return nil, err
	}
	if path, err := outfile.WriteAll(files); err != nil {
		return []diag.Diagnostic{diag.New(diag.UnwritableOutput, o.Label, diag.Args{"file": path, "why": outfile.Why(err)})}, nil
	}
	return nil, nil
}

// validate leaves out what only follows from an input that could not be read.
func validate(library *ir.Library, l *loader) []diag.Diagnostic {
	problems := library.Validate()
	if !l.incomplete {
		return problems
	}
	kept := problems[:0]
	for _, p := range problems {
		if p.ID != diag.NoExports {
			kept = append(kept, p)
		}
	}
	return kept
}

type emitter struct {
	path string
	emit func(io.Writer, *ir.Library) error
}

func render(library *ir.Library, out Outputs) ([]outfile.File, error) {
	emitters := []emitter{
		{out.Header, cheader.Emit},
		{out.Symbols, symbols.Emit},
		{out.VersionScript, versionscript.Emit},
		{out.Stub, stub.Emit},
		{out.Manifest, manifest.Emit},
	}
	if len(library.Shims.Parts) > 0 {
		emitters = append(emitters, emitter{out.ShimHeader, shimheader.Emit}, emitter{out.ShimSource, shimsource.Emit})
	}
	var files []outfile.File
	for _, e := range emitters {
		if e.path == "" {
			continue
		}
		var b bytes.Buffer
		if err := e.emit(&b, library); err != nil {
			return nil, err
		}
		files = append(files, outfile.File{Path: e.path, Data: b.Bytes()})
	}
	return files, nil
}
