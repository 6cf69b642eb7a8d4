// Package first calls C code of which all calls are of one domain, in different ways.
package first

// #cgo CFLAGS: -I${SRCDIR}/../c
// #include "unsafe.h"
import "C"

import "sync"

// Count counts in C in goroutines: n each time in each of them.
//
//cshared:export
func Count(goroutines, rounds int64) {
	var all sync.WaitGroup
	for range goroutines {
		all.Go(func() {
			for range rounds {
				C.unsafe_count()
			}
		})
	}
	all.Wait()
}

// Add counts in C by a function that is in no list, in the domain by itself.
//
//cshared:export
//cshared:serialize counter
func Add(n int64) { C.unsafe_add(C.int64_t(n)) }

// CountAlone is in the domain already when it calls the function of the list.
//
//cshared:export
//cshared:serialize counter
func CountAlone() { C.unsafe_count() }

// Total returns the counter, and begins anew.
//
//cshared:export
func Total() int64 { return int64(C.unsafe_total()) }
