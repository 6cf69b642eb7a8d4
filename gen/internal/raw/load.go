package raw

import (
	"errors"
	"fmt"
	"go/scanner"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/cgoheader"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/exportdata"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/gosource"
	"github.com/gocshared/rules_go_cshared/gen/internal/outfile"
)

// probePrefix starts the functions of the package tests/conformance/probe.
const probePrefix = "cshared_probe_"

// loader reads the inputs into a library, and collects what is wrong with them.
type loader struct {
	options    *Options
	problems   []diag.Diagnostic
	incomplete bool // a header could not be read, so exports are missing
}

func (l *loader) report(id diag.ID, args diag.Args) {
	l.problems = append(l.problems, diag.New(id, l.options.Label, args))
}

func (l *loader) unreadable(path string, err error) {
	l.report(diag.UnreadableInput, diag.Args{"file": path, "why": outfile.Why(err)})
}

func (l *loader) load() *ir.Library {
	o := l.options
	library := &ir.Library{
		Label: o.Label, Name: o.Name, Prefix: o.Prefix,
		SOVersion: o.SOVersion, SOName: o.SOName, File: o.File,
		Includes: o.Headers,
		Link: ir.Link{
			Linker: o.Linker, SymbolVersion: o.SymbolVersion, RunPath: o.RunPath,
			Needed: append(baseNeeded(), o.Needed...), MinGlibc: o.MinGlibc, CTLS: o.CTLS,
			Signals: o.Signals, CPUProfile: o.CPUProfile, CPUs: o.CPUs, Sanitizers: o.Sanitizers,
		},
	}
	if o.prefixGiven && o.Prefix == "" {
		l.report(diag.BadPrefix, diag.Args{
			"prefix": "", "why": "it is empty", "suggestion": library.SuggestPrefix(),
		})
	}
	if o.Probe {
		library.Link.Pattern = probePrefix + "*"
	}
	library.Version = l.version()
	library.Link.GoDebug = l.godebug()
	l.toolchain(library)
	if o.APISymbols != "" {
		l.apiSymbols(library)
		l.shims(library)
		library.Shims.DropProvided()
		library.Sort()
		return library
	}
	docs := l.sources(library)
	functions := l.cgoHeaders(library)
	if o.Probe {
		functions = slices.DeleteFunc(functions, func(f ir.Function) bool { return strings.HasPrefix(f.Name, probePrefix) })
	}
	for i := range functions {
		f := &functions[i]
		if doc, ok := docs[f.Name]; ok {
			f.Doc = doc
		}
		f.NameParams()
	}
	l.selectExports(library, functions)
	l.shims(library)
	library.Sort()
	return library
}

// apiSymbols takes the symbols of a generated API, which are C functions.
func (l *loader) apiSymbols(library *ir.Library) {
	library.Mode = ir.ModeAPI
	data, err := os.ReadFile(l.options.APISymbols)
	if err != nil {
		l.incomplete = true
		l.unreadable(l.options.APISymbols, err)
		return
	}
	library.CNames = strings.Fields(string(data))
}

// baseNeeded is what every library of these rules may need: the C library and its loader.
func baseNeeded() []string {
	return []string{
		"ld-linux-*.so.*", "libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0",
		"libresolv.so.2", "librt.so.1",
	}
}

func (l *loader) toolchain(library *ir.Library) {
	path := l.options.ExportData
	t, err := exportdata.Read(path)
	switch {
	case errors.Is(err, exportdata.ErrUnknown):
		l.report(diag.BadExportData, diag.Args{"file": path})
	case err != nil:
		l.unreadable(path, err)
	}
	library.Link.GoVersion, library.Link.GOOS, library.Link.GOARCH = t.Version, t.GOOS, t.GOARCH
}

// sources reads the Go sources, reports //go:debug lines, and returns the doc comments.
func (l *loader) sources(library *ir.Library) map[string]string {
	target := gosource.Target{
		GOOS: library.Link.GOOS, GOARCH: library.Link.GOARCH, GoVersion: library.Link.GoVersion,
		Tags: l.options.GoTags,
	}
	if target.GOOS == "" {
		// Without a target nobody can say which files count.
		return nil
	}
	var others, main gosource.Package
	for _, path := range l.options.DocSources {
		l.source(&others, path, target)
	}
	for _, path := range l.options.Sources {
		l.source(&main, path, target)
	}
	l.debugLines(main.Debug, library.Link.GoDebug)
	docs := others.Docs
	if docs == nil {
		docs = map[string]string{}
	}
	for name, doc := range main.Docs {
		docs[name] = doc
	}
	return docs
}

func (l *loader) source(p *gosource.Package, path string, target gosource.Target) {
	if _, err := os.Stat(path); err != nil {
		l.unreadable(path, err)
		return
	}
	err := p.Add(path, target)
	if list := (scanner.ErrorList)(nil); errors.As(err, &list) && len(list) > 0 {
		first := list[0]
		l.problems = append(l.problems, diag.New(diag.BadGoSource, first.Pos.String(), diag.Args{"why": first.Msg}))
	} else if err != nil {
		l.problems = append(l.problems, diag.New(diag.BadGoSource, path, diag.Args{"why": err.Error()}))
	}
}

// cgoHeaders returns the exports of all packages, and reports those that two of them make.
func (l *loader) cgoHeaders(library *ir.Library) []ir.Function {
	library.IntBits = strconv.IntSize
	var all []ir.Function
	first := map[string]string{}
	for _, path := range l.options.CgoHeaders {
		file := l.cgoHeader(path)
		if file == nil {
			l.incomplete = true
			continue
		}
		if file.IntBits != 0 {
			library.IntBits = file.IntBits
		}
		for _, f := range file.Functions {
			if other, twice := first[f.Name]; twice {
				l.report(diag.ExportTwice, diag.Args{"export": f.Name, "first": other, "second": f.Package})
				continue
			}
			first[f.Name] = f.Package
			all = append(all, f)
		}
	}
	return all
}

func (l *loader) cgoHeader(path string) *cgoheader.File {
	data, err := os.ReadFile(path)
	if err != nil {
		l.unreadable(path, err)
		return nil
	}
	file, err := cgoheader.Parse(data)
	var marker *cgoheader.NoMarkerError
	var syntax *cgoheader.SyntaxError
	switch {
	case errors.As(err, &marker):
		l.report(diag.NoCgoMarker, diag.Args{"file": path, "marker": marker.Missing})
	case errors.As(err, &syntax):
		l.report(diag.BadCgoHeader, diag.Args{"file": path, "line": fmt.Sprint(syntax.Line), "text": syntax.Text})
	}
	return file
}
