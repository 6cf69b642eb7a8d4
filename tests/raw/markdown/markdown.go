// Command markdown is the Go library goldmark behind a C API: CommonMark in, XHTML out.
//
// It is the raw form: cgo exports written by hand, as existing code bases have them.
package main

/*
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"bytes"
	"math"
	"syscall"
	"unsafe"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/renderer/html"
)

// WithUnsafe passes raw HTML on, as the CommonMark specification asks.
var converter = goldmark.New(goldmark.WithRendererOptions(html.WithXHTML(), html.WithUnsafe()))

// The CommonMark version that goldmark implements. A global, which leak checkers look through, as they
// do not look through Go's heap.
var specVersion = C.CString("0.31.2")

// Renders src_len bytes of CommonMark at src (UTF-8, need not end in NUL) as XHTML.
//
// On success 0 is returned, *out is a new buffer of *out_len bytes with a NUL behind them, and the
// caller frees it with markdown_free. Otherwise a positive errno value is returned and *out is NULL:
// EINVAL (22) if out or out_len is NULL, or src is NULL and src_len is not 0; EFBIG (27) if src_len
// is over 1 GiB; ENOMEM (12). May be called from any thread.
//
//export markdown_render
func markdown_render(src *C.char, src_len C.size_t, out **C.char, out_len *C.size_t) C.int {
	if out == nil || out_len == nil {
		return C.int(syscall.EINVAL)
	}
	*out, *out_len = nil, 0
	if src == nil && src_len != 0 {
		return C.int(syscall.EINVAL)
	}
	if src_len > math.MaxInt32/2 {
		return C.int(syscall.EFBIG)
	}
	// goldmark keeps no reference to its input: borrowing the caller's bytes is safe.
	input := unsafe.Slice((*byte)(unsafe.Pointer(src)), int(src_len))
	var html bytes.Buffer
	if err := converter.Convert(input, &html); err != nil {
		return C.int(syscall.EIO) // bytes.Buffer never fails; a renderer may
	}
	buffer := (*C.char)(C.malloc(C.size_t(html.Len()) + 1))
	if buffer == nil {
		return C.int(syscall.ENOMEM)
	}
	copied := unsafe.Slice((*byte)(unsafe.Pointer(buffer)), html.Len()+1)
	copy(copied, html.Bytes())
	copied[html.Len()] = 0
	*out, *out_len = buffer, C.size_t(html.Len())
	return 0
}

// Frees a buffer that markdown_render returned; NULL is ignored.
//
//export markdown_free
func markdown_free(buffer *C.char) {
	C.free(unsafe.Pointer(buffer))
}

// Returns the version of the CommonMark specification, for example "0.31.2": static storage, never
// to be freed.
//
//export markdown_spec_version
func markdown_spec_version() *C.char {
	return specVersion
}

func main() {}
