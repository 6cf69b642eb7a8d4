// Package main is a Go library between a host and the host's callbacks.
package main

/*
#cgo CFLAGS: -std=c11 -fexceptions -I${SRCDIR}/../../../../../runtime_shim/include
#include "cshared/catch.h"

static void call(void *f, void *argument) { ((void (*)(void *))f)(argument); }

static int call_catching(void *f, void *argument, char *what, size_t room) {
  return cshared_catch((void (*)(void *))f, argument, what, room);
}
*/
import "C"

import (
	"errors"
	"runtime"
	"sync/atomic"
	"unsafe"
)

func main() {}

var (
	errPrefix = errors.New("the callback failed")
	deferred  atomic.Int64
)

// callback_plain calls a callback as cgo does it.
//
//export callback_plain
func callback_plain(f, argument unsafe.Pointer) { C.call(f, argument) }

// callback_caught makes a Go error of the callback's exception, and copies its text for the host. Returns
// 0, or 1 for an error.
//
//export callback_caught
func callback_caught(f, argument unsafe.Pointer, text *C.char, room C.size_t) C.int {
	err := caught(f, argument)
	if err == nil {
		return 0
	}
	to := unsafe.Slice((*byte)(unsafe.Pointer(text)), room)
	to[copy(to[:room-1], err.Error())] = 0
	return 1
}

func caught(f, argument unsafe.Pointer) error {
	defer deferred.Add(1)
	var what [200]C.char
	if C.call_catching(f, argument, &what[0], C.size_t(len(what))) != 0 {
		return errors.Join(errPrefix, errors.New(C.GoString(&what[0])))
	}
	return nil
}

// callback_collect collects garbage, which looks at all stacks.
//
//export callback_collect
func callback_collect() { runtime.GC() }

// callback_deferred says how many deferred functions have run.
//
//export callback_deferred
func callback_deferred() C.longlong { return C.longlong(deferred.Load()) }
