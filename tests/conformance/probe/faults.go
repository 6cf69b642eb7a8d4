package probe

/*
#include "probe.h"
*/
import "C"

import (
	"os"
	"runtime"
	"runtime/debug"
)

// cshared_probe_recover dereferences nil, calls at address 0 and leaves a slice, and says of how many of the three
// it has recovered.
//
//export cshared_probe_recover
func cshared_probe_recover() (recovered C.int) {
	for _, fault := range []func(){func() { *nothing = 1 }, callNowhere, func() { sink = uint64(few[index]) }} {
		if recovers(fault) {
			recovered++
		}
	}
	return recovered
}

// cshared_probe_recover_nil is one of the three: the dereference.
//
//export cshared_probe_recover_nil
func cshared_probe_recover_nil() C.int { return truth(recovers(func() { *nothing = 1 })) }

var (
	nothing *int
	nowhere uintptr
	few     = make([]byte, 3)
	index   = 3
)

func recovers(f func()) (yes bool) {
	defer func() { yes = recover() != nil }()
	f()
	return false
}

// callNowhere calls a function without code: the program counter is 0, in nobody's text.
func callNowhere() {
	code := &nowhere
	asFunction(&code)()
}

// cshared_probe_panic ends the process: nobody recovers.
//
//export cshared_probe_panic
func cshared_probe_panic() { panic("as asked") }

// cshared_probe_go_panic panics on a goroutine of its own.
//
//export cshared_probe_go_panic
func cshared_probe_go_panic() {
	go panic("as asked")
	select {}
}

// cshared_probe_nil dereferences nil, and does not recover.
//
//export cshared_probe_nil
func cshared_probe_nil() { *nothing = 1 }

// cshared_probe_goexit ends the goroutine of the call.
//
//export cshared_probe_goexit
func cshared_probe_goexit() { runtime.Goexit() }

// cshared_probe_map_race writes a map from two goroutines, until Go sees it.
//
//export cshared_probe_map_race
func cshared_probe_map_race() {
	m := map[int]int{}
	write := func() {
		for i := 0; ; i++ {
			m[i%1000] = i
		}
	}
	go write()
	write()
}

// cshared_probe_overflow overflows Go's stack, which no recover stops.
//
//export cshared_probe_overflow
func cshared_probe_overflow() {
	debug.SetMaxStack(1 << 20)
	sink = deep(1)
}

func deep(n uint64) uint64 { return deep(n+1) + 1 }

// cshared_probe_exit is os.Exit.
//
//export cshared_probe_exit
func cshared_probe_exit(code C.int) { os.Exit(int(code)) }

// cshared_probe_c_fault faults in C below Go.
//
//export cshared_probe_c_fault
func cshared_probe_c_fault() { C.cshared_write_nil_of_probe() }
