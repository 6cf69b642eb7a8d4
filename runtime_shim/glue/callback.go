package glue

import (
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// Callback is a function of C and the pointer that it wants to have. Generated code embeds it in a type
// with a method that calls the function. It is either good for one call from C, which ends with Close, or
// kept: Keep. Both pointers are numbers here, as C may put anything there.
type Callback struct {
	Function, User uintptr

	local   bool         // Nothing but the running Go function can have it.
	state   atomic.Int64 // How many calls run; with closedBit none begins any more.
	drained chan struct{}
	kept    *registration
}

const closedBit = 1 << 62

// Open makes the callback one for a call from C, up to Close. Where the compiler has put it on the
// stack, no other goroutine can have it, nor anybody after the call, so nothing need be counted.
func (c *Callback) Open(function, user uintptr) {
	c.Function, c.User, c.local = function, user, onStack(uintptr(unsafe.Pointer(c)))
}

// onStack says whether the address lies on this goroutine's stack, whose bounds runtime.g begins with:
// "known to liblink". If it did not, this would be false.
func onStack(address uintptr) bool {
	bounds := (*[2]uintptr)(getg())
	return bounds[0] <= address && address < bounds[1]
}

// Enter begins a call of the function, unless it must not be called any more.
func (c *Callback) Enter() bool { return c.local || c.enter() }

// Leave ends a call that has begun.
func (c *Callback) Leave() {
	if !c.local {
		c.leave()
	}
}

//go:noinline
func (c *Callback) enter() bool {
	if c.kept != nil {
		return c.kept.enter()
	}
	if c.state.Add(1)&closedBit == 0 {
		return true
	}
	c.leave()
	return false
}

//go:noinline
func (c *Callback) leave() {
	if c.kept != nil {
		c.kept.leave()
		return
	}
	if c.state.Add(-1) == closedBit {
		c.hurry()
	}
}

//go:noinline
func (c *Callback) hurry() {
	select {
	case c.drained <- struct{}{}:
	default:
	}
}

// Close is the end of a callback that is not kept: no call begins any more, and none runs when it returns.
func (c *Callback) Close() {
	if !c.local {
		c.close()
	}
}

//go:noinline
func (c *Callback) close() {
	if !c.state.CompareAndSwap(0, closedBit) {
		c.drain()
	}
}

// drain waits for calls on other goroutines: those of this one have come back.
//
//go:noinline
func (c *Callback) drain() {
	c.drained = make(chan struct{}, 1)
	if c.state.Or(closedBit)&^closedBit == 0 {
		return
	}
	for c.state.Load() != closedBit {
		<-c.drained
	}
}

// ErrRemoved is what Go code gets that calls a function after the end.
var ErrRemoved = &CallError{Status: statusClosed, Text: "the callback was taken back"}

// CallbackFailed is the error of a callback that has returned a status, or left by an exception.
func CallbackFailed(status int32, exception string) *CallError {
	switch {
	case exception != "":
		return &CallError{Status: statusCallback, Text: "the callback has thrown: " + exception}
	case status == statusCallback || status < 0:
		return &CallError{Status: statusCallback, Text: "the callback failed"}
	case status < statusFirst:
		return &CallError{Status: status, Text: "the callback failed: " + syscall.Errno(status).Error()}
	}
	return &CallError{Status: status, Text: "the callback failed with a status of the library's"}
}

// registration is a callback that Go keeps: the part of it that C's pointer leads to. The Callback leads
// here and not the other way, so that its end is seen.
type registration struct {
	user, destroy uintptr
	release       func(destroy, user uintptr)

	mu      sync.Mutex
	running map[unsafe.Pointer]int // Calls, by goroutine.
	removed bool
	drained chan struct{} // Closed when it is removed and nothing runs.
}

var registry struct {
	sync.Mutex
	byUser map[uintptr]map[*registration]struct{}
}

// Callbacks counts those that are kept.
var Callbacks atomic.Int64

// Keep makes the callback one that Go may have as long as it wants. `release` calls `destroy`, if that is not 0, with the
// user pointer, once: when nothing leads to the callback any more, or after RemoveCallbacks.
func Keep(c *Callback, function, user, destroy uintptr, release func(destroy, user uintptr)) {
	r := &registration{user: user, destroy: destroy, release: release, running: map[unsafe.Pointer]int{}, drained: make(chan struct{})}
	c.Function, c.User, c.kept = function, user, r
	registry.Lock()
	if registry.byUser == nil {
		registry.byUser = map[uintptr]map[*registration]struct{}{}
	}
	if registry.byUser[user] == nil {
		registry.byUser[user] = map[*registration]struct{}{}
	}
	registry.byUser[user][r] = struct{}{}
	registry.Unlock()
	Callbacks.Add(1)
	runtime.AddCleanup(c, (*registration).dropped, r)
}

func (r *registration) enter() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.removed {
		return false
	}
	r.running[getg()]++
	return true
}

func (r *registration) leave() {
	r.mu.Lock()
	g := getg()
	if r.running[g]--; r.running[g] == 0 {
		delete(r.running, g)
	}
	last := r.removed && len(r.running) == 0
	r.mu.Unlock()
	if last {
		r.end()
	}
}

// remove lets no call begin any more. It says whether calls run, and whether this goroutine is in one.
func (r *registration) remove() (first, runs, here bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	first, r.removed = !r.removed, true
	return first, len(r.running) > 0, r.running[getg()] > 0
}

// end comes once, when nothing runs any more. Who asks for the callback waits here or finds none: `destroy`
// may be who asks.
func (r *registration) end() {
	registry.Lock()
	all := registry.byUser[r.user]
	delete(all, r)
	if len(all) == 0 {
		delete(registry.byUser, r.user)
	}
	registry.Unlock()
	r.release(r.destroy, r.user)
	Callbacks.Add(-1)
	close(r.drained)
}

// dropped is called when Go has no more use for the callback; so nothing runs.
func (r *registration) dropped() {
	if first, _, _ := r.remove(); first {
		r.end()
	}
}

// RemoveCallbacks takes back all callbacks with a user pointer, and waits for those that run: `timeout`
// nanoseconds, or without end if that is negative. The status is 0, ENOENT if there are none, ETIMEDOUT,
// or EDEADLK if this goroutine is in such a call.
func RemoveCallbacks(user uintptr, timeout int64) int32 {
	registry.Lock()
	all := make([]*registration, 0, len(registry.byUser[user]))
	for r := range registry.byUser[user] {
		all = append(all, r)
	}
	registry.Unlock()
	if len(all) == 0 {
		return int32(syscall.ENOENT)
	}
	deadlock := false
	for _, r := range all {
		first, runs, here := r.remove()
		deadlock = deadlock || here
		if first && !runs {
			r.end()
		}
	}
	if deadlock {
		return int32(syscall.EDEADLK)
	}
	var timer <-chan time.Time
	if timeout >= 0 {
		timer = time.After(time.Duration(timeout))
	}
	for _, r := range all {
		select {
		case <-r.drained:
			continue
		default:
		}
		select {
		case <-r.drained:
		case <-timer:
			return int32(syscall.ETIMEDOUT)
		}
	}
	return 0
}

// RemoveCall is the call that takes callbacks back.
type RemoveCall struct {
	Call
	User    uintptr
	Timeout int64
}
