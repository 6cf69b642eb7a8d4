// Package catalogue lists every check of the conformance test. The test itself, its report and
// CHECKS.md all take their ids and texts from here.
package catalogue

import "strings"

// Kind says whether a row can fail.
type Kind string

// What a row is about. A report never mixes them up.
const (
	// Artefact: the user's own file, as it is shipped.
	Artefact Kind = "check"
	// Probe: a twin of it for tests, the same closure and link, in which the package
	// tests/conformance/probe is too: Go code that loops, collects, faults on request.
	Probe Kind = "probe"
	// Report: what the load changed in the host, or the build found; it has no limit that could be broken.
	Report Kind = "report"
)

// Check is one row of the catalogue.
type Check struct {
	ID       string // group/name
	Title    string
	Measured string
	Expected string
	Source   string // where the expectation comes from
	Kind     Kind
	Thorough bool     // takes long: only on request
	Needs    []string // ids: when one of these fails, this row says nothing of its own and is skipped
}

// Group is the part of the id before the slash.
func (c Check) Group() string {
	group, _, _ := strings.Cut(c.ID, "/")
	return group
}

// Name is the part of the id after the slash.
func (c Check) Name() string {
	_, name, _ := strings.Cut(c.ID, "/")
	return name
}

// Groups are the groups in the order in which they run.
func Groups() []string {
	return []string{
		"binary", "header", "load", "signals", "masks", "stacks", "threads", "fp", "fork", "env", "limits", "memory",
		"errors", "panics", "callbacks", "handles", "clocks", "coexistence", "reload", "exit", "vectors", "built",
	}
}

// All returns every check in the order in which they run and are shown.
func All() []Check {
	var all []Check
	for _, rows := range [][]Check{
		binaryRows, headerRows, loadRows, signalsRows, masksRows, threadsRows, limitsRows, memoryRows, builtRows,
		probeRows, clocksRows, coexistenceRows, exitRows,
	} {
		all = append(all, rows...)
	}
	return all
}

// InGroup returns the checks of one group.
func InGroup(group string) []Check {
	var in []Check
	for _, c := range All() {
		if c.Group() == group {
			in = append(in, c)
		}
	}
	return in
}

// Lookup returns the check of that id.
func Lookup(id string) (Check, bool) {
	for _, c := range All() {
		if c.ID == id {
			return c, true
		}
	}
	return Check{}, false
}
