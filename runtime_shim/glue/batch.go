package glue

import (
	"strings"
	"syscall"
	"unsafe"
)

// Batch is what the struct of a batch begins with, a call that has many items: cshared_glue_batch in
// cshared/glue.h. The items lie in memory of C; Go reads them in place.
type Batch struct {
	Call
	Items    unsafe.Pointer // Of C: Count structs of Unit bytes, with the status of an item at StatusAt.
	Count    uint64
	Unit     uint64
	StatusAt uint64
	Next     uint64 // The item that runs.
	Failed   uint64 // How many items have failed.
	First    uint64 // The first of them; message and stack are its own.
}

// failing is where the end of this item is explained: of the first one that fails in the call, of the
// others nowhere.
func (b *Batch) failing() *Call {
	if b.Failed == 0 {
		return &b.Call
	}
	return new(Call)
}

// failed gives the item its status, and goes on.
func (b *Batch) failed(c *Call) {
	*(*int32)(unsafe.Add(b.Items, b.Next*b.Unit+b.StatusAt)) = c.Status
	if b.Failed == 0 {
		b.First = b.Next
	}
	b.Failed++
	b.Status = Running
}

// Fail ends the item with an error.
//
//go:noinline
func (b *Batch) Fail(err error) {
	c := b.failing()
	c.Fail(err)
	b.failed(c)
}

// FailWith ends the item with a status that needs no words.
//
//go:noinline
func (b *Batch) FailWith(status int32) {
	c := b.failing()
	c.FailWith(status)
	b.failed(c)
}

// Refuse ends an item with wrong arguments.
//
//go:noinline
func (b *Batch) Refuse(why string) {
	c := b.failing()
	c.FailWith(int32(syscall.EINVAL))
	if c.WantsError != 0 {
		c.Put(view(why))
		c.Message = uint64(len(why))
	}
	b.failed(c)
}

// Recovered ends an item that did not come to its end, as Call.Recovered does with a call. The loop has
// to be entered again, with the item behind it.
//
//go:noinline
func (b *Batch) Recovered(value any) {
	c := b.failing()
	c.Recovered(value)
	b.failed(c)
	b.Status = 0
	b.Next++
}

const (
	nulTerminated = ^uint64(0)
	page          = 4096 // No page is smaller.
)

// TextSize returns the size of an item's text, also where C says that it ends with a NUL byte. No page is
// read but those that have text.
func TextSize(p *byte, size uint64) uint64 {
	if size != nulTerminated || p == nil {
		return size
	}
	return lengthOf(p)
}

//go:noinline
func lengthOf(p *byte) uint64 {
	size := uint64(0)
	for {
		part := page - uintptr(unsafe.Pointer(p))%page
		if i := strings.IndexByte(unsafe.String(p, part), 0); i >= 0 {
			return size + uint64(i)
		}
		size += uint64(part)
		p = (*byte)(unsafe.Add(unsafe.Pointer(p), part))
	}
}
