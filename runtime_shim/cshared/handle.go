package cshared

// #cgo CFLAGS: -std=c11 -fvisibility=hidden -I${SRCDIR}/../include
// #include "cshared/handle.h"
import "C"

import (
	"reflect"
	"sync"

	"github.com/gocshared/rules_go_cshared/runtime_shim/glue"
)

// A Handle is a number that stands for a Go object on the C side: zero is never one.
type Handle uint64

// Handles is a table of objects of one type that C knows by their handles. The zero value is ready
// to use; a Handles must not be copied after first use.
//
// Get takes no lock and allocates nothing. Whatever number comes from C, no other memory than the
// table's is read. A handle that was deleted stays stale for ever.
//
// All methods may be called from any goroutine at any time.
type Handles[T any] struct {
	table glue.Table[T]
}

// New makes a handle for object, which stays reachable until Delete. It fails with EINVAL for nil
// and with StatusExhausted when 2^26 handles are live.
func (h *Handles[T]) New(object *T) (Handle, error) {
	number, status := h.table.New(object, h.open)
	return Handle(number), Status(status).Err()
}

// Get returns the object of handle. It fails with StatusStaleHandle when the handle was deleted and
// with StatusForeignHandle for any other number, zero included.
func (h *Handles[T]) Get(handle Handle) (*T, error) {
	object, status := h.table.Get(glue.Number(handle))
	if status != 0 {
		return nil, refusal(status)
	}
	return object, nil
}

// refusal is the status as an error, without an allocation for the two that callers from C bring about.
func refusal(status int32) error {
	switch status {
	case int32(StatusStaleHandle):
		return StatusStaleHandle
	case int32(StatusForeignHandle):
		return StatusForeignHandle
	}
	return Status(status).Err()
}

// Delete makes the handle stale and returns its object. Of several calls at once one succeeds. It
// fails as Get does.
func (h *Handles[T]) Delete(handle Handle) (*T, error) {
	object, status := h.table.Delete(glue.Number(handle))
	return object, refusal(status)
}

// Live returns the number of live handles.
func (h *Handles[T]) Live() int { return h.table.Live() }

// open gets a tag for the table and enters it into the list for LiveHandles.
func (h *Handles[T]) open() (uint32, int32) {
	var tag C.uint32_t
	if status := C.cshared_handle_tag_new(&tag); status != 0 {
		return 0, int32(status)
	}
	tables.Lock()
	defer tables.Unlock()
	tables.all = append(tables.all, table{name: reflect.TypeFor[T]().String(), live: h.Live})
	return uint32(tag), 0
}

type table struct {
	name string
	live func() int
}

// tables keeps what has handles. A table that was used is kept reachable: its handles are out.
var tables struct {
	sync.Mutex
	all []table
}

// LiveHandles returns how many handles are live for each Go type that ever had one and for each
// type of C objects ("error", …). Tables of the same Go type are added up.
func LiveHandles() map[string]int {
	counts := make(map[string]int)
	tables.Lock()
	for _, table := range tables.all {
		counts[table.name] += table.live()
	}
	tables.Unlock()
	var types C.uint32_t
	C.cshared_handle_count(&types)
	for number := C.cshared_handle_type(1); number <= types; number++ {
		var name *C.char
		var count C.uint64_t
		if C.cshared_handle_type_name(number, &name) == 0 && C.cshared_handle_live(number, &count) == 0 {
			counts[C.GoString(name)] += int(count)
		}
	}
	return counts
}
