// Package second calls the same C code as package first.
package second

// #cgo CFLAGS: -I${SRCDIR}/../c
// #include "unsafe.h"
import "C"

// Count counts in C.
//
//cshared:export
func Count() { C.unsafe_count() }
