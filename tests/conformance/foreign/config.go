package foreign

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/config"
	"github.com/gocshared/rules_go_cshared/tests/conformance/policy"
)

// Options are what the owner or the host of a library says about it.
type Options struct {
	Manifest string   // "": what can be expected is derived
	Exports  string   // a file with the exported names
	Headers  []string // the first is checked, the others are included by it
	Debug    string   // the debug file
	Prefix   string
	MinGlibc string
	Signals  string // "quiet", "go", or "": as the manifest says, or quiet
	Call     string // an exported function without parameters

	Allow    []string // as in package config
	Limits   policy.Limits
	Thorough bool
	Timeout  time.Duration
	Selected func(catalogue.Check) bool
}

// About is what is known about a library, beside the results.
type About struct {
	File        string            `json:"file"`
	Machine     string            `json:"machine"`        // as in GOARCH
	HasGo       bool              `json:"has_go"`         // a Go runtime is inside
	Go          string            `json:"go,omitempty"`   // its version, where the file says it
	Settings    map[string]string `json:"settings"`       // of the build, where the file says them
	Note        *Note             `json:"note,omitempty"` // of a generated API
	Manifest    string            `json:"manifest,omitempty"`
	Exports     int               `json:"exports"`      // how many names are expected
	ExportsFrom string            `json:"exports_from"` // the file that names them; "": all that are not Go's own
	Signals     string            `json:"signals"`
	Call        string            `json:"call,omitempty"`
	NotLoaded   string            `json:"not_loaded,omitempty"`   // why nothing that loads it was run
	NoteProblem string            `json:"note_problem,omitempty"` // why a note that is there says nothing
}

// Note is the ELF note of a generated API, package abi.
type Note struct {
	Library string `json:"library"`
	Version string `json:"version"`
	Prefix  string `json:"prefix"`
	Panics  string `json:"panics"`
	Hash    string `json:"hash"`
}

// Config makes the test of the library. host is the program that loads it, or noHost says why there is none.
func (l *Library) Config(ctx context.Context, o *Options, host, noHost string) (*config.Config, *About, error) {
	claims, err := l.claims(o)
	if err != nil {
		return nil, nil, err
	}
	call := l.call(o, claims)
	if call != "" && !slices.Contains(l.exports, call) {
		return nil, nil, problem([]string{"name an exported function without parameters, which is safe to call at any time", "leave -call out: what needs a call is then skipped"},
			"%s does not export %s, so it cannot be called", l.Path, call)
	}
	if reason := l.CannotLoad(); reason != "" {
		noHost = reason
	}
	c := &config.Config{
		Label: l.Path, Library: l.Path, Claims: claims.manifest, Unknown: claims.unknown,
		Debug: o.Debug, FirstCall: call, TimeoutSeconds: o.Timeout.Seconds(),
		Allow: o.Allow, Limits: o.Limits, Thorough: o.Thorough, Selected: o.Selected, Stop: ctx,
		Host: host, NoHost: noHost,
	}
	if len(o.Headers) > 0 {
		c.Header, c.Hdrs = o.Headers[0], o.Headers[1:]
	}
	if !o.Thorough {
		for _, check := range catalogue.All() {
			if check.Thorough {
				c.Unknown[check.ID] = "takes long: -thorough runs it"
			}
		}
	}
	about := &About{
		File: l.Path, Machine: l.Machine(), HasGo: l.HasGo, Settings: map[string]string{}, Manifest: o.Manifest,
		Exports: len(claims.manifest.Exports), ExportsFrom: claims.exportsFrom, Signals: claims.manifest.Signals,
		Call: call, NotLoaded: noHost,
	}
	if l.NoteErr != nil {
		about.NoteProblem = strings.TrimPrefix(l.NoteErr.Error(), l.Path+": ")
	}
	if l.Build != nil {
		about.Go = l.Build.GoVersion
		for _, s := range l.Build.Settings {
			about.Settings[s.Key] = s.Value
		}
	}
	if n := l.Note; n != nil {
		about.Note = &Note{n.Library, n.Version, n.Prefix, n.Panics, n.Hash}
	}
	return c, about, nil
}

// Lines says the same to people.
func (a *About) Lines() []string {
	inside := "no Go runtime is inside"
	switch {
	case a.Go != "":
		inside = "inside is " + a.Go
	case a.HasGo:
		inside = "a Go runtime is inside, and no version of it is written down"
	}
	lines := []string{fmt.Sprintf("for %s; %s", a.Machine, inside)}
	if n := a.Note; n != nil {
		lines = append(lines, fmt.Sprintf("a generated API: %s %s, prefix %s, a panic is %s, hash of abi.json %s", n.Library, n.Version, n.Prefix, n.Panics, n.Hash))
	}
	if a.NoteProblem != "" {
		lines = append(lines, "its note cannot be read: "+a.NoteProblem)
	}
	if a.Manifest == "" {
		lines = append(lines, "without a manifest: what it would say comes from the file and the flags")
	}
	from := "all but those of Go's runtime, as no -exports, -header or -manifest names them"
	if a.ExportsFrom != "" {
		from = "those of " + a.ExportsFrom
	}
	lines = append(lines, fmt.Sprintf("exports: %d, %s", a.Exports, from), "signals: "+a.Signals)
	if a.Call != "" {
		lines = append(lines, "call into it: "+a.Call)
	}
	if a.NotLoaded != "" {
		lines = append(lines, "not loaded: "+strings.ReplaceAll(a.NotLoaded, "\n", "\n  "))
	}
	return lines
}
