package cshared

// #cgo CFLAGS: -std=c11 -fvisibility=hidden -I${SRCDIR}/../include
// #include "cshared/signal.h"
import "C"

import "syscall"

// A SignalSet is a set of signals: bit n-1 stands for signal n.
type SignalSet uint64

// SignalsOf returns the set of signals. Numbers that are no signal (1…64) are left out.
func SignalsOf(signals ...syscall.Signal) SignalSet {
	var set SignalSet
	for _, signal := range signals {
		if signal >= 1 && signal <= 64 {
			set |= 1 << (signal - 1)
		}
	}
	return set
}

// Has says whether signal is in the set.
func (s SignalSet) Has(signal syscall.Signal) bool { return s&SignalsOf(signal) != 0 }

// A SignalSnapshot is what the process did with signals at one time: the dispositions of all 64
// signals and the masks of all threads. Close frees it.
type SignalSnapshot struct{ handle C.cshared_signal_snapshot }

// SnapshotSignals takes a snapshot.
func SnapshotSignals() (SignalSnapshot, error) {
	var snapshot SignalSnapshot
	status := Status(C.cshared_signal_snapshot_take(&snapshot.handle))
	return snapshot, status.Err()
}

// A SignalDifference says in what two snapshots differ.
type SignalDifference int

// The differences, as cshared/signal.h explains them.
const (
	SignalHandler    SignalDifference = C.CSHARED_SIGNAL_HANDLER
	SignalFlags      SignalDifference = C.CSHARED_SIGNAL_FLAGS
	SignalMask       SignalDifference = C.CSHARED_SIGNAL_MASK
	SignalThread     SignalDifference = C.CSHARED_SIGNAL_THREAD
	SignalThreadNew  SignalDifference = C.CSHARED_SIGNAL_THREAD_NEW
	SignalThreadGone SignalDifference = C.CSHARED_SIGNAL_THREAD_GONE
)

// A SignalChange is one difference. Subject is the number of a signal or of a thread; Before and
// After are a handler's address, flags, or a mask.
type SignalChange struct {
	What          SignalDifference
	Subject       int
	Before, After uint64
}

// Compare returns how after differs from s: dispositions by signal, then threads by number.
func (s SignalSnapshot) Compare(after SignalSnapshot) ([]SignalChange, error) {
	for room := 16; ; {
		found := make([]C.cshared_signal_change, room)
		var count C.size_t
		status := Status(C.cshared_signal_compare(s.handle, after.handle, &found[0], C.size_t(room), &count))
		if status == Status(syscall.ERANGE) {
			room = int(count)
			continue
		}
		var changes []SignalChange
		for _, change := range found[:count] {
			changes = append(changes, SignalChange{
				What: SignalDifference(change.what), Subject: int(change.subject),
				Before: uint64(change.before), After: uint64(change.after),
			})
		}
		return changes, status.Err()
	}
}

// Restore gives signals the dispositions they had and returns those that had another one. Masks belong
// to their threads, which goroutines have none of: they are not restored.
func (s SignalSnapshot) Restore(signals SignalSet) (SignalSet, error) {
	var changed C.cshared_signals
	status := Status(C.cshared_signal_restore(s.handle, C.cshared_signals(signals), &changed))
	return SignalSet(changed), status.Err()
}

// Close frees the snapshot. A second call fails with StatusStaleHandle.
func (s SignalSnapshot) Close() error { return Status(C.cshared_signal_snapshot_free(s.handle)).Err() }
