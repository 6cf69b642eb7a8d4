package glue

import (
	"runtime"
	"strings"
	"syscall"
	"unsafe"
)

// StartCall is cshared_lifecycle_start: what init applies. It has been checked; 0 leaves a value as it is.
type StartCall struct {
	Call
	MaxProcs, GCPercent, MemoryLimit int64
	Environment                      **byte         // Ends with nil.
	SetVariable, UnsetVariable       unsafe.Pointer // C functions to put in the place of runtime/cgo's.
	SetBefore, UnsetBefore           *unsafe.Pointer
	HasLog                           uint64
}

const (
	_ = uint(unsafe.Sizeof(StartCall{}) - 144)
	_ = uint(144 - unsafe.Sizeof(StartCall{}))
	_ = uint(unsafe.Sizeof(EndCall{}) - 80)
	_ = uint(80 - unsafe.Sizeof(EndCall{}))
)

// What runtime/debug calls, and what runtime/cgo sets: that package would bring fmt and os along, and the
// other one has no door. The runtime lets both be used from outside (go:linkname at the definition).
//
//go:linkname setGCPercent runtime/debug.setGCPercent
func setGCPercent(percent int32) int32

//go:linkname setMemoryLimit runtime/debug.setMemoryLimit
func setMemoryLimit(limit int64) int64

//go:linkname cgoSetenv runtime._cgo_setenv
var cgoSetenv unsafe.Pointer

//go:linkname cgoUnsetenv runtime._cgo_unsetenv
var cgoUnsetenv unsafe.Pointer

// Start applies what init was given. `log` hands text over to the host's sink, and says whether there is
// one, or was one.
func Start(a *StartCall, log func(level int32, text *byte, size int) bool) {
	if a.Environment != nil {
		a.divertVariables()
		takeEnvironment(a.Environment)
	}
	if a.MaxProcs != 0 {
		runtime.GOMAXPROCS(int(a.MaxProcs))
	}
	if a.GCPercent != 0 {
		setGCPercent(int32(a.GCPercent))
	}
	if a.MemoryLimit != 0 {
		setMemoryLimit(a.MemoryLimit)
	}
	if a.HasLog != 0 {
		sink.Store(&log)
	}
	a.Status = 0
}

// divertVariables makes what Go does to its environment go through C functions of the shim, which keep what
// init takes over from reaching the host's own environment. They are there for good: a variable
// that another goroutine sets meanwhile must reach it.
func (a *StartCall) divertVariables() {
	if cgoSetenv == nil || cgoSetenv == a.SetVariable {
		return
	}
	*a.SetBefore, *a.UnsetBefore = cgoSetenv, cgoUnsetenv
	cgoSetenv, cgoUnsetenv = a.SetVariable, a.UnsetVariable
}

// takeEnvironment makes the variables all that Go has. The first of several of one name counts, as in C.
func takeEnvironment(list **byte) {
	values := map[string]string{}
	for p := list; *p != nil; p = (**byte)(unsafe.Add(unsafe.Pointer(p), unsafe.Sizeof(p))) {
		name, value, _ := strings.Cut(textAt(*p), "=")
		if _, known := values[name]; !known {
			values[name] = value
		}
	}
	for _, variable := range syscall.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if _, stays := values[name]; !stays {
			syscall.Unsetenv(name) //cshared:allow os.Setenv the diversion keeps it from the host's environment
		}
	}
	for name, value := range values {
		syscall.Setenv(name, value) //cshared:allow os.Setenv the diversion keeps it from the host's environment
	}
}

// textAt copies text of C that ends with a NUL byte.
func textAt(p *byte) string {
	size := uint64(0)
	for *(*byte)(unsafe.Add(unsafe.Pointer(p), size)) != 0 {
		size++
	}
	return strings.Clone(unsafe.String(p, size))
}
