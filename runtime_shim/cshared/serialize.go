package cshared

// #cgo CFLAGS: -std=c11 -fvisibility=hidden -I${SRCDIR}/../include
// #cgo noescape cshared_domain_new
// #cgo nocallback cshared_domain_new
// #cgo nocallback cshared_domain_free
// #cgo nocallback cshared_domain_enter
// #cgo nocallback cshared_domain_leave
// #include "cshared/serialize.h"
import "C"

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// A Domain runs C or C++ code that is not safe for threads, one call at a time:
//
//	var solver = cshared.NewDomain("solver", cshared.DomainMutex)
//
//	err := solver.Do(func() { total = C.solve(n, cost) })
//
// Goroutines that wait for a Domain are parked; they hold no thread. Built with the tag
// cshared_debug, every Do checks the order in which goroutines take domains, and fails with an
// OrderError before two of them could ever wait for each other.
type Domain struct {
	name string
	kind DomainKind

	mu      sync.Mutex // Of a DomainMutex and a DomainShared: held while a function runs.
	closed  bool       // Guarded by mu.
	handle  C.cshared_domain
	waits   atomic.Uint64
	waited  atomic.Int64
	longest atomic.Int64

	calls chan *domainCall // Of a DomainThread, with all that follows.
	quit  chan struct{}    // Closed by Close.
	ended chan struct{}    // Closed when the thread has ended.
	once  sync.Once
	tid   atomic.Int64
	lost  atomic.Bool // A function called runtime.Goexit.
}

// A DomainKind says where the functions of a Domain run.
type DomainKind int

const (
	// DomainMutex runs each function on the goroutine that calls Do, under one mutex. A Do inside a
	// Do of the same domain never returns, as with sync.Mutex; with cshared_debug it is an error.
	DomainMutex DomainKind = iota + 1
	// DomainThread runs all functions on one OS thread of the domain's own, for C code that keeps
	// state in thread-local variables. A Do inside a Do of the same domain runs at once.
	DomainThread
	// DomainShared is a DomainMutex that C code takes part in, by cshared_domain_run or
	// cshared_domain_enter with the domain's Handle.
	DomainShared
)

// NewDomain makes a domain; the name is for messages. It fails for an unknown kind, and for a
// DomainShared with StatusExhausted when there are too many.
func NewDomain(name string, kind DomainKind) (*Domain, error) {
	d := &Domain{name: name, kind: kind}
	switch kind {
	case DomainMutex:
	case DomainShared:
		if status := C.cshared_domain_new(C.CSHARED_DOMAIN_MUTEX, &d.handle); status != 0 {
			return nil, Status(status)
		}
	case DomainThread:
		d.calls = make(chan *domainCall)
		d.quit = make(chan struct{})
		d.ended = make(chan struct{})
		go d.serve()
	default:
		return nil, StatusInvalid
	}
	return d, nil
}

// MustDomain is NewDomain for package variables: it panics where NewDomain fails.
func MustDomain(name string, kind DomainKind) *Domain {
	d, err := NewDomain(name, kind)
	if err != nil {
		panic(fmt.Sprintf("cshared: domain %q: %v", name, err))
	}
	return d
}

// Handle returns the cshared_domain of a DomainShared, to hand it to C; 0 for the other kinds.
func (d *Domain) Handle() uint64 { return uint64(d.handle) }

// Stats returns how often and how long Do of a DomainMutex or DomainShared had to wait for another
// goroutine. Waits for C code are not among them.
func (d *Domain) Stats() WaitStats {
	return WaitStats{d.waits.Load(), time.Duration(d.waited.Load()), time.Duration(d.longest.Load())}
}

