package main

/*
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include "user.h"
*/
import "C"

import (
	"bytes"
	"runtime"
	"sync"
	"time"
)

// MapWrites blocks in C, so that another thread gets its P, and then writes `count` new keys into
// a map of its own. It returns how many of them read back wrong.
//
//export MapWrites
func MapWrites(count C.int64_t) (wrong C.int64_t) {
	C.usleep(50)
	m := map[int64]*int64{}
	for i := range int64(count) {
		v := i * 3
		m[i] = &v
	}
	for i := range int64(count) {
		if v := m[i]; v == nil || *v != i*3 {
			wrong++
		}
	}
	return wrong
}

var everybodys = map[int64]*int64{}

// MapWritesUnlocked is the same with one map for all threads: what Go declares fatal.
//
//export MapWritesUnlocked
func MapWritesUnlocked(count C.int64_t) C.int64_t {
	C.usleep(50)
	for i := range int64(count) {
		everybodys[i] = &i
	}
	return 0
}

//export MaxProcs
func MaxProcs(n C.int) { runtime.GOMAXPROCS(int(n)) }

// Mixed is one call of many kinds: most do little, some allocate, call back into C, start a
// goroutine, panic, or block.
//
//export Mixed
func Mixed(i C.int64_t) C.int64_t {
	switch {
	case i%5000 == 1:
		C.usleep(20)
	case i%1000 == 2:
		return C.int64_t(NilRecover())
	case i%200 == 3:
		done := make(chan C.int64_t)
		go func() { done <- i }()
		return <-done
	case i%20 == 4:
		b := make([]byte, 64+i%1000)
		b[0] = byte(i)
		kept.Store(i%64, b)
	case i%10 == 5:
		C.free(C.malloc(C.size_t(16 + i%500)))
	case i%10 == 6:
		return C.user_call_back(i)
	}
	return i
}

// A few of the slices that Mixed makes stay reachable, so that the collector has something to do.
var kept sync.Map

// MixedAgain is what Mixed calls back through C.
//
//export MixedAgain
func MixedAgain(i C.int64_t) C.int64_t { return i }

// Leak leaks one thing of a kind, by which a test of leaks proves that it would see one.
//
//export Leak
func Leak(kind C.int) {
	switch kind {
	case 't':
		go func() { // The goroutine keeps its thread.
			runtime.LockOSThread()
			select {}
		}()
	case 'c':
		C.malloc(10000)
	case 'g':
		leaked.Lock()
		leaked.bytes = append(leaked.bytes, bytes.Repeat([]byte{1}, 1<<18))
		leaked.Unlock()
	case 'k':
		var key C.pthread_key_t
		C.pthread_key_create(&key, nil)
	case 'd':
		C.dup(0)
	}
}

var leaked struct {
	sync.Mutex
	bytes [][]byte
}

// HeapBytes is what is reachable in Go.
//
//export HeapBytes
func HeapBytes() C.int64_t {
	runtime.GC()
	time.Sleep(time.Millisecond)
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return C.int64_t(stats.HeapAlloc)
}
