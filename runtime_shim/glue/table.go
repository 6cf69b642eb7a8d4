package glue

import (
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

	firstSlots = 64 // a power of two, as all sizes of the array are
)

// Table has objects of one type that C knows by their numbers. The zero value is ready to use; a
// Table must not be copied after first use.
//
// Find takes no lock and allocates nothing: it reads a few words that only New and Delete write.
// Whatever number comes from C, no other memory is read. A number that was deleted stays stale for
// ever, its slot's next use has another generation, and a slot without generations left is retired.
//
// The slots are one array, which New doubles by a copy. Who still looks at the old one finds what was
// there when the copy was made, and has begun before whatever happened to it since.
//
// All methods may be called from any goroutine at any time.
type Table[T any] struct {
	// What Find reads. In this order, and written in the other: the mask is never too large for the array.
	mask  uintptr
	array unsafe.Pointer                         // To the first slot, of mask+1; nil until the first New.
	_     [64 - 2*unsafe.Sizeof(uintptr(0))]byte // New and Delete write to another cache line.

	live atomic.Int64
	tag  atomic.Uint32 // Set by the first New; no number has tag 0.
	mu   sync.Mutex    // Of New and Delete.
	used uint32        // Slots that were ever given out.
	free []uint32      // Slots to use again, the last one first.

	lastGeneration uint64
	slots          uint32
}

// TableWithin is a table with so many generations and slots, for tests that see them used up.
func TableWithin[T any](generations uint64, slots uint32) Table[T] {
	return Table[T]{lastGeneration: generations, slots: slots}
}

// A slot's state is the number of its present use, or that of its last use without the tag.
//
// Both are only read and written by functions of sync/atomic. They are no atomic.Uint64 and so on, as
// go1.26 does not inline those types' methods where another package instantiates Find, which
// generated code does.
type slot struct {
	state  uint64
	object unsafe.Pointer // nil when the slot has no use.
}

const (
	untagged = 1<<tagShift - 1
	// What the first slot has before its first use: generation 0 like the others, but not the number 0.
	notZero = 1
)

// generation returns how often the slot was used.
func (s *slot) generation() uint64 {
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
	atomic.StorePointer(&slot.object, unsafe.Pointer(object))
	atomic.StoreUint64(&slot.state, number)
	t.live.Add(1)
	return Number(number), 0
}

// Find returns the object of the number, nil if it has none: Refusal says why. It is as small as the
// compiler has to have it to put it into its callers.
func (t *Table[T]) Find(number Number) *T {
	at := atomic.LoadUintptr(&t.mask) & uintptr(number)
	first := atomic.LoadPointer(&t.array)
	if first == nil {
		return nil
	}
	s := (*slot)(unsafe.Add(first, at*unsafe.Sizeof(slot{})))
	if atomic.LoadUint64(&s.state) != uint64(number) {
		return nil // The whole number, so also that of another slot where the array is smaller than the index.
	}
	object := atomic.LoadPointer(&s.object)
	if atomic.LoadUint64(&s.state) != uint64(number) {
		return nil
	}
	// Unchanged means that the object is the one of this use of the slot.
	return (*T)(object)
}

// Get is Find with a status: STALE_HANDLE when the number was deleted and FOREIGN_HANDLE for any other
// number, zero included.
func (t *Table[T]) Get(number Number) (*T, int32) {
	if object := t.Find(number); object != nil {
		return object, 0
	}
	return nil, t.Refusal(number)
}

// Delete makes the number stale and returns its object. Of several calls at once one succeeds. The
// status is that of Get.
func (t *Table[T]) Delete(number Number) (*T, int32) {
	t.mu.Lock()
	defer t.mu.Unlock()
	slot := t.slot(uint32(number) & IndexMask)
	if slot == nil || atomic.LoadUint64(&slot.state) != uint64(number) {
		return nil, t.Refusal(number)
	}
	object := (*T)(slot.object)
	if object == nil {
		return nil, t.Refusal(number) // The state of a slot without use, made up by the caller.
	}
	atomic.StoreUint64(&slot.state, uint64(number)&untagged)
	atomic.StorePointer(&slot.object, nil)
	t.live.Add(-1)
	if slot.generation() < t.lastGeneration {
		t.free = append(t.free, uint32(number)&IndexMask)
	}
	return object, 0
}

// Live returns how many objects have a number.
func (t *Table[T]) Live() int { return int(t.live.Load()) }

// slot returns nil where the array ends before the index.
func (t *Table[T]) slot(index uint32) *slot {
	last := atomic.LoadUintptr(&t.mask)
	first := atomic.LoadPointer(&t.array)
	if first == nil || uintptr(index) > last {
		return nil
	}
	return (*slot)(unsafe.Add(first, uintptr(index)*unsafe.Sizeof(slot{})))
}

// Refusal says why Find has nothing. It is apart so that the way of a live number stays short.
//
//go:noinline
func (t *Table[T]) Refusal(number Number) int32 {
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
		t.grow(index)
	}
	t.used++
	return index, 0
}

// grow makes an array with room for the index, which is the first one beyond.
func (t *Table[T]) grow(index uint32) {
	slots := make([]slot, max(firstSlots, 2*int(index)))
	if index == 0 {
		slots[0].state = notZero
	} else {
		copy(slots, unsafe.Slice((*slot)(t.array), index))
	}
	atomic.StorePointer(&t.array, unsafe.Pointer(&slots[0]))
	atomic.StoreUintptr(&t.mask, uintptr(len(slots)-1))
}