// Do runs f in the domain and returns when it has returned. What f did is seen by the next function.
//
// If f panics, Do panics: with the same value, or on a DomainThread with a *DomainPanic. If f calls
// runtime.Goexit, Do does too, and a DomainThread has lost its thread: later calls fail with
// StatusGoexit. An error means that f has not run: StatusClosed after Close, an OrderError.
func (d *Domain) Do(f func()) error {
	if d.kind == DomainThread {
		return d.doOnThread(f)
	}
	token, err := orderEnter(d)
	if err != nil {
		return err
	}
	defer orderLeave(d, token)
	d.lock()
	defer d.mu.Unlock()
	if d.closed {
		return StatusClosed
	}
	if d.kind == DomainShared {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if status := C.cshared_domain_enter(d.handle); status != 0 {
			return Status(status)
		}
		defer C.cshared_domain_leave(d.handle)
	}
	f()
	return nil
}

func (d *Domain) lock() {
	if d.mu.TryLock() {
		return
	}
	start := nanotime()
	d.mu.Lock()
	waited := nanotime() - start
	// Under the lock, so these are simple; atomic for Stats.
	d.waits.Add(1)
	d.waited.Add(waited)
	d.longest.Store(max(d.longest.Load(), waited))
}

// Close ends the domain; a DomainThread's thread ends, and with it its thread-local state. It fails
// with EBUSY while a function runs in a DomainMutex or DomainShared, with EDEADLK inside a
// DomainThread, and with StatusClosed the second time.
func (d *Domain) Close() error {
	if d.kind == DomainThread {
		return d.closeThread()
	}
	if !d.mu.TryLock() {
		return Status(syscall.EBUSY)
	}
	defer d.mu.Unlock()
	if d.closed {
		return StatusClosed
	}
	if d.kind == DomainShared {
		if status := C.cshared_domain_free(d.handle); status != 0 {
			return Status(status)
		}
	}
	d.closed = true
	orderForget(d)
	return nil
}

// A DomainPanic is the panic of a function that ran on a domain's thread.
type DomainPanic struct {
	Domain string
	Value  any    // What the function panicked with.
	Stack  string // Of the domain's thread.
}

func (p *DomainPanic) Error() string {
	return fmt.Sprintf("panic in domain %q: %v\n\n%s", p.Domain, p.Value, p.Stack)
}

// Unwrap returns the value if it is an error.
func (p *DomainPanic) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

type domainCall struct {
	f     func()
	token orderToken
	done  chan struct{} // Closed when the rest is valid.

	panicked *DomainPanic
	goexit   bool
}

func (d *Domain) inside() bool { return d.tid.Load() == int64(syscall.Gettid()) }

func (d *Domain) doOnThread(f func()) error {
	if d.inside() {
		f()
		return nil
	}
	token, err := orderEnter(d)
	if err != nil {
		return err
	}
	defer orderLeave(d, token)
	call := &domainCall{f: f, token: token, done: make(chan struct{})}
	select {
	case d.calls <- call:
	case <-d.ended:
		if d.lost.Load() {
			return StatusGoexit
		}
		return StatusClosed
	}
	<-call.done
	if call.panicked != nil {
		panic(call.panicked)
	}
	if call.goexit {
		runtime.Goexit()
	}
	return nil
}

// serve is the domain's thread: it ends with the goroutine, which stays bound to it.
func (d *Domain) serve() {
	runtime.LockOSThread() //cshared:allow runtime.LockOSThread the thread is for nothing else, and ends with the domain
	d.tid.Store(int64(syscall.Gettid()))
	defer close(d.ended)
	defer d.tid.Store(0) // The kernel may give the number to another thread.
	for {
		select {
		case call := <-d.calls:
			d.run(call)
		case <-d.quit:
			return
		}
	}
}

func (d *Domain) run(call *domainCall) {
	returned := false
	defer close(call.done)
	defer orderInherit(call.token)()
	defer func() {
		if returned {
			return
		}
		value := recover()
		if value == nil {
			call.goexit = true
			d.lost.Store(true)
			return
		}
		call.panicked = &DomainPanic{d.name, value, string(debug.Stack())}
	}()
	call.f()
	returned = true
}

func (d *Domain) closeThread() error {
	if d.inside() {
		return Status(syscall.EDEADLK)
	}
	first := false
	d.once.Do(func() {
		first = true
		close(d.quit)
		<-d.ended
		orderForget(d)
	})
	if !first {
		return StatusClosed
	}
	return nil
}
