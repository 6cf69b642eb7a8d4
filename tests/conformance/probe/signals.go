package probe

/*
#include <stdint.h>
*/
import "C"

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"os/signal"
	"runtime/pprof"
	"sync/atomic"
	"syscall"
)

var received atomic.Int64

// cshared_probe_notify asks for a signal, and counts it from then on.
//
//export cshared_probe_notify
func cshared_probe_notify(number C.int) {
	c := make(chan os.Signal, 1000)
	signal.Notify(c, syscall.Signal(number))
	go func() {
		for range c {
			received.Add(1)
		}
	}()
}

// cshared_probe_reset gives the signal back.
//
//export cshared_probe_reset
func cshared_probe_reset(number C.int) { signal.Reset(syscall.Signal(number)) }

// cshared_probe_received says how many have come.
//
//export cshared_probe_received
func cshared_probe_received() C.int64_t { return C.int64_t(received.Load()) }

var profile bytes.Buffer

// cshared_probe_profile_start starts a CPU profile, and says whether it could.
//
//export cshared_probe_profile_start
func cshared_probe_profile_start() C.int {
	profile.Reset()
	return truth(pprof.StartCPUProfile(&profile) == nil)
}

// cshared_probe_profile_stop ends it, and returns its size.
//
//export cshared_probe_profile_stop
func cshared_probe_profile_stop() C.int {
	pprof.StopCPUProfile()
	return C.int(profile.Len())
}

// cshared_probe_profile_has_loop says whether the last one has a sample of cshared_probe_spin: only what is on a
// stack is named there.
//
//export cshared_probe_profile_has_loop
func cshared_probe_profile_has_loop() C.int {
	r, err := gzip.NewReader(&profile)
	if err != nil {
		return 0
	}
	data, err := io.ReadAll(r)
	return truth(err == nil && bytes.Contains(data, []byte("cshared_probe_spin")))
}
