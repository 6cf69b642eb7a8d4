package glue

import (
	"runtime"
	"strings"
	"sync"
	"unsafe"
)

// runtime.Goexit in a call from C would end the process: the thread is not Go's to end. It runs the
// deferred functions first, ours among them, by the same machinery as a panic; what sets the two apart
// is a flag in the runtime's record, and with another flag the runtime returns from our function
// as it does after a recovered panic (runtime.recovery).
//
// That leans on the layout of runtime._panic, which is known for some Go versions, and is looked at on a
// goroutine of its own before it is first used. Elsewhere Goexit in a call stays fatal.

// offsets of the fields of runtime._panic that matter (runtime2.go).
type offsets struct{ link, startSP, sp, recovered, goexit uintptr }

// known layouts by Go minor version.
var layouts = map[string]offsets{
	"go1.25": {link: 24, startSP: 40, sp: 48, recovered: 96, goexit: 98},
	"go1.26": {link: 16, startSP: 32, sp: 40, recovered: 88, goexit: 90},
}

// panicOfG is the offset of the innermost panic in runtime.g: "known to liblink".
const panicOfG = 32

// getg returns the goroutine's runtime.g: getg_amd64.s, getg_arm64.s.
func getg() unsafe.Pointer

func minorVersion(version string) string {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return version
	}
	return parts[0] + "." + parts[1]
}

// innermost returns the runtime's record of the innermost panic or Goexit, nil if there is none.
func innermost() unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Add(getg(), panicOfG)) }

// flags returns the two flags of the innermost panic or Goexit, nil if there is none.
func (o offsets) flags() (recovered, goexit *bool) {
	p := innermost()
	if p == nil {
		return nil, nil
	}
	return (*bool)(unsafe.Add(p, o.recovered)), (*bool)(unsafe.Add(p, o.goexit))
}

// underGoexit says whether the deferred function that calls it runs because of Goexit.
func (o offsets) underGoexit() bool {
	recovered, goexit := o.flags()
	return recovered != nil && byteOf(recovered, 0) && byteOf(goexit, 1)
}

func byteOf(flag *bool, value byte) bool { return *(*byte)(unsafe.Pointer(flag)) == value }

// layout is that of this Go version, after a look at it; ok says whether it is as we think.
var layout = sync.OnceValues(func() (offsets, bool) {
	o, known := layouts[minorVersion(runtime.Version())]
	if !known {
		return o, false
	}
	done := make(chan bool, 1)
	go func() {
		panicSeen, exitSeen, returned := false, false, false
		defer func() { done <- panicSeen && exitSeen && returned }()
		func() {
			defer func() {
				recovered, goexit := o.flags()
				panicSeen = recovered != nil && byteOf(recovered, 0) && byteOf(goexit, 0)
				recover()
			}()
			panic("a look at the layout")
		}()
		if !panicSeen {
			return
		}
		func() {
			defer func() {
				if exitSeen = o.underGoexit(); exitSeen {
					o.contain()
				}
			}()
			runtime.Goexit()
		}()
		returned = true
	}()
	return o, <-done
})

// contain makes Goexit end with the function that deferred the caller.
func (o offsets) contain() {
	recovered, goexit := o.flags()
	*goexit, *recovered = false, true
}

// containGoexit ends a Goexit, and says whether there was one that it could end.
func containGoexit() bool {
	o, ok := layout()
	if !ok || !o.underGoexit() {
		return false
	}
	o.contain()
	return true
}

// forgetGoexits is for a panic that was recovered: if it came while Goexit ran deferred functions of this
// call, the runtime would go on with Goexit. Those of calls further out stay as they are.
func forgetGoexits() {
	p := innermost()
	if p == nil {
		return
	}
	o, ok := layout()
	if !ok {
		return
	}
	at := func(p unsafe.Pointer, offset uintptr) uintptr { return *(*uintptr)(unsafe.Add(p, offset)) }
	frame := at(p, o.sp) // of the function whose deferred function runs
	for q := *(*unsafe.Pointer)(unsafe.Add(p, o.link)); q != nil && at(q, o.startSP) < frame; q = *(*unsafe.Pointer)(unsafe.Add(q, o.link)) {
		*(*bool)(unsafe.Add(q, o.goexit)) = false
	}
}
