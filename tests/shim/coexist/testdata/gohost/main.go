// Command gohost is a Go program that loads Go libraries: gohost LIBRARY… It prints how long a
// collection takes in itself and in each of them under a tight loop, and whether nil dereferences are
// recovered.
package main

/*
#cgo CFLAGS: -I${SRCDIR}/../../../load/testdata
#cgo LDFLAGS: -ldl -lpthread
#include "host.h"

static library libs[16];
static void open_library(int i, const char *path) { libs[i] = load(path); libs[i].nop(); }
static int recovers(int i) { return libs[i].nil_recover() == 1 && libs[i].nil_func_recover() == 1; }
static volatile uint32_t stop;
static watchdog guard = {&stop, 0, 1000};
// Ends the loop from outside of Go, which may be stopped for the collection that waits for it.
static void watch(void) {
  pthread_t t;
  pthread_create(&t, NULL, watchdog_thread, &guard);
}
static volatile uint32_t *stop_word(void) { return &stop; }

static double latency(int i) {
  spinner s;
  spinner_start(&s, &libs[i]);
  const double ms = gc_latency(&libs[i], &s.stop, 1000);
  s.stop = 1;
  pthread_join(s.thread, NULL);
  return ms;
}
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
	"sync/atomic"
	"time"
)

func spin(stop *uint32) {
	for x := uint32(1); atomic.LoadUint32(stop) == 0; {
		x = x*1664525 + 1013904223
	}
}

func recovers() (ok bool) {
	defer func() { ok = recover() != nil }()
	var p *int
	*p = 1
	return false
}

func main() {
	for i, path := range os.Args[1:] {
		C.open_library(C.int(i), C.CString(path))
	}
	stop := (*uint32)(C.stop_word())
	go spin(stop)
	time.Sleep(5 * time.Millisecond)
	C.watch()
	start := time.Now()
	runtime.GC()
	fmt.Println("host", time.Since(start).Milliseconds())
	atomic.StoreUint32(stop, 1)
	recovered := 0
	worst := 0.0
	for i := range os.Args[1:] {
		worst = max(worst, float64(C.latency(C.int(i))))
		if C.recovers(C.int(i)) == 1 {
			recovered++
		}
	}
	fmt.Printf("worst %.0f\nrecovered %d\nhost_recovers %v\n", worst, recovered, recovers())
}
