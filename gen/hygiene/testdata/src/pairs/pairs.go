// Package pairs ties threads.
package pairs

import (
	goruntime "runtime"
	"sync"
)

type thread struct{ sync.Mutex }

func (t *thread) forEver() {
	goruntime.LockOSThread() // want `goruntime.LockOSThread. without runtime.UnlockOSThread in the same function`
	t.Lock()
	defer t.Unlock()
}

func (t *thread) forNow() {
	goruntime.LockOSThread()
	defer func() { goruntime.UnlockOSThread() }()
}

func init() {
	goruntime.LockOSThread() // want `goruntime.LockOSThread. in an initialiser does not tie anything to the main thread`
	go func() {              // want `.go. starts`
		goruntime.LockOSThread() // want `goruntime.LockOSThread. without`
	}()
}
