// Package glue is what generated Go code calls: the Go half of a call from C, whose other half is
// runtime_shim/src/glue.c. It is small on purpose: it adds to every library that is made by the
// generator, so it imports neither fmt nor os.
package glue

import (
	"runtime"
	"unsafe"
)

// Call is what the struct of every call begins with: cshared_glue_call in cshared/glue.h. It lies in
// memory of C, so no pointer to Go's memory is ever stored in it.
type Call struct {
	_          [2]uintptr // Of the way from C to here.
	Status     int32
	WantsError uint32         // Set by C: somebody will look at the message.
	Scratch    unsafe.Pointer // Of C: room for results of no fixed size, or for the message.
	Room       uint64         // How many bytes that is.
	Used       uint64         // How many bytes the results have.
	Kept       uint64         // If they did not fit: what to fetch them by.
	Message    uint64         // Size of the message, which comes first.
	Stack      uint64         // Size of the stack.
}

// NumberCall is a call with one number, such as the one that frees a handle.
type NumberCall struct {
	Call
	Number Number
}

// StatsCall is the call that counts.
type StatsCall struct {
	Call
	Handles, Panics, Callbacks, Contexts, Iterators uint64
}

// FetchCall is cshared_glue_fetch.
type FetchCall struct {
	Kept uint64
	To   unsafe.Pointer
}

// Statuses that the glue itself makes; cshared/error.h has all of them.
const (
	statusPanic         = 4096
	statusGoexit        = 4097
	statusClosed        = 4099
	statusStaleHandle   = 4101
	statusForeignHandle = 4102
	statusEndOfStream   = 4104
	statusUnknown       = 4106
	statusExhausted     = 4107
	statusCallback      = 4111
	statusFirst         = 4096
)

// Running is the status of a call whose Go code has not come to its end.
const Running int32 = -1

const maxStack = 64 << 10

// Fail ends the call with an error.
func (c *Call) Fail(err error) {
	c.Status = StatusOf(err)
	c.explain(err, "")
}

// FailWith ends the call with a status that needs no words.
func (c *Call) FailWith(status int32) {
	c.Status = status
	c.Message, c.Stack, c.Used, c.Kept = 0, 0, 0, 0
}

// Recovered ends a call that did not come to its end. `value` is what recover returned, and the frames
// of the panic must still be on the stack.
//
//go:noinline
func (c *Call) Recovered(value any) {
	if failed, ok := value.(*CallError); ok { // Of a callback that has no error to return.
		forgetGoexits()
		c.Fail(failed)
		return
	}
	// Without a value it is Goexit, or panic(nil) under GODEBUG=panicnil=1.
	status, text := int32(statusPanic), "panic: "
	if value == nil && containGoexit() {
		status, text = statusGoexit, "the Go function ended its goroutine (runtime.Goexit)"
	} else {
		Panics.Add(1)
		forgetGoexits()
		text += describe(value)
	}
	c.FailWith(status)
	if c.WantsError == 0 {
		return
	}
	buffer := make([]byte, maxStack)
	stack := buffer[:runtime.Stack(buffer, false)]
	c.Put(view(text), stack)
	c.Message, c.Stack = uint64(len(text)), uint64(len(stack))
}

// Poisoned is Recovered for a function with that policy: C keeps the message and the stack of a panic,
// also if this caller does not ask for them.
//
//go:noinline
func (c *Call) Poisoned(value any) {
	c.WantsError = 1
	c.Recovered(value)
}

// FailPoisoned is Fail for a function with that policy: the panic of an iterator comes as an error.
func (c *Call) FailPoisoned(err error) {
	if StatusOf(err) == statusPanic {
		c.WantsError = 1
	}
	c.Fail(err)
}

func (c *Call) explain(err error, stack string) {
	if c.WantsError == 0 {
		c.Message, c.Stack, c.Used, c.Kept = 0, 0, 0, 0
		return
	}
	text := message(err)
	if own, ok := err.(interface{ CSharedStack() string }); ok && stack == "" {
		stack = own.CSharedStack()
	}
	c.Put(view(text), view(stack))
	c.Message, c.Stack = uint64(len(text)), uint64(len(stack))
}

// view is the text's own memory, which must only be read.
func view(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// Text is the memory of a text, for Put.
func Text(s string) []byte { return view(s) }

// Bytes is the memory of a slice of fixed-size values, for Put.
func Bytes[T any](s []T) []byte {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), uintptr(len(s))*unsafe.Sizeof(s[0]))
}

// CopyText copies text of the caller.
func CopyText(p *byte, size uint64) string { return string(unsafe.Slice(p, size)) }

// BorrowText is text of the caller, which must not be used after the call.
func BorrowText(p *byte, size uint64) string { return unsafe.String(p, size) }

// CopySlice copies values of the caller.
func CopySlice[T any](p *T, count uint64) []T {
	if count == 0 {
		return nil
	}
	return append([]T(nil), unsafe.Slice(p, count)...)
}

// BorrowSlice is memory of the caller, which must not be used after the call.
func BorrowSlice[T any](p *T, count uint64) []T { return unsafe.Slice(p, count) }

// PutOne is Put of one part, without a list. It and PutText are small enough to be inlined.
func (c *Call) PutOne(part []byte) {
	if c.Used = uint64(len(part)); c.Used > c.Room {
		c.keepOne(part)
		return
	}
	copy((*[maxRoom]byte)(c.Scratch)[:len(part)], part)
}

// PutText is PutOne of text.
func (c *Call) PutText(text string) {
	if c.Used = uint64(len(text)); c.Used > c.Room {
		c.keepText(text)
		return
	}
	copy((*[maxRoom]byte)(c.Scratch)[:len(text)], text)
}

// maxRoom is more than any memory has: slicing an array is cheaper than unsafe.Slice.
const maxRoom = 1 << 48

//go:noinline
func (c *Call) keepOne(part []byte) { c.Kept = keep([][]byte{part}) }

//go:noinline
func (c *Call) keepText(text string) { c.Kept = keep([][]byte{view(text)}) }

// Put hands results of no fixed size over to C, one behind the other: into the scratch memory if they
// fit, else they are kept until C fetches them, so that the function need not run again.
func (c *Call) Put(parts ...[]byte) {
	total := 0
	for _, part := range parts {
		total += len(part)
	}
	c.Used, c.Kept = uint64(total), 0
	if uint64(total) > c.Room {
		c.Kept = keep(parts)
		return
	}
	at := c.Scratch
	for _, part := range parts {
		if len(part) != 0 {
			copy(unsafe.Slice((*byte)(at), len(part)), part)
			at = unsafe.Add(at, len(part))
		}
	}
}
