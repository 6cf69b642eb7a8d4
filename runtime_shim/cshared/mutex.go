package cshared

// #cgo CFLAGS: -std=c11 -fvisibility=hidden -I${SRCDIR}/../include
// #cgo noescape cshared_mutex_new
// #cgo nocallback cshared_mutex_new
// #cgo nocallback cshared_mutex_free
// #cgo nocallback cshared_mutex_lock
// #cgo nocallback cshared_mutex_try_lock
// #cgo nocallback cshared_mutex_lock_for
// #cgo nocallback cshared_mutex_lock_until
// #cgo nocallback cshared_mutex_unlock
// #cgo noescape cshared_mutex_is_owner
// #cgo nocallback cshared_mutex_is_owner
// #cgo noescape cshared_mutex_get_stats
// #cgo nocallback cshared_mutex_get_stats
// #include "cshared/mutex.h"
import "C"

import (
	"runtime"
	"time"
)

// A MutexKind says what a second Lock by the owner does.
type MutexKind int32

const (
	// MutexNormal waits: for ever, or until it times out.
	MutexNormal MutexKind = C.CSHARED_MUTEX_NORMAL
	// MutexErrorCheck fails with EDEADLK.
	MutexErrorCheck MutexKind = C.CSHARED_MUTEX_ERRORCHECK
	// MutexRecursive counts; the owner unlocks as often.
	MutexRecursive MutexKind = C.CSHARED_MUTEX_RECURSIVE
)

// A Mutex is the mutex of cshared/mutex.h, for state that Go and C threads share. Its owner is a
// thread: a successful lock binds the goroutine to its thread (runtime.LockOSThread) until Unlock,
// and a wait keeps the thread. Between goroutines alone use sync.Mutex.
type Mutex struct {
	handle C.cshared_mutex
}

// WaitStats counts the calls that had to wait.
type WaitStats struct {
	Waits   uint64
	Total   time.Duration
	Longest time.Duration
}

// NewMutex makes an unlocked mutex. It exists until Close.
func NewMutex(kind MutexKind) (*Mutex, error) {
	var handle C.cshared_mutex
	if status := C.cshared_mutex_new(C.int(kind), &handle); status != 0 {
		return nil, Status(status)
	}
	return &Mutex{handle}, nil
}

// MutexOf returns the mutex that C names by handle: a library that exports the part (`shims`) lets C
// make mutexes. Any number is accepted; methods fail if it is no mutex's.
func MutexOf(handle uint64) *Mutex { return &Mutex{C.cshared_mutex(handle)} }

// Handle returns the cshared_mutex, to hand it to C.
func (m *Mutex) Handle() uint64 { return uint64(m.handle) }

// Close frees the mutex. It fails with EBUSY while somebody has it.
func (m *Mutex) Close() error { return Status(C.cshared_mutex_free(m.handle)).Err() }

// Lock locks, and waits as long as it takes.
func (m *Mutex) Lock() error {
	runtime.LockOSThread() //cshared:allow runtime.LockOSThread Unlock sets the thread free
	return locked(C.cshared_mutex_lock(m.handle))
}

// TryLock fails with EBUSY where Lock would wait.
func (m *Mutex) TryLock() error {
	runtime.LockOSThread() //cshared:allow runtime.LockOSThread Unlock sets the thread free
	return locked(C.cshared_mutex_try_lock(m.handle))
}

// LockFor fails with ETIMEDOUT when it has waited for timeout.
func (m *Mutex) LockFor(timeout time.Duration) error {
	runtime.LockOSThread() //cshared:allow runtime.LockOSThread Unlock sets the thread free
	return locked(C.cshared_mutex_lock_for(m.handle, C.int64_t(timeout)))
}

// LockUntil fails with ETIMEDOUT when CLOCK_MONOTONIC shows deadline (Timer.Deadline makes one).
func (m *Mutex) LockUntil(deadline int64) error {
	runtime.LockOSThread() //cshared:allow runtime.LockOSThread Unlock sets the thread free
	return locked(C.cshared_mutex_lock_until(m.handle, C.int64_t(deadline)))
}

// locked keeps the goroutine on its thread if the thread has become the owner.
func locked(status C.int) error {
	if status != 0 {
		runtime.UnlockOSThread()
	}
	return Status(status).Err()
}

// Unlock fails with EPERM, and changes nothing, unless this goroutine locked the mutex.
func (m *Mutex) Unlock() error {
	status := C.cshared_mutex_unlock(m.handle)
	if status == 0 {
		runtime.UnlockOSThread()
	}
	return Status(status).Err()
}

// Owned returns whether the thread that runs this goroutine has the mutex.
func (m *Mutex) Owned() (bool, error) {
	var owned C.bool
	status := C.cshared_mutex_is_owner(m.handle, &owned)
	return bool(owned), Status(status).Err()
}

// Stats returns what the mutex has seen since it was made, from Go and from C.
func (m *Mutex) Stats() (WaitStats, error) {
	var stats C.cshared_mutex_stats
	status := C.cshared_mutex_get_stats(m.handle, &stats)
	return WaitStats{uint64(stats.waits), time.Duration(stats.wait_ns), time.Duration(stats.longest_ns)}, Status(status).Err()
}
