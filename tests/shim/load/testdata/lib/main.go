// Package main is the Go library that the tests of load and coexist put into hosts.
package main

/*
#include <stdint.h>
#include "user.h"
*/
import "C"

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

func main() {}

var sink uint64

// variant is that of the library. Those below 0 do not end their initialisation.
var variant = C.user_which()

func init() {
	if variant < -1 {
		panic("as asked")
	}
	for variant < 0 {
		time.Sleep(time.Hour)
	}
}

//export Nop
func Nop() {}

//export Variant
func Variant() C.int { return variant }

//export GC
func GC() { runtime.GC() }

// Spin is a tight loop without calls: only a signal can stop it.
//
//export Spin
func Spin(stop *C.uint32_t) {
	p := (*uint32)(unsafe.Pointer(stop))
	x := sink
	for atomic.LoadUint32(p) == 0 {
		x = x*1664525 + 1013904223
	}
	sink = x
}

// GoSpin is the loop on a thread of the runtime.
//
//export GoSpin
func GoSpin(stop *C.uint32_t) { go Spin(stop) }

// Work makes the runtime create threads.
//
//export Work
func Work() {
	done := make(chan struct{})
	for range 8 {
		go func() {
			var b [][]byte
			for range 100 {
				b = append(b, make([]byte, 10000))
			}
			runtime.KeepAlive(b)
			time.Sleep(5 * time.Millisecond)
			done <- struct{}{}
		}()
	}
	for range 8 {
		<-done
	}
	runtime.GC()
}

//export NilRecover
func NilRecover() (r C.int) {
	defer func() {
		if recover() != nil {
			r = 1
		}
	}()
	var p *int
	*p = 1
	return 0
}

//export NilFuncRecover
func NilFuncRecover() (r C.int) {
	defer func() {
		if recover() != nil {
			r = 1
		}
	}()
	// A function without code: the program counter is 0, in nobody's text.
	code := &nowhere
	(*(*func())(unsafe.Pointer(&code)))()
	return 0
}

var nowhere uintptr

// CFault faults in C below Go.
//
//export CFault
func CFault() { C.user_fault() }

// Panic ends the process: nobody recovers.
//
//export Panic
func Panic() { panic("as asked") }

// GoPanic panics on a goroutine of its own.
//
//export GoPanic
func GoPanic() { go panic("as asked") }

// NilDereference faults and does not recover.
//
//export NilDereference
func NilDereference() { sink = *nothing }

var nothing *uint64

// Overflow overflows Go's stack, which no recover stops.
//
//export Overflow
func Overflow() {
	debug.SetMaxStack(1 << 20)
	sink = deep(1)
}

func deep(n uint64) uint64 { return deep(n+1) + 1 }

// RunProgram starts a program and waits for it; says whether that went well.
//
//export RunProgram
func RunProgram() C.int {
	if exec.Command("true").Run() != nil {
		return 0
	}
	return 1
}

var deferred atomic.Int64

// CallBack calls f, which has to return.
//
//export CallBack
func CallBack(f unsafe.Pointer) {
	defer deferred.Add(1)
	C.user_call(f)
}

// Deferred says how many times CallBack has come to its end.
//
//export Deferred
func Deferred() C.int64_t { return C.int64_t(deferred.Load()) }

//export Exit
func Exit(code C.int) { os.Exit(int(code)) }

//export Divide
func Divide(a, b C.double) C.double { return a / b }

//go:noinline
func add(a, b float64) float64 { return a + b }

//go:noinline
func mul(a, b float64) float64 { return a * b }

// FP says which floating-point mode goroutines have: 0 default, bit 0 rounding, bit 1 denormals.
//
//export FP
func FP() C.int {
	c := make(chan C.int)
	worst := C.int(0)
	for range 8 {
		go func() {
			r := C.int(0)
			if add(1, 1e-30) != 1 {
				r |= 1
			}
			if mul(math.Float64frombits(1<<40), 0.5) == 0 {
				r |= 2
			}
			c <- r
		}()
	}
	for range 8 {
		worst |= <-c
	}
	return worst
}

//export NumCPU
func NumCPU() C.int { return C.int(runtime.NumCPU()) }

var received atomic.Int64

//export Notify
func Notify(sig C.int) {
	c := make(chan os.Signal, 1000)
	signal.Notify(c, syscall.Signal(sig))
	go func() {
		for range c {
			received.Add(1)
		}
	}()
}

//export Reset
func Reset(sig C.int) { signal.Reset(syscall.Signal(sig)) }

//export Ignore
func Ignore(sig C.int) { signal.Ignore(syscall.Signal(sig)) }

//export Received
func Received() C.int64_t { return C.int64_t(received.Load()) }

var profile bytes.Buffer

//export ProfileStart
func ProfileStart() C.int {
	if pprof.StartCPUProfile(&profile) != nil {
		return 1
	}
	return 0
}

// ProfileStop says whether the profile has a sample of Spin.
//
//export ProfileStop
func ProfileStop() C.int {
	pprof.StopCPUProfile()
	r, err := gzip.NewReader(&profile)
	if err != nil {
		return -1
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return -1
	}
	if bytes.Contains(data, []byte("main.Spin")) {
		return 1
	}
	return 0
}

// WriteErrno writes to a descriptor from Go and returns the errno.
//
//export WriteErrno
func WriteErrno(fd C.int) C.int {
	_, err := syscall.Write(int(fd), []byte("x"))
	if errno, ok := err.(syscall.Errno); ok {
		return C.int(errno)
	}
	return 0
}

// WriteOutput writes to the standard output or error as programs do, and returns the errno.
//
//export WriteOutput
func WriteOutput(fd C.int) C.int {
	file := map[C.int]*os.File{1: os.Stdout, 2: os.Stderr}[fd]
	_, err := file.WriteString("x")
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		return C.int(errno)
	}
	return 0
}

// Getenv says whether Go sees the variable with the value.
//
//export Getenv
func Getenv(name, value *C.char) C.int {
	if v, ok := os.LookupEnv(C.GoString(name)); ok && v == C.GoString(value) {
		return 1
	}
	return 0
}

// ClobberErrno runs C code that changes errno, and does not ask for it.
//
//export ClobberErrno
func ClobberErrno() { C.user_set_errno() }

// cshared_go_clobber does the same as the Go half of a generated call.
//
//export cshared_go_clobber
func cshared_go_clobber(p unsafe.Pointer) {
	call := (*struct {
		_     [2]uintptr
		count C.int
	})(p)
	C.user_set_errno()
	call.count++
}

// UserSigaction installs, through cgo, the handler of the user's C code, and says whether the kernel
// has exactly it.
//
//export UserSigaction
func UserSigaction(sig C.int) C.int { return C.user_sigaction(sig) }

// UserSigactionAsGo does the same with the flags and the mask that the runtime would ask for.
//
//export UserSigactionAsGo
func UserSigactionAsGo(sig C.int) C.int { return C.user_sigaction_as_go(sig) }

// UserThread runs a thread of the user's C code and returns the mask it started with.
//
//export UserThread
func UserThread() C.uint64_t { return C.user_thread_mask() }

//export UserThreadRounding
func UserThreadRounding() C.int { return C.user_thread_rounding() }

//export UserMmap
func UserMmap() C.int { return C.user_mmap() }
