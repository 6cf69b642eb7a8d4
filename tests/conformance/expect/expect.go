// Package expect says what a library may change in its host: by its policy for signals, by the version of Go, by
// the way in which the runtime is led to the shim, and by the limits of its owner. The checks themselves are in the
// C program, which gets these values by name and judges what it sees.
package expect

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/gocshared/rules_go_cshared/gen/manifest"
	"github.com/gocshared/rules_go_cshared/tests/conformance/policy"
)

// Library is what the values depend on.
type Library struct {
	manifest *manifest.Manifest
	limits   policy.Limits
	stock    runtime
}

// New reads the manifest of a library. One that says nothing of a policy has to keep the default.
func New(m *manifest.Manifest, limits policy.Limits) Library {
	return Library{m, limits, stockRuntime(m.Go.Version)}
}

func (l Library) quiet() bool { return l.manifest.Signals != "go" }

// constructors: the fallback of load.h is in force.
func (l Library) constructors() bool {
	return l.manifest.Load != nil && l.manifest.Load.Diversion == manifest.Constructors
}

// sigtable: the table of signals that says what the runtime unblocks could be changed.
func (l Library) sigtable() bool {
	if l.manifest.Load == nil {
		return true
	}
	found, listed := l.manifest.Load.Aliases[sigtableAlias]
	return found || !listed
}

const sigtableAlias = "runtime.sigtable"

// callerUnblocks is what a calling thread may unblock until it ends.
func (l Library) callerUnblocks() set {
	if !l.quiet() || l.constructors() {
		return l.stock.callerUnblocks
	}
	return l.withProfile(synchronous | bit(sigURG))
}

// runtimeUnblocks is what the library's own threads leave unblocked, in a host that blocks everything.
func (l Library) runtimeUnblocks() set {
	if !l.quiet() || l.constructors() || !l.sigtable() {
		return l.stock.unblocks
	}
	return l.withProfile(synchronous | bit(sigURG))
}

// runtimeUnblocksOpen is the same in a host that blocks nothing.
func (l Library) runtimeUnblocksOpen() set {
	if !l.quiet() {
		return everything
	}
	return l.runtimeUnblocks()
}

func (l Library) withProfile(s set) set {
	if l.manifest.CPUProfile {
		s |= bit(sigPROF)
	}
	return s
}

func (l Library) ownedIgnored() set {
	if l.quiet() {
		return l.stock.owned &^ bit(sigPIPE)
	}
	return l.stock.owned
}

func (l Library) flagsAdded() uint64 {
	const onStack = 0x08000000
	if l.quiet() {
		return 0
	}
	return onStack
}

// keepsOpenFiles: RLIMIT_NOFILE is the host's again when the first call returns.
func (l Library) keepsOpenFiles() bool { return l.quiet() && !l.constructors() }

func (l Library) cpus() string {
	if l.manifest.CPUs == "process" && !l.constructors() {
		return "process"
	}
	return "loader"
}

// Arguments are the values for the C program, as name=value, sorted.
func (l Library) Arguments() []string {
	values := []string{
		"alternate_stack=" + strconv.Itoa(l.stock.alternateStack),
		"caller_unblocks=" + l.callerUnblocks().hex(),
		"flags_added=" + strconv.FormatUint(l.flagsAdded(), 16),
		"keeps_open_files=" + strconv.FormatBool(l.keepsOpenFiles()),
		"owned=" + l.stock.owned.hex(),
		"owned_ignored=" + l.ownedIgnored().hex(),
		"runtime_cpus=" + l.cpus(),
		"runtime_unblocks=" + l.runtimeUnblocks().hex(),
		"runtime_unblocks_open=" + l.runtimeUnblocksOpen().hex(),
	}
	for name, value := range l.limits {
		values = append(values, fmt.Sprintf("limit_%s=%d", name, value))
	}
	slices.Sort(values)
	return values
}
