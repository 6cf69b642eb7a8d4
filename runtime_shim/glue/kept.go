package glue

import (
	"sync"
	"unsafe"
)

// kept are results that did not fit into C's scratch memory, until C has made room for them.
var kept struct {
	sync.Mutex
	last  uint64
	parts map[uint64][][]byte
}

//go:noinline
func keep(parts [][]byte) uint64 {
	// A copy of the list: the caller's is on its stack. What the parts point to stays as it is, as the
	// call is not over.
	list := make([][]byte, len(parts))
	copy(list, parts)
	kept.Lock()
	defer kept.Unlock()
	if kept.parts == nil {
		kept.parts = map[uint64][][]byte{}
	}
	kept.last++
	kept.parts[kept.last] = list
	return kept.last
}

// Fetch is what C calls to get what was kept: at `to`, or nowhere if C has found no room.
func Fetch(number uint64, to unsafe.Pointer) {
	kept.Lock()
	parts := kept.parts[number]
	delete(kept.parts, number)
	kept.Unlock()
	if to == nil {
		return
	}
	for _, part := range parts {
		if len(part) != 0 {
			copy(unsafe.Slice((*byte)(to), len(part)), part)
			to = unsafe.Add(to, len(part))
		}
	}
}
