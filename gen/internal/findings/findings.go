// Package findings completes a library's manifest: with what its Go closure uses that cannot work, or
// surprises, inside somebody else's process, and with the way in which the runtime was led to the
// shim. Nothing that is linked waits for it.
package findings

import (
	"bytes"
	"errors"
	"go/scanner"
	"maps"
	"os"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
	"github.com/gocshared/rules_go_cshared/gen/internal/findings/scan"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/gosource"
	"github.com/gocshared/rules_go_cshared/gen/internal/outfile"
	"github.com/gocshared/rules_go_cshared/gen/manifest"
)

// byRule is the reason of a finding that the attribute accepts.
const byRule = "allow_findings"

// Run reads all inputs. It returns all problems, or writes the manifest.
func Run(o *Options) ([]diag.Diagnostic, error) {
	accept, problems := acceptance(o)
	report, err := os.ReadFile(o.DivertReport)
	if err != nil {
		problems = append(problems, unreadable(o, o.DivertReport, err))
	}
	m, err := manifest.Read(o.Manifest)
	if err != nil {
		return append(problems, unreadable(o, o.Manifest, err)), nil
	}
	found, failed := scan.Scan(o.Packages, scan.Settings{
		Target:     &gosource.Target{GOOS: m.Go.GOOS, GOARCH: m.Go.GOARCH, GoVersion: m.Go.Version, Tags: o.GoTags},
		CPUProfile: m.CPUProfile || m.Signals == "go",
		Types:      knownTypes(o, m.Go.GOARCH),
	})
	for _, p := range failed {
		problems = append(problems, badSource(o, p))
	}
	if len(problems) > 0 {
		return problems, nil
	}
	m.Findings = []manifest.Finding{}
	for _, f := range found {
		m.Findings = append(m.Findings, publish(f, accept))
	}
	if m.Load, err = parseReport(string(report)); err != nil {
		return nil, err
	}
	m.Serialize = parseSerialize(string(report))
	var b bytes.Buffer
	if err := manifest.Write(&b, m); err != nil {
		return nil, err
	}
	return write(o.Label, outfile.File{Path: o.Out, Data: b.Bytes()}), nil
}

// knownTypes is nil where there is no compiled standard library: types are then known of nothing.
func knownTypes(o *Options, goarch string) *scan.Types {
	if len(o.Stdlib) == 0 {
		return nil
	}
	exports := maps.Clone(o.Exports)
	for _, file := range o.Stdlib {
		_, below, _ := strings.Cut(file, "/pkg/")
		_, name, _ := strings.Cut(below, "/") // without linux_amd64
		exports[strings.TrimSuffix(name, ".a")] = file
	}
	return &scan.Types{Exports: exports, GOARCH: goarch}
}

func publish(f scan.Finding, accept map[allowance]bool) manifest.Finding {
	accepted := f.Reason
	id := f.Row.ID
	if accepted == "" && (accept[allowance{id: id}] || accept[allowance{id, f.Package}]) {
		accepted = byRule
	}
	return manifest.Finding{
		ID: string(id), Weight: string(f.Row.Weight), Package: f.Package,
		Position: position(f), Text: f.Text, Accepted: accepted,
	}
}

// allowance is one entry of allow_findings: a finding in one package, "" for all.
type allowance struct {
	id         catalogue.ID
	importPath string
}

func unreadable(o *Options, path string, err error) diag.Diagnostic {
	return diag.New(diag.UnreadableInput, o.Label, diag.Args{"file": path, "why": outfile.Why(err)})
}

func badSource(o *Options, p scan.Problem) diag.Diagnostic {
	if list := (scanner.ErrorList)(nil); errors.As(p.Err, &list) && len(list) > 0 {
		return diag.New(diag.BadGoSource, list[0].Pos.String(), diag.Args{"why": list[0].Msg})
	}
	if errors.Is(p.Err, os.ErrNotExist) {
		return unreadable(o, p.File, p.Err)
	}
	return diag.New(diag.BadGoSource, p.File, diag.Args{"why": p.Err.Error()})
}

func write(label string, file outfile.File) []diag.Diagnostic {
	path, err := outfile.WriteAll([]outfile.File{file})
	if err == nil {
		return nil
	}
	return []diag.Diagnostic{diag.New(diag.UnwritableOutput, label, diag.Args{"file": path, "why": outfile.Why(err)})}
}
