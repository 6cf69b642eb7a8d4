package expect

import (
	"fmt"
	"strconv"
	"strings"
)

// set is a set of signals, as the kernel has it.
type set uint64

func bit(signal int) set { return 1 << (signal - 1) }

func (s set) hex() string { return fmt.Sprintf("%016x", uint64(s)) }

// Numbers of linux/amd64 and linux/arm64.
const (
	sigILL    = 4
	sigTRAP   = 5
	sigBUS    = 7
	sigFPE    = 8
	sigSEGV   = 11
	sigPIPE   = 13
	sigSTKFLT = 16
	sigCHLD   = 17
	sigURG    = 23
	sigPROF   = 27
	sigRTMIN  = 34
)

const everything = ^set(0)

// synchronous are the signals of faults.
var synchronous = bit(sigILL) | bit(sigTRAP) | bit(sigBUS) | bit(sigFPE) | bit(sigSEGV)

// runtime is what Go's runtime does to a host when nobody stops it.
type runtime struct {
	owned          set // it takes the handlers of these
	unblocks       set // on its own threads
	callerUnblocks set // on a thread that calls, until that ends
	alternateStack int // bytes, for a thread without one, until it ends
}

var unblocked = synchronous | bit(sigSTKFLT) | bit(sigCHLD) | bit(sigURG) | bit(sigPROF) | bit(sigRTMIN)

// Since Go 1.21 a thread keeps what its first call has given it (runtime/signal_unix.go: minitSignals,
// blockableSig; runtime/proc.go: mainStarted, gsignal of 32 KiB).
var since21 = runtime{
	owned:          bit(sigBUS) | bit(sigFPE) | bit(sigSEGV) | bit(sigPIPE) | bit(sigURG),
	unblocks:       unblocked,
	callerUnblocks: unblocked,
	alternateStack: 32 << 10,
}

// Before, a thread got mask and stack back when its call returned.
var before21 = runtime{owned: since21.owned, unblocks: unblocked}

// stockRuntimes has the minor versions that this release knows. The shim needs 1.21; a library of the stock tool
// chain may be older.
var stockRuntimes = map[int]runtime{20: before21, 21: since21, 22: since21, 23: since21, 24: since21, 25: since21, 26: since21}

const newest = 26

// stockRuntime takes the newest one for a version that it does not know: if that has changed its ways, checks fail,
// and the table gets a line.
func stockRuntime(version string) runtime {
	if r, ok := stockRuntimes[minor(version)]; ok {
		return r
	}
	return stockRuntimes[newest]
}

// minor returns 26 of "go1.26.8", and 0 of what is no version.
func minor(version string) int {
	rest, ok := strings.CutPrefix(version, "go1.")
	if !ok {
		return 0
	}
	digits, _, _ := strings.Cut(rest, ".")
	if end := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' }); end >= 0 {
		digits = digits[:end]
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}
