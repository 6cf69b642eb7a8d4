package cshared

// #cgo CFLAGS: -std=c11 -fvisibility=hidden -I${SRCDIR}/../include
// #include "cshared/handle.h"
import "C"

import (
	"math/bits"
	"reflect"
	"sync"
	"sync/atomic"
)

// A Handle is a number that stands for a Go object on the C side: zero is never one. It is built as
// in cshared/handle.h: index of a slot, generation of the slot's use, tag of the table.
type Handle uint64

const (
	indexBits      = 26
	generationBits = 26
	tagShift       = indexBits + generationBits
	indexMask      = 1<<indexBits - 1
	generationMask = 1<<generationBits - 1

	firstChunkBits = 6
	chunkCount     = indexBits - firstChunkBits + 1
)

// Handles is a table of objects of one type that C knows by their handles. The zero value is ready
// to use; a Handles must not be copied after first use.
//
// Get takes no lock and allocates nothing: it reads a few words that only New and Delete write.
// Whatever number comes from C, no other memory is read. A handle that was deleted stays stale for
// ever, its slot's next use has another generation, and a slot without generations left is retired.
//
// All methods may be called from any goroutine at any time.
type Handles[T any] struct {
	tag    atomic.Uint32 // Set by the first New; no handle has tag 0.
	live   atomic.Int64
	chunks [chunkCount]atomic.Pointer[[]slot[T]] // Of 64, 128, 256… slots, never moved.

	mu   sync.Mutex // Of New and Delete.
	used uint32     // Slots that were ever given out.
	free []uint32   // Slots to use again, the last one first.
	// Tests shrink them, to see slots retire and the table full.
	lastGeneration uint64
	slots          uint32
}

// A slot's state is its generation, shifted by one, and whether it is live.
type slot[T any] struct {
	state  atomic.Uint64
	object atomic.Pointer[T]
}

const live = 1

// New makes a handle for object, which stays reachable until Delete. It fails with EINVAL for nil
// and with StatusExhausted when 2^26 handles are live.
func (h *Handles[T]) New(object *T) (Handle, error) {
	if object == nil {
		return 0, StatusInvalid
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	tag := h.tag.Load()
	if tag == 0 {
		var err error
		if tag, err = h.open(); err != nil {
			return 0, err
		}
	}
	index, err := h.take()
	if err != nil {
		return 0, err
	}
	slot := h.slot(index)
	generation := slot.state.Load()>>1 + 1
	// In this order: who finds a later object finds the earlier state gone.
	slot.object.Store(object)
	slot.state.Store(generation<<1 | live)
	h.live.Add(1)
	return Handle(uint64(tag)<<tagShift | generation<<indexBits | uint64(index)), nil
}

// Get returns the object of handle. It fails with StatusStaleHandle when the handle was deleted and
// with StatusForeignHandle for any other number, zero included.
func (h *Handles[T]) Get(handle Handle) (*T, error) {
	if slot := h.find(handle); slot != nil {
		want := uint64(handle>>indexBits)&generationMask<<1 | live
		if slot.state.Load() == want {
			object := slot.object.Load()
			// Unchanged means that the object is the one of this use of the slot.
			if slot.state.Load() == want {
				return object, nil
			}
		}
	}
	return nil, h.refusal(handle)
}

// Delete makes the handle stale and returns its object. Of several calls at once one succeeds. It
// fails as Get does.
func (h *Handles[T]) Delete(handle Handle) (*T, error) {
	slot := h.find(handle)
	if slot == nil {
		return nil, h.refusal(handle)
	}
	generation := uint64(handle>>indexBits) & generationMask
	h.mu.Lock()
	defer h.mu.Unlock()
	if slot.state.Load() != generation<<1|live {
		return nil, h.refusal(handle)
	}
	object := slot.object.Load()
	slot.state.Store(generation << 1)
	slot.object.Store(nil)
	h.live.Add(-1)
	if generation < h.lastGeneration {
		h.free = append(h.free, uint32(handle)&indexMask)
	}
	return object, nil
}

// Live returns the number of live handles.
func (h *Handles[T]) Live() int { return int(h.live.Load()) }

// find returns the slot that handle could be in, nil if there is none.
func (h *Handles[T]) find(handle Handle) *slot[T] {
	if uint32(handle>>tagShift) != h.tag.Load() {
		return nil
	}
	return h.slot(uint32(handle) & indexMask)
}

func (h *Handles[T]) slot(index uint32) *slot[T] {
	position := index + 1<<firstChunkBits
	chunk := bits.Len32(position) - 1 - firstChunkBits
	slots := h.chunks[chunk].Load()
	if slots == nil {
		return nil
	}
	return &(*slots)[position-1<<(chunk+firstChunkBits)]
}

// refusal says why handle is not live. It is apart so that the way of a live one stays short.
func (h *Handles[T]) refusal(handle Handle) error {
	slot := h.find(handle)
	if slot == nil || handle == 0 {
		return StatusForeignHandle
	}
	generation := uint64(handle>>indexBits) & generationMask
	if generation == 0 || generation > slot.state.Load()>>1 {
		return StatusForeignHandle // Never given out.
	}
	return StatusStaleHandle
}

// take returns the index of a free slot.
func (h *Handles[T]) take() (uint32, error) {
	if last := len(h.free) - 1; last >= 0 {
		index := h.free[last]
		h.free = h.free[:last]
		return index, nil
	}
	if h.used == h.slots {
		return 0, StatusExhausted
	}
	index := h.used
	if h.slot(index) == nil {
		chunk := bits.Len32(index+1<<firstChunkBits) - 1 - firstChunkBits
		slots := make([]slot[T], 1<<(chunk+firstChunkBits))
		h.chunks[chunk].Store(&slots)
	}
	h.used++
	return index, nil
}

// open gives the table its tag and enters it into the list for LiveHandles.
func (h *Handles[T]) open() (uint32, error) {
	var tag C.uint32_t
	if status := Status(C.cshared_handle_tag_new(&tag)); status != StatusOK {
		return 0, status
	}
	if h.lastGeneration == 0 {
		h.lastGeneration, h.slots = generationMask, 1<<indexBits
	}
	h.tag.Store(uint32(tag))
	tables.Lock()
	defer tables.Unlock()
	tables.all = append(tables.all, table{name: reflect.TypeFor[T]().String(), live: h.Live})
	return uint32(tag), nil
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
