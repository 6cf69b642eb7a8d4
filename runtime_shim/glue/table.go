package glue

import (
	"math/bits"
	"sync"
	"sync/atomic"
	"syscall"
	"unsafe"
)

// A Number stands for a Go object on the C side: zero never does. It is built as the handles of
// cshared/handle.h: index of a slot, generation of the slot's use, tag of the table.
type Number uint64

const (
	IndexBits      = 26
	generationBits = 26
	tagShift       = IndexBits + generationBits
	IndexMask      = 1<<IndexBits - 1
	GenerationMask = 1<<generationBits - 1

	firstChunkBits = 6
	chunkCount     = 32 // a power of two: the compiler sees that no index is beyond
)

// Table has objects of one type that C knows by their numbers. The zero value is ready to use; a
// Table must not be copied after first use.
//
// Get takes no lock and allocates nothing: it reads a few words that only New and Delete write.
// Whatever number comes from C, no other memory is read. A number that was deleted stays stale for
// ever, its slot's next use has another generation, and a slot without generations left is retired.
//
// All methods may be called from any goroutine at any time.
type Table[T any] struct {
	tag    atomic.Uint32 // Set by the first New; no number has tag 0.
	live   atomic.Int64
	chunks [chunkCount]atomic.Pointer[slot[T]] // First slots of chunks of 64, 128, 256…, never moved.

	mu   sync.Mutex // Of New and Delete.
	used uint32     // Slots that were ever given out.
	free []uint32   // Slots to use again, the last one first.

	lastGeneration uint64
	slots          uint32
}

// TableWithin is a table with so many generations and slots, for tests that see them used up.
func TableWithin[T any](generations uint64, slots uint32) Table[T] {
	return Table[T]{lastGeneration: generations, slots: slots}
}

// A slot's state is the number of its present use, or that of its last use without the tag.
type slot[T any] struct {
	// Only read and written by functions of sync/atomic. It is no atomic.Uint64, as go1.26 does not inline
	// that type's methods where another package instantiates Get, which generated code does.
	state  uint64
	object atomic.Pointer[T]
}

const (
	untagged = 1<<tagShift - 1
	// What the first slot has before its first use: generation 0 like the others, but not the number 0.
	notZero = 1
)

// generation returns how often the slot was used.
func (s *slot[T]) generation() uint64 {
	return atomic.LoadUint64(&s.state) >> IndexBits & GenerationMask
}

// New makes a number for object, which stays reachable until Delete. The first one asks `open` for the
// table's tag, which no other table of the library may have. The status is EINVAL for nil, what
// `open` says, or EXHAUSTED when 2^26 objects are live.
func (t *Table[T]) New(object *T, open func() (tag uint32, status int32)) (Number, int32) {
	if object == nil {
		return 0, int32(syscall.EINVAL)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	tag := t.tag.Load()
	if tag == 0 {
		var status int32
		if tag, status = open(); status != 0 {
			return 0, status
		}
		if t.lastGeneration == 0 {
			t.lastGeneration, t.slots = GenerationMask, 1<<IndexBits
		}
		t.tag.Store(tag)
	}
	index, status := t.take()
	if status != 0 {
		return 0, status
	}
	slot := t.slot(index)
	number := uint64(tag)<<tagShift | (slot.generation()+1)<<IndexBits | uint64(index)
	// In this order: who finds a later object finds the earlier state gone.
	slot.object.Store(object)
	atomic.StoreUint64(&slot.state, number)
	t.live.Add(1)
	return Number(number), 0
}

// Get returns the object of the number. The status is STALE_HANDLE when the number was deleted and
// FOREIGN_HANDLE for any other number, zero included.
func (t *Table[T]) Get(number Number) (*T, int32) {
	if slot := t.slot(uint32(number) & IndexMask); slot != nil && atomic.LoadUint64(&slot.state) == uint64(number) {
		object := slot.object.Load()
		// Unchanged means that the object is the one of this use of the slot.
		if atomic.LoadUint64(&slot.state) == uint64(number) {
			return object, 0
		}
	}
	return nil, t.refusal(number)
}

// Delete makes the number stale and returns its object. Of several calls at once one succeeds. The
// status is that of Get.
func (t *Table[T]) Delete(number Number) (*T, int32) {
	t.mu.Lock()
	defer t.mu.Unlock()
	slot := t.slot(uint32(number) & IndexMask)
	if slot == nil || atomic.LoadUint64(&slot.state) != uint64(number) {
		return nil, t.refusal(number)
	}
	object := slot.object.Load()
	atomic.StoreUint64(&slot.state, uint64(number)&untagged)
	slot.object.Store(nil)
	t.live.Add(-1)
	if slot.generation() < t.lastGeneration {
		t.free = append(t.free, uint32(number)&IndexMask)
	}
	return object, 0
}

// Live returns how many objects have a number.
func (t *Table[T]) Live() int { return int(t.live.Load()) }

func (t *Table[T]) slot(index uint32) *slot[T] {
	position := index + 1<<firstChunkBits
	chunk := bits.Len32(position) - 1
	first := t.chunks[(chunk-firstChunkBits)%chunkCount].Load()
	if first == nil {
		return nil
	}
	return (*slot[T])(unsafe.Add(unsafe.Pointer(first), uintptr(position-1<<chunk)*unsafe.Sizeof(*first)))
}

// refusal says why the number is not live. It is apart so that the way of a live one stays short.
//
//go:noinline
func (t *Table[T]) refusal(number Number) int32 {
	slot := t.slot(uint32(number) & IndexMask)
	if slot == nil || number == 0 || uint32(number>>tagShift) != t.tag.Load() {
		return statusForeignHandle
	}
	generation := uint64(number>>IndexBits) & GenerationMask
	if generation == 0 || generation > slot.generation() {
		return statusForeignHandle // Never given out.
	}
	return statusStaleHandle
}

// take returns the index of a free slot.
func (t *Table[T]) take() (uint32, int32) {
	if last := len(t.free) - 1; last >= 0 {
		index := t.free[last]
		t.free = t.free[:last]
		return index, 0
	}
	if t.used == t.slots {
		return 0, statusExhausted
	}
	index := t.used
	if t.slot(index) == nil {
		chunk := bits.Len32(index+1<<firstChunkBits) - 1 - firstChunkBits
		slots := make([]slot[T], 1<<(chunk+firstChunkBits))
		if index == 0 {
			atomic.StoreUint64(&slots[0].state, notZero)
		}
		t.chunks[chunk].Store(&slots[0])
	}
	t.used++
	return index, 0
}
