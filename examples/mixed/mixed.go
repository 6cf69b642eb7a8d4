// Command mixed puts Go, C, C++ and a shared C library into one C API.
//
//	Go ──cgo──▶ c/crc32.c   (C, linked in)
//	Go ──cgo──▶ c/words.cc  (C++, linked in)
//	Go ──cgo──▶ c/units.c   (C, in libunits.so, loaded beside the library)
package main

/*
#include "c/crc32.h"
#include "c/units.h"
#include "c/words.h"
*/
import "C"

import (
	"sync/atomic"
	"unsafe"
)

var calls atomic.Int64

// Returns the CRC-32 (IEEE) of length bytes at data.
//
//export mixed_checksum
func mixed_checksum(data unsafe.Pointer, length C.size_t) C.uint32_t {
	calls.Add(1)
	return C.mixed_crc32(data, length)
}

// Returns the number of different words, split at blanks, in the C string text; 0 for NULL.
//
//export mixed_count_words
func mixed_count_words(text *C.char) C.size_t {
	calls.Add(1)
	if text == nil {
		return 0
	}
	return C.words_count(text)
}

// Converts metres to feet.
//
//export mixed_feet
func mixed_feet(metres C.double) C.double {
	calls.Add(1)
	return C.units_feet(metres)
}

// Returns how often the functions of this library were called. May be called from any thread.
//
//export mixed_calls
func mixed_calls() C.int64_t {
	return C.int64_t(calls.Load())
}

func main() {}
