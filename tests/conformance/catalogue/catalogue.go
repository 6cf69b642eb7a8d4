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
	Calls    bool     // measures nothing but calls: skipped when there is nothing to call
	API      bool     // has a process of the program that is made for this library, if it has a generated API
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
		"errors", "panics", "callbacks", "handles", "lifecycle", "clocks", "coexistence", "reload", "exit", "built", "vectors",
	}
}

// All returns every check in the order in which they run and are shown.
func All() []Check {
	var all []Check
	for _, rows := range [][]Check{
		binaryRows, headerRows, loadRows, signalsRows, masksRows, stacksRows, threadsRows, fpRows, forkRows, envRows,
		limitsRows, memoryRows, callsRows, probeRows, clocksRows, coexistenceRows, reloadRows, exitRows, endRows,
		builtRows, vectorsRows,
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

// Lookup returns the check of that id. All vectors have one row, but ids of their own.
func Lookup(id string) (Check, bool) {
	for _, c := range All() {
		if c.ID == id {
			return c, true
		}
	}
	if group, name, _ := strings.Cut(id, "/"); group == vectorsGroup && name != "" {
		row := vectorsRows[0]
		row.ID = id
		return row, true
	}
	return Check{}, false
}
