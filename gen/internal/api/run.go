package api

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
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
	library := &ir.Library{Label: o.Label, Name: o.Name, Prefix: o.Prefix, Mode: ir.ModeAPI, CNames: slices.Sorted(slices.Values(o.Exports)), Includes: o.Headers}
	version, problems := stamp.Version(o.Label, o.Version, o.Stamps)
	library.Version = version
	var says gopackage.Mark
	says.Name = o.Name
	if len(problems) == 0 {
		says.Version = version // else it is none
	}
	toolchain, err := exportdata.Read(o.Packages[0].ExportData)
	switch {
	case errors.Is(err, exportdata.ErrUnknown):
		return append(problems, diag.New(diag.BadExportData, o.Label, diag.Args{"file": o.Packages[0].ExportData})), nil
	case err != nil:
		return append(problems, diag.New(diag.UnreadableInput, o.Label, diag.Args{"file": o.Packages[0].ExportData, "why": outfile.Why(err)})), nil
	}
	target := targetOf(toolchain, o.GoTags)
	if o.Prefix == "" {
		return append(problems, noPrefix(library, o.Packages, target)), nil
	}
	problems = append(problems, library.ValidatePrefix()...)
	api, loaded := gopackage.Load(&gopackage.Input{
		Label: o.Label, Packages: o.Packages, Target: target, Prefix: o.Prefix, Panics: o.Panics,
		Library: says, CNames: library.CNames,
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

// noPrefix suggests what the package itself says, else what the library is called.
func noPrefix(library *ir.Library, packages []gopackage.Package, target gosource.Target) diag.Diagnostic {
	suggestion := library.SuggestPrefix()
	if len(packages) == 1 {
		suggestion = cmp.Or(gopackage.ReadMark(packages[0].Sources, target).Prefix, suggestion)
	}
	return diag.New(diag.PrefixIsMandatory, library.Label, diag.Args{"suggestion": suggestion})
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
