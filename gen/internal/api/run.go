package api

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/abijson"
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/apiheader"
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/cglue"
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/goglue"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/exportdata"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/gopackage"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/gosource"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/stamp"
	"github.com/gocshared/rules_go_cshared/gen/internal/outfile"
)

// Run does the whole work. It returns all problems, or writes all outputs.
func Run(o *Options) ([]diag.Diagnostic, error) {
	library := &ir.Library{Label: o.Label, Name: o.Name, Prefix: o.Prefix, Mode: ir.ModeAPI}
	version, problems := stamp.Version(o.Label, o.Version, o.Stamps)
	library.Version = version
	if o.Prefix == "" {
		return append(problems, diag.New(diag.PrefixIsMandatory, o.Label, diag.Args{"suggestion": library.SuggestPrefix()})), nil
	}
	problems = append(problems, library.ValidatePrefix()...)
	toolchain, err := exportdata.Read(o.ExportData)
	switch {
	case errors.Is(err, exportdata.ErrUnknown):
		return append(problems, diag.New(diag.BadExportData, o.Label, diag.Args{"file": o.ExportData})), nil
	case err != nil:
		return append(problems, diag.New(diag.UnreadableInput, o.Label, diag.Args{"file": o.ExportData, "why": outfile.Why(err)})), nil
	}
	api, loaded := gopackage.Load(&gopackage.Input{
		Label: o.Label, ImportPath: o.ImportPath, ExportData: o.ExportData, Sources: o.Sources,
		Target: gosource.Target{GOOS: toolchain.GOOS, GOARCH: toolchain.GOARCH, GoVersion: toolchain.Version, Tags: o.GoTags},
		Prefix: o.Prefix, Panics: o.Panics,
	})
	if problems = append(problems, loaded...); len(problems) > 0 {
		return problems, nil
	}
	api.Library, api.LeakOrigins = library, o.LeakOrigins
	files, err := render(api, o.Out)
	if err != nil {
		return nil, err
	}
	if path, err := outfile.WriteAll(files); err != nil {
		return []diag.Diagnostic{diag.New(diag.UnwritableOutput, o.Label, diag.Args{"file": path, "why": outfile.Why(err)})}, nil
	}
	return nil, nil
}

func render(api *ir.API, out Outputs) ([]outfile.File, error) {
	var files []outfile.File
	for _, e := range []struct {
		path string
		emit func(io.Writer, *ir.API) error
	}{
		{out.Header, apiheader.Emit},
		{out.Go, goglue.Emit},
		{out.C, cglue.Emit},
		{out.ABI, abijson.Emit},
		{out.Symbols, func(w io.Writer, a *ir.API) error {
			_, err := io.WriteString(w, strings.Join(a.Symbols(), "\n")+"\n")
			return err
		}},
	} {
		var b bytes.Buffer
		if err := e.emit(&b, api); err != nil {
			return nil, err
		}
		files = append(files, outfile.File{Path: e.path, Data: b.Bytes()})
	}
	return files, nil
}
