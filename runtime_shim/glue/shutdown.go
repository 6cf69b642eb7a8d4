package glue

import (
	"context"
	"math"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// EndCall is cshared_lifecycle_end.
type EndCall struct {
	Call
	Timeout int64 // In nanoseconds.
}

// grace is how long hooks have to notice that their context has ended.
const grace = time.Second

type hook struct {
	run func(context.Context) error
	by  string // The function that registered it.
}

var hooks struct {
	sync.Mutex
	list []hook
	// Set with the first hook: a library that has none is linked without what runs them.
	run func(*EndCall)
}

// OnShutdown registers what shutdown runs; `skip` callers are not the one to be named in messages.
func OnShutdown(run func(context.Context) error, skip int) {
	var pcs [1]uintptr
	runtime.Callers(skip+2, pcs[:])
	frame, _ := runtime.CallersFrames(pcs[:]).Next()
	hooks.Lock()
	defer hooks.Unlock()
	hooks.list = append(hooks.list, hook{run, frame.Function})
	hooks.run = runHooks
}

// newest takes the hook that was registered last.
func newest() (h hook, ok bool) {
	hooks.Lock()
	defer hooks.Unlock()
	last := len(hooks.list) - 1
	if last < 0 {
		return hook{}, false
	}
	h = hooks.list[last]
	hooks.list[last] = hook{}
	hooks.list = hooks.list[:last]
	return h, true
}

// Shutdown runs the hooks, the newest first, one after the other.
func Shutdown(a *EndCall) {
	hooks.Lock()
	run := hooks.run
	hooks.Unlock()
	a.Status = 0
	if run != nil {
		run(a)
	}
}

func runHooks(a *EndCall) {
	timeout := time.Duration(a.Timeout)
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	over := time.NewTimer(min(timeout, math.MaxInt64-grace) + grace)
	defer over.Stop()
	var failed failures
	late := false
	for h, ok := newest(); ok; h, ok = newest() {
		if late {
			failed.add(h, &hookError{status: int32(syscall.ETIMEDOUT), text: "was not run, as there was no time left"})
			continue
		}
		done := make(chan error, 1)
		go h.guarded(ctx, done)
		select {
		case err := <-done:
			failed.add(h, err)
		case <-over.C:
			late = true
			failed.add(h, &hookError{status: int32(syscall.ETIMEDOUT), text: "has not returned, and goes on"})
		}
	}
	if len(failed.errors) != 0 {
		a.Fail(&failed)
	}
}

// guarded runs the hook, and sends its error whatever it does.
func (h hook) guarded(ctx context.Context, done chan<- error) {
	returned := false
	defer func() {
		if returned {
			return
		}
		if value := recover(); value != nil {
			Panics.Add(1)
			buffer := make([]byte, maxStack)
			stack := string(buffer[:runtime.Stack(buffer, false)])
			done <- &hookError{status: statusPanic, text: "panicked: " + describe(value), stack: stack}
			return
		}
		done <- &hookError{status: statusGoexit, text: "ended its goroutine (runtime.Goexit)"}
	}()
	err := h.run(ctx)
	returned = true
	done <- err
}

// hookError is what became of a hook that did not return.
type hookError struct {
	status      int32
	text, stack string
}

func (e *hookError) Error() string        { return e.text }
func (e *hookError) CSharedStatus() int32 { return e.status }

// failures are the errors of all hooks; the first one gives the status.
type failures struct {
	errors []error
	texts  []string
	stack  string
}

func (f *failures) add(h hook, err error) {
	if err == nil {
		return
	}
	f.errors = append(f.errors, err)
	f.texts = append(f.texts, "the shutdown hook of "+h.by+": "+message(err))
	if own, ok := err.(*hookError); ok && f.stack == "" {
		f.stack = own.stack
	}
}

func (f *failures) Error() string        { return strings.Join(f.texts, "; ") }
func (f *failures) Unwrap() []error      { return f.errors }
func (f *failures) CSharedStatus() int32 { return StatusOf(f.errors[0]) }
func (f *failures) CSharedStack() string { return f.stack }
