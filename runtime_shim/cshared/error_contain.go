package cshared

import (
	"fmt"
	"runtime/debug"
)

// MaxStack bounds the stack that an Error carries, in bytes.
const MaxStack = 64 << 10

// Contain calls f and returns what came of it: nil, the error object of the error it returned, or
// one with StatusPanic and the stack of the panic. What Go declares fatal stays fatal: concurrent
// map access, stack overflow, a panic in a goroutine that f started.
//
// When f calls runtime.Goexit nothing can make this goroutine return, and the same holds for
// Contain; Isolate is for code that may do that.
func Contain(f func() error) (result *Error) {
	returned := false
	defer func() {
		// Without a value it is a panic(nil) under GODEBUG=panicnil=1, or Goexit, which goes on anyway.
		if value := recover(); value != nil || !returned {
			result = panicked(value)
		}
	}()
	result = NewError(f())
	returned = true
	return result
}

// Catch ends a panic of the function that deferred it and stores its error object in *result. Where
// there is no panic it leaves *result alone. Use it only as `defer cshared.Catch(&result)`.
func Catch(result **Error) {
	if value := recover(); value != nil {
		*result = panicked(value)
	}
}

// Isolate is Contain on a goroutine of its own: it also returns when f calls runtime.Goexit, with
// StatusGoexit. f runs on another OS thread than the caller, perhaps.
func Isolate(f func() error) *Error {
	done := make(chan *Error, 1)
	go func() {
		result := &Error{Status: StatusGoexit, Message: StatusGoexit.Error()}
		defer func() { done <- result }()
		result = Contain(f)
	}()
	return <-done
}

// panicked returns the error object of a panic. It must be called while the panic's frames are
// still on the stack, by a deferred function or below one.
func panicked(value any) *Error {
	object := &Error{Status: StatusPanic, Message: "panic: " + describe(value)}
	stack := debug.Stack()
	object.Stack = string(stack[:min(len(stack), MaxStack)])
	if err, ok := value.(error); ok {
		object.Cause = err
	}
	return object
}

// describe renders a value that was panicked with. Package fmt catches a panic of the value's own
// String or Error method; what it cannot catch is caught here.
func describe(value any) (text string) {
	defer func() {
		if recover() != nil {
			text = fmt.Sprintf("a value of type %T that cannot be printed", value)
		}
	}()
	if err, ok := value.(error); ok {
		return message(err)
	}
	return fmt.Sprint(value)
}

// message is err.Error(), also when that panics.
func message(err error) string { return fmt.Sprint(err) }
