// Package manifest turns a library into its public manifest.
package manifest

import (
	"io"
	"maps"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
	public "github.com/gocshared/rules_go_cshared/gen/manifest"
)

// Emit writes the manifest.
func Emit(w io.Writer, l *ir.Library) error {
	godebug := maps.Clone(l.Link.GoDebug)
	if godebug == nil {
		godebug = map[string]string{}
	}
	return public.Write(w, &public.Manifest{
		Schema:        public.Schema,
		Label:         l.Label,
		Mode:          mode(l),
		Name:          l.Name,
		Prefix:        l.Prefix,
		Version:       l.Version,
		SOVersion:     l.SOVersion,
		SOName:        l.SOName,
		File:          l.File,
		Header:        l.HeaderName(),
		Exports:       l.Symbols(),
		Shims:         append([]string{}, l.Shims.Parts...),
		SymbolVersion: l.Link.SymbolVersion,
		Linker:        l.Link.Linker,
		Go:            public.Go{Version: l.Link.GoVersion, GOOS: l.Link.GOOS, GOARCH: l.Link.GOARCH},
		GoDebug:       godebug,
		Needed:        l.Link.Needed,
		RunPath:       l.Link.RunPath,
		MinGlibc:      l.Link.MinGlibc,
		CTLS:          l.Link.CTLS,
		Signals:       l.Link.Signals,
		CPUProfile:    l.Link.CPUProfile,
		CPUs:          l.Link.CPUs,
		Sanitizers:    append([]string{}, l.Link.Sanitizers...),
	})
}

func mode(l *ir.Library) string {
	if l.Mode == ir.ModeAPI {
		return public.API
	}
	return public.Raw
}
