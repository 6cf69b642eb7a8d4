// Package built shows what the manifest says about the sources and the build of a library.
package built

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/manifest"
	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// Checks returns the function of each check, by id.
func Checks() map[string]func(*artefact.Artefact) verdict.Verdict {
	return map[string]func(*artefact.Artefact) verdict.Verdict{
		"built/findings": func(a *artefact.Artefact) verdict.Verdict { return findings(a.Manifest.Findings) },
		"built/load":     func(a *artefact.Artefact) verdict.Verdict { return load(a.Manifest.Load) },
	}
}

// group is all findings of one kind in one package.
type group struct {
	manifest.Finding // the first that nobody accepted, else the first
	places, accepted int
}

// findings shows one line for each kind and package: a closure may have hundreds of places.
func findings(all []manifest.Finding) verdict.Verdict {
	if all == nil {
		return verdict.Reportf("not measured: the manifest has no `findings`")
	}
	if len(all) == 0 {
		return verdict.Reportf("none")
	}
	var lines []string
	accepted := 0
	for _, g := range grouped(all) {
		accepted += g.accepted
		lines = append(lines, g.String())
	}
	return verdict.Reportf("%d, of which %d accepted\n%s", len(all), accepted, strings.Join(lines, "\n"))
}

func grouped(all []manifest.Finding) []group {
	var groups []group
	for _, f := range all {
		last := len(groups) - 1
		if last < 0 || groups[last].ID != f.ID || groups[last].Package != f.Package {
			groups = append(groups, group{Finding: f})
			last++
		}
		g := &groups[last]
		g.places++
		if f.Accepted != "" {
			g.accepted++
		} else if g.Accepted != "" {
			g.Finding = f
		}
	}
	return groups
}

func (g group) String() string {
	places := g.Position
	if g.places > 1 {
		places = fmt.Sprintf("%s and %d more", g.Position, g.places-1)
	}
	state := string(g.Weight)
	switch {
	case g.accepted == g.places:
		state = "accepted: " + g.Accepted
	case g.accepted > 0:
		state = fmt.Sprintf("%s, %d accepted", g.Weight, g.accepted)
	}
	return fmt.Sprintf("%s (%s) in %s: %s: %s", g.ID, state, g.Package, places, g.Text)
}

func load(l *manifest.Load) verdict.Verdict {
	if l == nil {
		return verdict.Reportf("not measured: the manifest has no `load`")
	}
	text := "diversion " + l.Diversion
	if l.Why != "" {
		text += ": " + l.Why
	}
	for _, name := range slices.Sorted(maps.Keys(l.Aliases)) {
		if !l.Aliases[name] {
			text += "\nnot found: " + name
		}
	}
	return verdict.Reportf("%s", text)
}
