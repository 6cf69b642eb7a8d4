// Command raw calls C code that is not safe for threads from many goroutines.
package main

// #cgo CFLAGS: -I${SRCDIR}/../c
// #include <stdlib.h>
// #include <string.h>
// #include "own.h"
// #include "unsafe.h"
// static void free_text(char *text) { free(text); }
// static void count_below(void) { unsafe_count(); }
import "C"

import (
	"sync"
	"syscall"
)

const (
	goroutines = 8
	rounds     = 50
)

func inGoroutines(f func(i int)) {
	var all sync.WaitGroup
	for range goroutines {
		all.Go(func() {
			for i := range rounds {
				f(i)
			}
		})
	}
	all.Wait()
}

// Counts in C, and says how many counts are left of 800, 400 and 400: in `deps`, in a shared library, in
// the package.
//
//export serial_count
func serial_count(deps, shared, own *C.int64_t) {
	inGoroutines(func(int) {
		C.unsafe_count()
		C.count_below()
		C.unsafe_shared_count()
		C.own_count()
	})
	*deps, *shared, *own = C.unsafe_total(), C.unsafe_shared_total(), C.own_total()
}

// Calls functions of many signatures, and returns a bit for each check that has failed, and how many goroutines
// were in them at once.
//
//export serial_signatures
func serial_signatures(crowd *C.int) C.int {
	var mu sync.Mutex
	wrong := C.int(0)
	text := C.CString("text")
	C.unsafe_crowd()
	inGoroutines(func(i int) {
		n := signatures(i, text)
		mu.Lock()
		defer mu.Unlock()
		wrong |= n
	})
	*crowd = C.unsafe_crowd()
	C.free_text(text)
	return wrong
}

func signatures(i int, text *C.char) (wrong C.int) {
	bit := C.int(1)
	check := func(ok bool) {
		if !ok {
			wrong |= bit
		}
		bit <<= 1
	}
	n, x := C.int64_t(i), C.double(i)
	check(C.unsafe_integers(n, -2, 3, -4, 5, 6, 7, 8, n) == 10*n-4+9-16+25+36+49+64)
	check(C.unsafe_doubles(x, 2, 3, 4, 5, 6, 7, 8, x, 10) == 10*x+4+9+16+25+36+49+64+100)
	check(C.unsafe_mixed(text, 0.5, 1, x) == C.float(5.5)+C.float(i))
	check(C.unsafe_pairs(C.unsafe_pair{n, x}, C.unsafe_pair{1, 0.5}) == C.unsafe_pair{n - 1, x - 0.5})
	large := C.unsafe_larges(n, C.unsafe_large{a: [6]C.int64_t{1, 2, 3, 4, 5, 6}})
	check(large.a == [6]C.int64_t{n, 2 * n, 3 * n, 4 * n, 5 * n, 6 * n})
	check(C.unsafe_complex(C.complexdouble(complex(float64(i), 1))) == C.complexdouble(complex(2*float64(i), 2)))
	got, err := C.unsafe_fail(C.int(syscall.ERANGE))
	check(got == -1 && err == syscall.ERANGE)
	got, err = C.unsafe_fail(0)
	check(got == 0 && err == nil)
	return wrong
}

// Goes from Go to C and back, until depth is 0.
//
//export serial_nested
func serial_nested(depth C.int) C.int { return C.own_nested(depth) }

// Says how many bytes the first word has, by a function of libc that a compiler knows.
//
//export serial_first_word
func serial_first_word() C.int {
	text := C.CString("first second")
	defer C.free_text(text)
	space := C.CString(" ")
	defer C.free_text(space)
	return C.int(C.strlen(C.strtok(text, space)))
}

func main() {}
